import MarketData
import Primitives
import Records
import Simulation
import StrategyEngine
import TestSupport
import Testing

/// A configuration read from qrun's form, written in this program's own form and read back, runs to the
/// same orders and the same curve.
@Suite struct StrategyFormRunTests {
  @Test(arguments: ["demo-faithful", "demo-wrong-fees"])
  func tradeForTrade(name: String) throws {
    let root = try #require(RepositoryRoot.folder)
    let folder = root + "/Sources/CEmbedded/demo/" + name
    let predictions = try PanelTable(csv: folder + "/pred.csv.gz", value: "score")
    let configuration = try QrunConfiguration(file: folder + "/conf.yaml")
    let strategy = try configuration.strategy()
    let backtest = try configuration.backtest()
    let stored = try StrategyConfig(json: JSONReader.read(strategy.json.pretty))
    let window = try BacktestConfig(json: JSONReader.read(backtest.json.pretty))
    let market = DemoMarket.make()
    let left = try QlibSimulation.run(
      strategy: strategy.strategy, backtest: backtest, predictions: predictions, market: market)
    let right = try QlibSimulation.run(
      strategy: stored.strategy, backtest: window, predictions: predictions, market: market)
    try #require(left.trades.count > 1000)
    #expect(RunTables.trades(left.trades) == RunTables.trades(right.trades))
    #expect(RunTables.report(left.report) == RunTables.report(right.report))
  }
}
