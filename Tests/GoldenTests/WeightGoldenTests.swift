import MarketData
import Primitives
import Records
import Simulation
import StrategyEngine
import TestSupport
import Testing

/// qlib's weight strategy without interaction, thirty equal weights, over the real market.
@Suite(.requiresShared)
struct WeightGoldenTests {
  @Test func replaysTheRecord() throws {
    let folder = SharedMaterial.path("oracle/mini/w01_wo_interact")
    var backtest = BacktestConfig(
      start: day("2019-07-01"), end: day("2020-06-30"), account: 1e8,
      benchmark: .instruments([code("SH000300")]))
    backtest.exchange.openCost = 0.0005
    backtest.exchange.closeCost = 0.0015
    let outcome = try QlibSimulation.run(
      strategy: WeightedTopk(.init(topk: 30)), backtest: backtest,
      predictions: GoldenMaterial.predictions.get(), market: GoldenMaterial.market.get())
    let trades = try RunTables.readTrades(folder + "/trades.csv.gz")
    try #require(trades.count == 11_489)
    #expect(FirstDifference.trades(outcome.trades, trades) == nil)
    #expect(
      FirstDifference.reports(
        outcome.report, try RunTables.readReport(folder + "/report_normal_1day.csv")) == nil)
    #expect(
      FirstDifference.positions(
        outcome.positions, try RunTables.readPositions(folder + "/positions.csv.gz")) == nil)
  }
}
