import MarketData
import Metrics
import Primitives
import Records
import Simulation
import StrategyEngine
import TestSupport
import Testing

extension Trait where Self == ConditionTrait {
  /// Skips where the reference data beside the checkout is absent.
  static var requiresShared: Self {
    .enabled(if: SharedMaterial.isPresent, Comment(rawValue: SharedMaterial.absence))
  }
}

/// What real qlib recorded of one backtest, read from a folder of plain forms.
struct RecordedRun {
  let folder: String
  let configuration: QrunConfiguration
  let report: [ReportRow]
  let positions: [PositionRow]
  /// Nil where the record holds no orders.
  let trades: [TradeRow]?

  init(_ folder: String, trades hasTrades: Bool = true) throws {
    self.folder = folder
    configuration = try QrunConfiguration(file: folder + "/conf.yaml")
    report = try RunTables.readReport(folder + "/report_normal_1day.csv")
    positions = try RunTables.readPositions(folder + "/positions.csv.gz")
    trades = hasTrades ? try RunTables.readTrades(folder + "/trades.csv.gz") : nil
  }

  /// The metrics that qlib logged, by name.
  func results() throws -> [String: Double] {
    try QlibResults(file: folder + "/qlib_res.csv").values
  }

  /// The same backtest, computed here.
  func replayed(_ predictions: PanelTable, on market: any Market) throws -> SimulationOutcome {
    try QlibSimulation.run(
      strategy: try configuration.strategy().make(), backtest: try configuration.backtest(),
      predictions: predictions, market: market)
  }
}

/// The market and the predictions that all golden runs share, read once.
enum GoldenMaterial {
  static let market = Result { try QlibProvider(folder: SharedMaterial.path("market/cn")) }
  static let predictions = Result {
    try PanelTable(csv: SharedMaterial.path("oracle/baseline/pred.csv.gz"), value: "score")
  }

  static func oracle(_ name: String) throws -> RecordedRun {
    try RecordedRun(SharedMaterial.path("oracle/" + name))
  }
}
