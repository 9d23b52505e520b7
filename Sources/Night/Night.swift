import Archive
import Ladder
import MarketData
import Preview
package import Primitives
package import Records
import Simulation
package import Store

/// One night: take in RD-Agent's results, reconcile each migration, compute factors, settle previews, archive, build the
/// result, publish.
///
/// Steps are planned with signs of their inputs and recorded with what came out; those whose inputs have not
/// changed and whose outputs still stand are passed over. What the steps left is read back once, into one
/// `NightResult`.
package struct Night {
  private let context: NightContext
  private let task: NightTask
  private let previews: NightPreviews
  /// Seconds of the clock at which the night was asked for.
  private let begin: Double

  /// - Parameters:
  ///   - date: the day to report on; nil: the last trading day. A day without trading is the one before it.
  ///   - isAfresh: every step runs, also where nothing changed.
  /// - Throws: `night.date`, and what opening the market says.
  package init(
    _ configuration: AistockConfiguration, date: TradingDay? = nil, database: Database, clock: Clock = .system,
    progress: NightProgress = NightProgress(), isAfresh: Bool = false
  ) throws {
    begin = clock.now()
    context = try NightContext(
      configuration, date: date, database: database, clock: clock, progress: progress, isAfresh: isAfresh)
    task = NightTask(context.migrations)
    previews = NightPreviews(database: database, folders: context.folders, clock: clock)
  }

  /// What a night leaves for the terminal.
  package struct Outcome {
    package var result: NightResult
    package var steps: [FinishedStep]
    package var failures: [StepFailure]
    /// A sync that told nothing, and channels that could not be told; the night is no worse for it.
    package var undelivered: [StepFailure] = []
    /// SHA-256 of the manifest; nil where the archive step failed.
    package var manifest: String?
    package var pages: Int
    /// Work of earlier nights that nobody needs any more.
    package var removed: [Retention.Item] = []
  }

  /// Runs the night.
  ///
  /// - Throws: the diagnostic of a vital step, and those of the state file. A migration, a preview or an archive
  ///   that fails is among the outcome's failures.
  package func run() throws -> Outcome {
    var runner = NightRunner(database: context.database, clock: context.clock, day: context.day)
    runner.announce = context.progress.step
    let night = try runner.begin()
    var manifest: String?
    do {
      var outcome = try run(runner, &manifest)
      context.progress.end()
      outcome.removed = tidied()
      try runner.finish(night, state: .done, summary: outcome.summary, manifest: manifest)
      try context.known.save(to: context.folders.facts, forgetting: true)
      tellMonitor()
      return outcome
    } catch {
      context.progress.end()
      try runner.finish(night, state: .failed, summary: .null, manifest: manifest)
      tellMonitor()
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
    try runner.run([SyncStep(context: context).planned].compactMap(\.self), into: &synced)
    try runner.run(reconciliations.map(\.planned) + [factors.planned] + settlements(), into: &done)
    let outcomes = outcomes { done.failure(of: .reconcile($0.id)) }
    for case (let id, .failed(let diagnostic)) in outcomes where done.failure(of: .reconcile(id)) == nil {
      done.failures.append(StepFailure(step: .reconcile(id), diagnostic: diagnostic))
    }
    let settled = try previewRecords()
    let hasFactors = done.failure(of: .factors) == nil
    let sheet = hasFactors ? try factors.sheet() : nil
    var written: String?
    let archiving = ArchiveStep(context: context, outcomes: outcomes, previews: settled, factors: sheet) {
      written = $0
    }
    try runner.run([archiving.planned], into: &done)
    manifest = written
    var result = try result(outcomes, settled, sheet, done.failures, isArchived: written != nil)
    result.library = try LibraryShelf(database: context.database)
      .library(synced.failure(of: .sync).map(Night.notice))
    if hasFactors { try setMarginals(&result) }
    var pages = 0
    let publishing = PublishStep(context: context, result: result, factorsStamp: try factorsStamp(hasFactors)) {
      pages = $0
    }
    try runner.run([publishing.planned], into: &done)
    var told = NightRunner.Outcome()
    let channels = context.configuration.notify.enumerated().map {
      NotifyStep(context: context, result: result, place: $0.offset + 1, channel: $0.element).planned
    }
    try runner.run(channels, into: &told)
    return Outcome(
      result: result, steps: synced.steps + done.steps + told.steps, failures: done.failures,
      undelivered: synced.failures + told.failures,
      manifest: manifest, pages: pages)
  }

  /// Publishes what the last night left, without running it again; returns the number of pages.
  package func render() throws -> Int {
    let before = try context.database.newestSteps()
    let outcomes = outcomes { migration in
      if case .failure(let diagnostic) = before[StepID.reconcile(migration.id).name]?.outcome { return diagnostic }
      let step = ReconcileStep(context: context, migration: migration, task: task)
      return step.isMade ? nil : .notRun
    }
    var result = try result(outcomes, try previewRecords(), try factors.sheet(), failures(before), isArchived: false)
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

  private var reconciliations: [ReconcileStep] {
    context.migrations.map { ReconcileStep(context: context, migration: $0, task: task) }
  }

  private var factors: FactorsStep { FactorsStep(context: context, task: task) }

  private func settlements() throws -> [PlannedStep] {
    let waiting = Set(try previews.toSettle())
    return try context.database.previews().filter { waiting.contains($0.id) }.map {
      SettleStep(context: context, previews: previews, preview: $0).planned
    }
  }

  /// What stands on the pages where RD-Agent told nothing tonight.
  private static func notice(_ diagnostic: Diagnostic) -> Message { diagnostic.summary }

  // MARK: - Result

  /// What is known of each migration: the diagnostic that `failure` has for it, else what its step left.
  private func outcomes(
    failure: (AistockConfiguration.Migration) -> Diagnostic?
  ) -> [(id: String, outcome: NightResult.Migration.Outcome)] {
    let folders = context.folders
    let failures = context.migrations.map { (id: $0.id, failure: failure($0)) }
    return failures.concurrentMap { item -> (id: String, outcome: NightResult.Migration.Outcome) in
      if let diagnostic = item.failure { return (item.id, .failed(diagnostic)) }
      do {
        return (item.id, .judged(try ReconcileStep.judgement(in: folders.work(item.id))))
      } catch let error as any DiagnosableError {
        return (item.id, .failed(error.diagnostic))
      } catch {
        return (item.id, .failed(.unreadableWork(folders.work(item.id), error)))
      }
    }
  }

  /// As settlement left them.
  private func previewRecords() throws -> [NightResult.Preview] {
    let shown = try context.database.previews().filter { $0.status != .archived }
    guard !shown.isEmpty else { return [] }
    var benchmarks = PreviewBenchmarks(
      market: context.market, index: context.configuration.index, migrations: context.migrations)
    var desk = OrderDesk(
      database: context.database, folders: context.folders.previews, market: context.market, day: context.day,
      now: MarketTime(context.clock), quotes: nil, runtime: .ofThisProcess)
    return try shown.map {
      try previews.page($0, calendar: context.market.calendar, desk: &desk, benchmarks: &benchmarks)
    }
  }

  /// The whole of the night as one record.
  ///
  /// - Parameters:
  ///   - sheet: the factors; nil where there is none, or their step failed.
  ///   - isArchived: whether the stages of the migrations are new and belong to their histories.
  private func result(
    _ outcomes: [(id: String, outcome: NightResult.Migration.Outcome)], _ previews: [NightResult.Preview],
    _ sheet: FactorSheet?, _ failures: [StepFailure], isArchived: Bool
  ) throws -> NightResult {
    let configuration = context.configuration
    let database = context.database
    let reader = ArchiveReader(context: context)
    let archive = try reader.state()
    let migrations = try migrations(outcomes, archive, reader, isArchived: isArchived)
    var result = NightResult(
      day: context.day, toolVersion: ToolVersion.current,
      market: Path.lastComponent(context.market.location),
      isDemo: configuration.isDemo, marketFindings: try MarketHealth.findings(context),
      migrations: migrations.list, previews: previews,
      index: try index(configuration.index),
      otherIndexes: try otherIndexes(previews).map(index).filter { !$0.closes.isEmpty },
      factors: factors(sheet, of: migrations.list),
      quoteFalls: try database.live().first.map { try database.quoteFalls(on: $0.tradingDay) } ?? [],
      archive: archive)
    let today = context.clock.dayInChina
    result.build = .init(
      at: context.clock.timestamp, seconds: context.clock.now() - begin,
      dataAge: max(0, Int(today.daysSince1970 - context.day.daysSince1970)),
      missedDays: ExchangeCalendar.missed(after: context.day, before: today))
    result.manifest = archive.nights.last { $0.day == context.day }?.sha256
    result.failures = failures
    result.changes = migrations.changes
    result.rules = AShareRuleTable.entries.map(\.record)
    result.attention = Attention.items(of: result)
    return result
  }

  /// Those of the configuration, then the benchmarks of the previews.
  private func otherIndexes(_ previews: [NightResult.Preview]) -> [InstrumentID] {
    var names: [InstrumentID] = []
    let wanted = context.configuration.previews.indexes + previews.compactMap { $0.benchmark?.instrument }
    for name in wanted where name != context.configuration.index && !names.contains(name) { names.append(name) }
    return names
  }

  /// The sheet with what the migrations' models tell of their features.
  private func factors(_ sheet: FactorSheet?, of migrations: [NightResult.Migration]) -> FactorSheet? {
    guard var sheet else { return nil }
    for migration in migrations {
      guard case .judged(let judgement) = migration.outcome, let evaluation = judgement.evaluation else { continue }
      sheet.add(evaluation.importance, of: migration.id)
    }
    return sheet
  }

  /// Each signature is verified here, once a night.
  private func migrations(
    _ outcomes: [(id: String, outcome: NightResult.Migration.Outcome)], _ archive: ArchiveState,
    _ reader: ArchiveReader, isArchived: Bool
  ) throws -> (list: [NightResult.Migration], changes: [NightChange]) {
    let ledger = ReviewLedger(context.configuration)
    let found = outcomes.map { item in
      let review = ledger.shown(item.id, now: context.clock)
      var judgement: NightResult.Judgement?
      if case .judged(let found) = item.outcome { judgement = found }
      return NightResult.Migration(
        id: item.id, outcome: item.outcome, review: review,
        position: LifeCycle.position(judgement?.comparison, review, band: judgement?.model.band))
    }
    if isArchived {
      try context.database.save(
        found.map {
          MigrationStep(
            migration: $0.id, tradingDay: context.day, at: context.clock.timestamp, stage: $0.position.stage,
            reason: $0.position.reason, blocks: $0.position.blocks)
        })
    }
    let histories = try context.database.stages()
    let changes = try reader.nightChanges(stages: histories)
    let last = changes.last { $0.right.day == context.day }
    let sameCauses = Dictionary(
      (last?.migrations ?? []).compactMap { change in
        change.causes.left.flatMap { left in change.causes.right.map { (change.id, left == $0) } }
      }
    ) { first, _ in first }
    let settings = Dictionary(context.migrations.map { ($0.id, $0) }) { first, _ in first }
    let realised = try FeedbackDesk(context.configuration, clock: context.clock)
      .realised(from: context.database, through: context.day)
    let list = try found.map {
      var migration = $0
      migration.history = histories[$0.id] ?? []
      migration.owner = settings[$0.id]?.author
      migration.asked = settings[$0.id]?.rungs ?? Rung.allCases
      migration.realised = realised[$0.id] ?? []
      migration.standing = MigrationStanding(
        day: context.day, verdict: $0.verdict, migration: $0.id, archived: archive.nights,
        isSameCause: sameCauses[$0.id])
      migration.digest = try digest(of: migration)
      return migration
    }
    return (list, changes)
  }

  private func digest(of migration: NightResult.Migration) throws -> String {
    let outcome: String
    switch migration.outcome {
    case .failed(let diagnostic): outcome = String(decoding: diagnostic.stored.canonical, as: UTF8.self)
    case .judged:
      outcome = try ReconcileStep.outputStamp(in: context.folders.work(migration.id))
    }
    let review = JSONValue.array([migration.review.json] + migration.history.map(\.json))
    let nights = migration.standing.map { standing in
      standing.nights.map { "\($0.day?.description ?? "-") \($0.verdict ?? "-")" }
        + ["\(standing.streak) \(standing.isSameCause.map { "\($0)" } ?? "-")"]
    }
    let realised = JSONValue.array(migration.realised.map(\.json))
    return context.digest(
      (nights ?? []) + [
        migration.owner ?? "", String(decoding: realised.canonical, as: UTF8.self),
        migration.id, outcome, String(decoding: review.canonical, as: UTF8.self), migration.position.stage.rawValue,
        String(
          decoding: JSONValue.array([migration.position.reason.json] + migration.position.blocks.map(\.json)).canonical,
          as: UTF8.self),
      ])
  }

  private func index(_ instrument: InstrumentID) throws -> NightResult.Index {
    var index = NightResult.Index(instrument: instrument, closes: [:])
    guard let closes = try context.market.series("close", of: instrument) else { return index }
    for (offset, day) in context.market.calendar.days.enumerated() where day <= context.day {
      index.closes[day] = Double(closes[offset])
    }
    return index
  }

  private func factorsStamp(_ hasFactors: Bool) throws -> String { hasFactors ? try factors.outputStamp() : "failed" }
}

extension Night.Outcome {
  private static func summary(_ migration: NightResult.Migration) -> JSONValue {
    guard case .judged(let judgement) = migration.outcome else {
      return ["id": .string(migration.id), "verdict": .string(migration.verdict)]
    }
    return [
      "id": .string(migration.id), "verdict": .string(migration.verdict), "beside": judgement.comparison.besideJSON,
    ]
  }

  /// The night in a document: for the state file, and for programs.
  package var summary: JSONValue {
    var members: [String: JSONValue] = [
      "migrations": .array(result.migrations.map(Night.Outcome.summary)),
      "steps": .array(
        steps.map {
          [
            "name": .string($0.record.name), "state": .string($0.record.state.rawValue),
            "seconds": .number($0.record.seconds), "message": $0.record.outcome.message.json,
          ]
        }),
    ]
    if !removed.isEmpty { members["removed"] = .array(removed.map { .string($0.path) }) }
    return .object(members)
  }
}

extension Diagnostic {
  fileprivate static func unreadableWork(_ folder: String, _ error: any Error) -> Diagnostic {
    Diagnostic(
      "night.work-unreadable", .damaged, at: .init(folder), ["error": .text("\(error)")],
      (en: "What the reconciliation left cannot be read: {error}.", zh: "无法读回对账结果：{error}。"),
      remedy: (en: "Run `aistock nightly --afresh`.", zh: "请运行 `aistock nightly --afresh`。"))
  }

  fileprivate static let notRun = Diagnostic(
    "night.not-run", .absent, (en: "No night has reconciled this migration yet.", zh: "尚无一夜对账过该迁移。"),
    remedy: (en: "Run `aistock nightly`.", zh: "请运行 `aistock nightly`。"))
}
