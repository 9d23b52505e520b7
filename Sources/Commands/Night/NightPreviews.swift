import MarketData
import Night
import Preview
import Primitives
import RDAgent
import Records
import Report
import Store

/// The previews of a night: settled, and read back for the pages.
struct NightPreviews {
  let database: Database
  let clock: Clock

  /// Rows of trades and refusals that a page lists.
  static let listed = 250

  /// Settles one preview with the predictions it was made with.
  func settle(_ id: String, market: any Market, through day: TradingDay) throws -> PreviewSettlement.Outcome {
    let outcomes = try settle([id], market: market, through: day)
    return try outcomes.first?.get() ?? PreviewSettlement.Outcome()
  }

  /// Settles previews with the predictions they were made with; each file is read once.
  func settle(_ ids: [String], market: any Market, through day: TradingDay) throws
    -> [Result<PreviewSettlement.Outcome, any Error>]
  {
    var tables: [String: PanelTable] = [:]
    let jobs = ids.map { id in
      Result { () throws -> PreviewSettlement.Job in
        let instance = try PreviewInstance.open(id, in: database)
        let path = try NightPreviews.predictionsPath(instance)
        let table = try tables[path] ?? PanelTable(csv: path, value: "score")
        tables[path] = table
        return PreviewSettlement.Job(instance: instance, predictions: table)
      }
    }
    var ready: [PreviewSettlement.Job] = []
    for case .success(let job) in jobs { ready.append(job) }
    var settled = try PreviewSettlement.settle(
      ready, market: market, through: day, in: database, clock: clock
    )[...]
    return jobs.map { job in
      switch job {
      case .failure(let error): .failure(error)
      case .success: settled.popFirst() ?? .success(PreviewSettlement.Outcome())
      }
    }
  }

  /// Throws `preview.no-predictions-file` where the preview names none, or its model was withdrawn.
  static func predictionsPath(_ instance: PreviewInstance) throws -> String {
    let id = instance.strategy.id
    guard let path = instance.definition.predictionsPath else {
      throw Diagnostic(
        "preview.no-predictions-file", "the preview '\(id)' names no predictions",
        remedy: "Create it again with --pred.", exit: .input)
    }
    guard FileReader.exists(path) else {
      throw Diagnostic(
        "preview.no-predictions-file", "the predictions of the preview '\(id)' are gone", at: .init(path),
        remedy: "Put them back, or stop the preview with `aistock preview stop --id \(id)`.", exit: .input)
    }
    return path
  }

  /// Running previews, and stopped ones that are not settled through their last day.
  func toSettle() throws -> [String] {
    try database.previews().filter { preview in
      if preview.status == .running { return true }
      guard preview.status == .stopped, let last = preview.stoppedOn else { return false }
      return try database.lastAccount(of: preview.id).map { $0.account.tradingDay < last } ?? true
    }.map(\.id)
  }

  func page(
    _ strategy: PreviewStrategy, calendar: TradingCalendar, closes: (TradingDay) -> Double
  ) throws -> SiteInput.Preview {
    let accounts = try database.accounts(of: strategy.id)
    let trades = try database.trades(of: strategy.id)
    let skips = try database.skips(of: strategy.id)
    return SiteInput.Preview(
      strategy: strategy, definition: try database.definition(of: strategy.id), accounts: accounts,
      positions: try accounts.last.map { try database.positions(of: strategy.id, on: $0.tradingDay) } ?? [],
      trades: trades.suffix(NightPreviews.listed), skips: skips.suffix(NightPreviews.listed), tradeCount: trades.count,
      skipCount: skips.count,
      figures: PreviewStatistics.figures(
        strategy, accounts: accounts,
        traded: Dictionary(trades.map { ($0.tradingDay, $0.amount) }, uniquingKeysWith: +),
        calendar: calendar, closes: closes))
  }

  /// The demo's two previews: the strategies of its two results on a million of virtual yuan each.
  func createDemo(_ folder: String) throws {
    for name in DemoEvidence.names where try database.preview(name) == nil {
      let source = try PreviewSource(workspace: Path.join(folder, name))
      _ = try source.create(
        id: name, name: name, capital: Money(yuan: 1_000_000), start: nil, fees: true, in: database, clock: clock)
    }
  }
}

/// What a preview is made from: a strategy and predictions.
struct PreviewSource {
  var strategy: StrategyConfig
  var strategyID: String
  var predictionsPath: String

  init(strategy: StrategyConfig, strategyID: String, predictionsPath: String) {
    self.strategy = strategy
    self.strategyID = strategyID
    self.predictionsPath = predictionsPath
  }

  /// From an RD-Agent workspace: the configuration that ran and its exported predictions.
  init(workspace folder: String) throws {
    let workspace = try Workspace(folder: folder)
    switch try UsedConfiguration.find(in: workspace) {
    case .unknown(let why):
      throw Diagnostic(
        "preview.configuration-unknown", why, at: .init(folder), remedy: "Name the strategy with --conf and --pred.")
    case .found(let used):
      guard let predictions = workspace.file("pred.csv") else {
        throw Diagnostic(
          "preview.no-predictions-file", "the workspace has no pred.csv", at: .init(folder),
          remedy: "Export it with the script of `aistock rdagent exporter`.")
      }
      self.init(
        strategy: try used.configuration.strategy(), strategyID: Path.lastComponent(folder),
        predictionsPath: predictions)
    }
  }

  func create(
    id: String, name: String, capital: Money, start: TradingDay?, fees: Bool, in database: Database, clock: Clock
  ) throws -> PreviewInstance {
    let (strategy, definition) = try rows(
      id: id, name: name, capital: capital, start: start, fees: fees, clock: clock)
    return try PreviewInstance.create(strategy, definition, in: database)
  }

  /// What is stored of a preview when it is made.
  func rows(
    id: String, name: String, capital: Money, start: TradingDay?, fees: Bool, clock: Clock
  ) throws -> (PreviewStrategy, PreviewDefinition) {
    let predictions = try PanelTable(csv: predictionsPath, value: "score")
    guard let first = predictions.days.first else {
      throw Diagnostic(
        "predictions.empty", "there is no prediction", at: .init(predictionsPath), remedy: "Export the predictions again.")
    }
    let now = clock.timestamp
    return (
      PreviewStrategy(
        id: id, strategyID: strategyID, displayName: name, initialCapital: capital, status: .running, createdAt: now,
        updatedAt: now),
      PreviewDefinition(
        previewID: id, strategy: strategy, rules: .ashare, fees: fees, predictionsPath: predictionsPath,
        predictionsSHA256: SHA256Digest(hashing: try FileReader.bytes(predictionsPath)).hex, startDay: start ?? first)
    )
  }
}
