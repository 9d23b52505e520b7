import MarketData
package import Primitives
package import Records
package import Store

/// One night: take in RD-Agent's results, reconcile each migration, compute factors, settle previews, archive, build the
/// result, publish.
///
/// Steps are planned with signs of their inputs and recorded with what came out; those whose inputs have not
/// changed and whose outputs still stand are passed over. What the steps left is read back once, into one
/// `NightResult`.
package struct Night {
  let context: NightContext
  let task: NightTask
  let previews: NightPreviews
  /// Seconds of the clock at which the night was asked for.
  let begin: Double
  /// The day that was asked for.
  let date: TradingDay?
  let deadline: NightDeadline?

  /// - Parameters:
  ///   - date: the day to report on; nil: the last trading day. A day without trading is the one before it.
  ///   - isAfresh: every step runs, also where nothing changed.
  /// - Throws: `night.date`, and what opening the market says.
  package init(
    _ configuration: AistockConfiguration, date: TradingDay? = nil, database: Database, clock: Clock = .system,
    progress: NightProgress = NightProgress(), isAfresh: Bool = false
  ) throws {
    try self.init(
      NightContext(
        configuration, date: date, database: database, clock: clock, progress: progress, isAfresh: isAfresh),
      date: date, begin: clock.now())
  }

  private init(_ context: NightContext, date: TradingDay?, begin: Double) {
    self.context = context
    self.date = date
    self.begin = begin
    deadline = context.configuration.deadlineMinute.map { NightDeadline(minute: $0, after: begin) }
    task = NightTask(context.migrations)
    previews = NightPreviews(database: context.database, folders: context.folders, clock: context.clock)
  }

  /// What a night leaves for the terminal.
  package struct Outcome {
    package var result: NightResult
    package var steps: [FinishedStep]
    package var failures: [StepFailure]
    /// That the deadline came before some migrations; nil where all were reached.
    package var unreached: Diagnostic?
    /// A sync that told nothing, channels that could not be told, a server that did not take the state; the night is no
    /// worse for it.
    package var undelivered: [StepFailure] = []
    /// What the server of the state was given; nil where none is named or it took nothing.
    package var pushed: StatePush?
    /// SHA-256 of the manifest; nil where the archive step failed.
    package var manifest: String?
    package var pages: Int
    /// Work of earlier nights that nobody needs any more.
    package var removed: [Retention.Item] = []
  }

  /// Runs the night; once more from its market on where that changed while the night read it.
  ///
  /// - Throws: the diagnostic of a vital step, and those of the state file; `night.market-changed` (exit 3) where the
  ///   market changed again. A migration, a preview or an archive that fails is among the outcome's failures.
  package func run() throws -> Outcome {
    do { return try attempt() } catch let moved as MarketMoved {
      context.progress.note(.again(moved.diagnostic.summary))
    }
    let again: NightContext
    do {
      again = try NightContext(
        context.configuration, date: date, database: context.database, clock: context.clock,
        progress: context.progress, isAfresh: context.isAfresh)
    } catch {
      let runner = NightRunner(database: context.database, clock: context.clock, day: context.day)
      fail(try runner.begin(), runner, error, manifest: nil)
      throw error
    }
    return try Night(again, date: date, begin: begin).attempt()
  }

  /// Keeps why a night failed. A state file that takes nothing more does not hide what ended the night.
  private func fail(_ night: NightRecord, _ runner: NightRunner, _ error: any Error, manifest: String?) {
    let cause = (error as? any DiagnosableError)?.diagnostic
    try? runner.finish(night, state: .failed, summary: cause.map { ["error": $0.stored] } ?? .null, manifest: manifest)
    // A night that is repeated is pushed then.
    if !(error is MarketMoved), let failure = unpushed({ _ in }) { context.progress.problem(failure.diagnostic) }
    tellMonitor()
  }

  /// Gives the state to its server, behind everything that a night writes into the file.
  private func push(_ outcome: inout Outcome) {
    if let failure = unpushed({ outcome.pushed = $0 }) { outcome.undelivered.append(failure) }
  }

  /// Why the server of the state was not given its rows; nil where it was, or where there is none.
  private func unpushed(_ done: (StatePush) -> Void) -> StepFailure? {
    guard let pushing = StatePushing(context.configuration, context.database, clock: context.clock) else { return nil }
    do {
      done(try pushing.run())
      return nil
    } catch {
      return StepFailure(step: .push, diagnostic: .unpushed((error as? any DiagnosableError)?.diagnostic, error))
    }
  }

  /// The market is not the one that the night began with.
  private struct MarketMoved: DiagnosableError {
    /// Where it is, and why it cannot be asked any more, if so.
    var location: String
    var cause: Diagnostic?
    var diagnostic: Diagnostic { cause ?? .marketChanged(location) }
  }

  private func attempt() throws -> Outcome {
    var runner = NightRunner(database: context.database, clock: context.clock, day: context.day)
    runner.announce = context.progress.step
    runner.deadline = deadline
    runner.lanes = NightLanes.common
    let night = try runner.begin()
    var manifest: String?
    do {
      var outcome = try run(runner, &manifest)
      context.progress.end()
      outcome.removed = tidied()
      try runner.finish(night, state: .done, summary: outcome.summary, manifest: manifest)
      try context.known.save(to: context.folders.facts, forgetting: true)
      push(&outcome)
      tellMonitor()
      return outcome
    } catch {
      context.progress.end()
      fail(night, runner, error, manifest: manifest)
      throw error
    }
  }

  /// Removes what is kept no longer. What cannot be removed is told, and waits for the next night.
  private func tidied() -> [Retention.Item] {
    guard let days = context.configuration.keepDays else { return [] }
    let retention = Retention(context.configuration, days: days, clock: context.clock)
    do {
      let items = try retention.items()
      try retention.remove(items)
      return items
    } catch {
      if let diagnostic = (error as? any DiagnosableError)?.diagnostic { context.progress.problem(diagnostic) }
      return []
    }
  }

  /// Leaves the file for the monitor; a night is no worse where that cannot be written.
  private func tellMonitor() {
    guard let path = context.configuration.prometheus else { return }
    do {
      let report = try HealthReport(
        context.configuration, database: context.database, clock: context.clock, isLocked: false)
      try FileWriter.write(Array(report.prometheus.utf8), to: path)
    } catch {
      if let diagnostic = (error as? any DiagnosableError)?.diagnostic { context.progress.problem(diagnostic) }
    }
  }

  private func run(_ runner: NightRunner, _ manifest: inout String?) throws -> Outcome {
    var done = NightRunner.Outcome()
    if context.configuration.isDemo {
      try DemoWorkspaces.write(to: context.folders.demo)
      try previews.createDemo(context.folders.demo)
    }
    try MarketGate(context: context).check()
    var synced = NightRunner.Outcome()
    let sync = [SyncStep(context: context).planned].compactMap(\.self)
    let computing = try reconciliations().map(\.planned) + [factors.planned]
    let settling = try settlements()
    let channels = context.configuration.notify.enumerated().map { NotifyStep.id(at: $0.offset + 1, $0.element) }
    var runner = runner
    runner.night = (sync + computing + settling).map(\.id) + [.archive, .publish] + channels
    try runner.run(sync, into: &synced)
    try runner.run(computing, into: &done)
    // What is settled stays: nothing is settled on a market of two halves.
    try refuseMovedMarket(since: done.steps)
    let count = done.steps.count
    try runner.run(settling, into: &done)
    try refuseMovedMarket(since: done.steps[count...])
    // What may still end the night ends it before anything is archived.
    _ = try MarketHealth.findings(context)
    let carried = try carriedOver(done.unreached)
    let neverJudged = Set(done.unreached.compactMap(\.subject)).subtracting(carried.keys)
    var outcomes = outcomes(without: neverJudged) { done.failure(of: .reconcile($0.id)) }
    let unreadable = outcomes.filter { item in
      if case .failed = item.outcome { done.failure(of: .reconcile(item.id)) == nil } else { false }
    }
    if !unreadable.isEmpty, carried.isEmpty {
      try remake(Set(unreadable.map(\.id)), runner, &done)
      outcomes = self.outcomes(without: neverJudged) { done.failure(of: .reconcile($0.id)) }
    }
    for case (let id, .failed(let diagnostic)) in outcomes where done.failure(of: .reconcile(id)) == nil {
      done.failures.append(StepFailure(step: .reconcile(id), diagnostic: diagnostic))
    }
    let settled = try previewRecords()
    let hasFactors = done.failure(of: .factors) == nil
    let sheet = hasFactors ? try factors.sheet() : nil
    var written: String?
    let archiving = ArchiveStep(
      context: context, outcomes: outcomes, previews: settled, factors: sheet, carried: carried
    ) { written = $0 }
    try runner.run([archiving.planned], into: &done)
    manifest = written
    let unreached = deadline.flatMap { Diagnostic.unreached($0, done.unreached, carried) }
    var result = try result(
      outcomes, settled, sheet, done.failures, isArchived: written != nil, carried: carried, unreached)
    result.library = try LibraryShelf(database: context.database)
      .library(synced.failure(of: .sync).map(Night.notice))
    if hasFactors { try setMarginals(&result) }
    var pages = 0
    let publishing = PublishStep(context: context, result: result, factorsStamp: try factorsStamp(hasFactors)) {
      pages = $0
    }
    try runner.run([publishing.planned], into: &done)
    var told = NightRunner.Outcome()
    let telling = context.configuration.notify.enumerated().map {
      NotifyStep(context: context, result: result, place: $0.offset + 1, channel: $0.element).planned
    }
    try runner.run(telling, into: &told)
    return Outcome(
      result: result, steps: synced.steps + done.steps + told.steps, failures: done.failures,
      unreached: unreached, undelivered: synced.failures + told.failures,
      manifest: manifest, pages: pages)
  }

  /// - Throws: `MarketMoved` where the market is another than at the begin, and one of the steps read it.
  private func refuseMovedMarket(since steps: some Sequence<FinishedStep>) throws {
    guard steps.contains(where: { $0.record.state != .skipped }) else { return }
    do {
      if try context.isMarketUntouched() { return }
    } catch let error as any DiagnosableError {
      throw MarketMoved(location: context.market.location, cause: error.diagnostic)
    }
    throw MarketMoved(location: context.market.location)
  }

  /// Reconciles anew what was passed over and cannot be read back.
  private func remake(_ names: Set<String>, _ runner: NightRunner, _ done: inout NightRunner.Outcome) throws {
    let steps = try reconciliations().filter { names.contains($0.migration.id) }.map { step in
      var planned = step.planned
      planned.isPresent = { _ in false }
      return planned
    }
    var runner = runner
    runner.deadline = nil
    done.steps.removeAll { $0.id.kind == .reconcile && names.contains($0.id.subject ?? "") }
    try runner.run(steps, into: &done)
  }

  /// Migrations that the deadline came before and that an earlier night judged, each with the day of that night.
  private func carriedOver(_ unreached: [StepID]) throws -> [String: TradingDay] {
    guard !unreached.isEmpty else { return [:] }
    let days = try context.database.stepDays()
    let made = unreached.compactMap { step -> (String, TradingDay)? in
      guard let id = step.subject, let day = days[step.name],
        FileReader.exists(Path.join(context.folders.work(id), "comparison.json"))
      else { return nil }
      return (id, day)
    }
    return Dictionary(made) { first, _ in first }
  }

  /// Publishes what the last night left, without running it again; returns the number of pages.
  package func render() throws -> Int {
    let before = try context.database.newestSteps()
    let night = try context.database.nights().first { $0.tradingDay == context.day }
    let unreached = night?.summary["unreached"].flatMap { Diagnostic(stored: $0) }
    var (carried, neverJudged): ([String: TradingDay], Set<String>) = ([:], [])
    if unreached != nil {
      let days = try context.database.stepDays()
      let older = context.migrations.map { StepID.reconcile($0.id) }.filter { days[$0.name] != context.day }
      carried = try carriedOver(older)
      neverJudged = Set(older.filter { before[$0.name] == nil }.compactMap(\.subject))
    }
    let outcomes = outcomes(without: neverJudged) { migration in
      if case .failure(let diagnostic) = before[StepID.reconcile(migration.id).name]?.outcome { return diagnostic }
      let step = ReconcileStep(context: context, migration: migration, task: task)
      return step.isMade ? nil : .notRun
    }
    var result = try result(
      outcomes, try previewRecords(), try factors.sheet(), failures(before), isArchived: false, carried: carried,
      unreached)
    var notice: Message?
    if case .failure(let diagnostic)? = before[StepID.sync.name]?.outcome { notice = Night.notice(diagnostic) }
    result.library = try LibraryShelf(database: context.database).library(notice)
    try setMarginals(&result)
    var pages = 0
    _ = try PublishStep(context: context, result: result, factorsStamp: try factorsStamp(true)) { pages = $0 }.run()
    try context.known.save(to: context.folders.facts, forgetting: false)
    return pages
  }

  /// What the last night could not do, of the steps that there still are.
  private func failures(_ before: [String: NightStep]) -> [StepFailure] {
    let steps: [StepID] = context.migrations.map { .reconcile($0.id) } + [.factors, .archive]
    return steps.compactMap { step in
      guard case .failure(let diagnostic)? = before[step.name]?.outcome else { return nil }
      return StepFailure(step: step, diagnostic: diagnostic)
    }
  }

  private func setMarginals(_ result: inout NightResult) throws {
    guard let library = result.library else { return }
    result.library?.marginals = try factors.marginals(of: library.factors)
  }

  // MARK: - Steps

  /// In the order of the configuration; before a deadline those first that waited longest.
  private func reconciliations() throws -> [ReconcileStep] {
    var migrations = context.migrations
    if deadline != nil {
      let days = try context.database.stepDays()
      let waited = migrations.enumerated().map { (days[StepID.reconcile($0.element.id).name], $0.offset, $0.element) }
      migrations = waited.sorted { left, right in
        left.0 == right.0 ? left.1 < right.1 : right.0.map { day in left.0.map { $0 < day } ?? true } ?? false
      }.map(\.2)
    }
    return migrations.map { ReconcileStep(context: context, migration: $0, task: task) }
  }

  var factors: FactorsStep { FactorsStep(context: context, task: task) }

  private func settlements() throws -> [PlannedStep] {
    let waiting = Set(try previews.toSettle())
    return try context.database.previews().filter { waiting.contains($0.id) }.map {
      SettleStep(context: context, previews: previews, preview: $0).planned
    }
  }

  /// What stands on the pages where RD-Agent told nothing tonight.
  private static func notice(_ diagnostic: Diagnostic) -> Message { diagnostic.summary }
}

extension Diagnostic {
  /// - Parameter carried: the night that judged it last, of each of the steps that has one.
  fileprivate static func unreached(
    _ deadline: NightDeadline, _ steps: [StepID], _ carried: [String: TradingDay]
  ) -> Diagnostic? {
    let names = steps.compactMap(\.subject).sorted()
    guard !names.isEmpty else { return nil }
    return Diagnostic(
      "night.unreached", .refused,
      [
        "count": .count(names.count), "deadline": .text(deadline.text), "names": .names(names),
        "carried": .message(.carried(names.count { carried[$0] != nil })),
      ],
      (
        en: "The deadline of {deadline} came before {count} {count:migration|migrations}: {names}. {carried}",
        zh: "截止时间 {deadline} 前未能处理 {count} 个迁移：{names}。{carried}"
      ),
      remedy: (
        en: "The next night begins with them. Run `aistock nightly` now, or set a later deadline.",
        zh: "下一夜先处理它们。可立即运行 `aistock nightly`，或推迟截止时间。"
      ))
  }

  fileprivate static func marketChanged(_ location: String) -> Diagnostic {
    Diagnostic(
      "night.market-changed", .damaged, at: .init(location),
      (en: "The market changed while the night read it.", zh: "夜间任务读取期间行情发生变化。"),
      remedy: (
        en: "Let its update end, then run `aistock nightly` again.", zh: "请待行情更新结束，再运行 `aistock nightly`。"
      ))
  }

  /// A server that was not given the state, with what stopped the push; nil where the error is no diagnostic.
  fileprivate static func unpushed(_ cause: Diagnostic?, _ error: any Error) -> Diagnostic {
    Diagnostic(
      "night.unpushed", cause?.kind ?? .fault, at: cause?.place,
      [
        "reason": .message(cause?.summary ?? .verbatim("\(error)")),
        "instruction": .message(cause?.remedy ?? .reported),
      ],
      (en: "The state was not pushed. {reason}", zh: "状态未推送。{reason}"),
      remedy: (en: "{instruction}", zh: "{instruction}"), severity: .warning, exit: cause?.exit)
  }

  fileprivate static let notRun = Diagnostic(
    "night.not-run", .absent, (en: "No night has reconciled this migration yet.", zh: "尚无一夜对账过该迁移。"),
    remedy: (en: "Run `aistock nightly`.", zh: "请运行 `aistock nightly`。"))
}

extension Message {
  fileprivate static let reported = Message(
    "night.unpushed-fault", en: "Report this message.", zh: "请报告此信息。")

  fileprivate static func again(_ reason: Message) -> Message {
    Message(
      "night.again", ["reason": .message(reason)], en: "{reason} The night is repeated once.", zh: "{reason}重做一次。")
  }

  /// What is shown of migrations that were not reached.
  fileprivate static func carried(_ count: Int) -> Message {
    if count == 0 {
      return Message("night.carried-none", en: "No night has judged them yet.", zh: "它们尚未被判定过。")
    }
    return Message(
      "night.carried", ["count": .count(count)],
      en: "{count} {count:shows|show} the verdict of an earlier night.", zh: "其中 {count} 个沿用更早一夜的判定。")
  }
}
