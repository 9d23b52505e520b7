import Archive
import Ladder
import MarketData
import Preview
import Primitives
import Records
import Simulation
import Store

/// What the steps left, as the one record that terminal, archive and pages read.
extension Night {
  /// What is known of each migration: the diagnostic that `failure` has for it, else what its step left.
  ///
  /// - Parameter names: migrations of which nothing is known.
  func outcomes(
    without names: Set<String> = [], failure: (AistockConfiguration.Migration) -> Diagnostic?
  ) -> [(id: String, outcome: NightResult.Migration.Outcome)] {
    let folders = context.folders
    let failures = context.migrations.filter { !names.contains($0.id) }.map { (id: $0.id, failure: failure($0)) }
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
  func previewRecords() throws -> [NightResult.Preview] {
    let shown = try context.database.previews().filter { $0.status != .archived }
    guard !shown.isEmpty else { return [] }
    var benchmarks = PreviewBenchmarks(
      market: context.market, index: context.configuration.index, migrations: context.migrations)
    var desk = OrderDesk(
      database: context.database, folders: context.folders.previews, market: context.market, day: context.day,
      now: MarketTime(context.clock), quotes: nil, runtime: .ofThisProcess, tables: previews.tables)
    return try shown.map {
      try previews.page($0, calendar: context.market.calendar, desk: &desk, benchmarks: &benchmarks)
    }
  }

  /// The whole of the night as one record.
  ///
  /// - Parameters:
  ///   - sheet: the factors; nil where there is none, or their step failed.
  ///   - isArchived: whether the stages of the migrations are new and belong to their histories.
  ///   - carried: the day of the night that judged them, of migrations that the deadline came before.
  func result(
    _ outcomes: [(id: String, outcome: NightResult.Migration.Outcome)], _ previews: [NightResult.Preview],
    _ sheet: FactorSheet?, _ failures: [StepFailure], isArchived: Bool, carried: [String: TradingDay] = [:],
    _ unreached: Diagnostic? = nil
  ) throws -> NightResult {
    let configuration = context.configuration
    let database = context.database
    let reader = ArchiveReader(context: context)
    let archive = try reader.state()
    let migrations = try migrations(outcomes, archive, reader, isArchived: isArchived, carried: carried)
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
      at: context.clock.timestamp, seconds: max(0, context.clock.now() - begin),
      dataAge: max(0, Int(today.daysSince1970 - context.day.daysSince1970)),
      missedDays: context.market.missedDays(after: context.day, before: today))
    result.manifest = archive.nights.last { $0.day == context.day }?.sha256
    result.failures = failures
    result.unreached = unreached
    result.changes = migrations.changes
    result.rules = AShareRuleTable.entries.map(\.record)
    result.attention = Attention.items(of: result)
    return result
  }

  /// Those of the configuration, then the benchmarks of the previews.
  func otherIndexes(_ previews: [NightResult.Preview]) -> [InstrumentID] {
    var names: [InstrumentID] = []
    let wanted = context.configuration.previews.indexes + previews.compactMap { $0.benchmark?.instrument }
    for name in wanted where name != context.configuration.index && !names.contains(name) { names.append(name) }
    return names
  }

  /// The sheet with what the migrations' models tell of their features.
  func factors(_ sheet: FactorSheet?, of migrations: [NightResult.Migration]) -> FactorSheet? {
    guard var sheet else { return nil }
    for migration in migrations {
      guard case .judged(let judgement) = migration.outcome, let evaluation = judgement.evaluation else { continue }
      sheet.add(evaluation.importance, of: migration.id)
    }
    return sheet
  }

  /// Each signature is verified here, once a night.
  func migrations(
    _ outcomes: [(id: String, outcome: NightResult.Migration.Outcome)], _ archive: ArchiveState,
    _ reader: ArchiveReader, isArchived: Bool, carried: [String: TradingDay]
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
      migration.judgedOn = carried[$0.id]
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

  func digest(of migration: NightResult.Migration) throws -> String {
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
        migration.owner ?? "", migration.judgedOn?.description ?? "",
        String(decoding: realised.canonical, as: UTF8.self),
        migration.id, outcome, String(decoding: review.canonical, as: UTF8.self), migration.position.stage.rawValue,
        String(
          decoding: JSONValue.array([migration.position.reason.json] + migration.position.blocks.map(\.json)).canonical,
          as: UTF8.self),
      ])
  }

  func index(_ instrument: InstrumentID) throws -> NightResult.Index {
    var index = NightResult.Index(instrument: instrument, closes: [:])
    guard let closes = try context.market.series("close", of: instrument) else { return index }
    for (offset, day) in context.market.calendar.days.enumerated() where day <= context.day {
      index.closes[day] = Double(closes[offset])
    }
    return index
  }

  func factorsStamp(_ hasFactors: Bool) throws -> String { hasFactors ? try factors.outputStamp() : "failed" }
}

extension Diagnostic {
  fileprivate static func unreadableWork(_ folder: String, _ error: any Error) -> Diagnostic {
    Diagnostic(
      "night.work-unreadable", .damaged, at: .init(folder), ["error": .text("\(error)")],
      (en: "What the reconciliation left cannot be read: {error}.", zh: "无法读回对账结果：{error}。"),
      remedy: (en: "Run `aistock nightly --afresh`.", zh: "请运行 `aistock nightly --afresh`。"))
  }
}
