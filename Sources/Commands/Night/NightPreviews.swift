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
  static let listed = 20

  /// Settles one preview with the predictions it was made with.
  func settle(_ id: String, market: any Market, through day: TradingDay) throws -> PreviewSettlement.Outcome {
    let instance = try PreviewInstance.open(id, in: database)
    guard let path = instance.definition.predictionsPath else {
      throw Diagnostic(
        "preview.no-predictions-file", "the preview '\(id)' names no predictions",
        remedy: "Create it again with --pred.", exit: .input)
    }
    let predictions = try PanelTable(csv: path, value: "score")
    return try PreviewSettlement.settle(
      instance, predictions: predictions, market: market, through: day, in: database, clock: clock)
  }

  func page(_ strategy: PreviewStrategy) throws -> SiteInput.Preview {
    let accounts = try database.accounts(of: strategy.id)
    let trades = try database.trades(of: strategy.id)
    let skips = try database.skips(of: strategy.id)
    return SiteInput.Preview(
      strategy: strategy, definition: try database.definition(of: strategy.id), accounts: accounts,
      positions: try accounts.last.map { try database.positions(of: strategy.id, on: $0.tradingDay) } ?? [],
      trades: trades.suffix(NightPreviews.listed), skips: skips.suffix(NightPreviews.listed), tradeCount: trades.count,
      skipCount: skips.count)
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
    let predictions = try PanelTable(csv: predictionsPath, value: "score")
    guard let first = predictions.days.first else {
      throw Diagnostic(
        "predictions.empty", "there is no prediction", at: .init(predictionsPath), remedy: "Export the predictions again.")
    }
    let now = clock.timestamp
    return try PreviewInstance.create(
      PreviewStrategy(
        id: id, strategyID: strategyID, displayName: name, initialCapital: capital, status: .running, createdAt: now,
        updatedAt: now),
      PreviewDefinition(
        previewID: id, strategy: strategy, rules: .ashare, fees: fees, predictionsPath: predictionsPath,
        predictionsSHA256: SHA256Digest(hashing: try FileReader.bytes(predictionsPath)).hex, startDay: start ?? first),
      in: database)
  }
}
