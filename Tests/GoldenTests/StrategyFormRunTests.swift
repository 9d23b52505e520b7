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
  private func bothWays(
    _ strategy: StrategyConfig, _ backtest: BacktestConfig, _ predictions: PanelTable, _ market: any Market
  ) throws -> Int {
    let stored = try StrategyConfig(json: JSONReader.read(strategy.json.pretty))
    let window = try BacktestConfig(json: JSONReader.read(backtest.json.pretty))
    let left = try QlibSimulation.run(
      strategy: strategy.make(), backtest: backtest, predictions: predictions, market: market)
    let right = try QlibSimulation.run(
      strategy: stored.make(), backtest: window, predictions: predictions, market: market)
    #expect(RunTables.trades(left.trades) == RunTables.trades(right.trades))
    #expect(RunTables.report(left.report) == RunTables.report(right.report))
    return left.trades.count
  }

  @Test(arguments: ["demo-faithful", "demo-wrong-fees"])
  func tradeForTrade(name: String) throws {
    let root = try #require(RepositoryRoot.folder)
    let folder = root + "/Sources/CEmbedded/demo/" + name
    let predictions = try PanelTable(csv: folder + "/pred.csv.gz", value: "score")
    let configuration = try QrunConfiguration(file: folder + "/conf.yaml")
    let count = try bothWays(
      try configuration.strategy(), try configuration.backtest(), predictions, DemoMarket.make())
    #expect(count > 1000)
  }

  /// Every strategy, paced and ruled, and every exchange form, on the demo.
  @Test func everyStrategyAndExchangeFormIsReplayed() throws {
    let root = try #require(RepositoryRoot.folder)
    let folder = root + "/Sources/CEmbedded/demo/demo-faithful"
    let predictions = try PanelTable(csv: folder + "/pred.csv.gz", value: "score")
    let market = DemoMarket.make()
    var enhanced = EnhancedTopkDropoutParameters(topk: 20, nDrop: 5)
    enhanced.minScore = -0.05
    enhanced.sane = [.rebuySameDay, .dividesByFactor]
    var weighted = WeightedTopkParameters(topk: 20)
    weighted.weighting = .scoreSquared
    var dropout = TopkDropoutParameters(topk: 20, nDrop: 5)
    dropout.onlyTradable = true
    dropout.forbidAllTradeAtLimit = false
    dropout.riskDegree = 0.7
    dropout.holdThreshold = 3
    let kinds: [StrategyConfig.Kind] = [.enhancedTopkDropout(enhanced), .weightedTopk(weighted), .topkDropout(dropout)]
    for kind in kinds {
      var strategy = StrategyConfig(kind: kind)
      strategy.rebalanceDays = 3
      strategy.rules.maxSingleLoss = 0.1
      strategy.rules.maxHoldDays = 30
      strategy.rules.maxSingleWeight = 0.05
      var backtest = try QrunConfiguration(file: folder + "/conf.yaml").backtest()
      backtest.exchange.limit = .expressions(buy: "$change > 0.05", sell: "$change < -0.05")
      backtest.exchange.buyPrice = "$open"
      backtest.exchange.sellPrice = "($high+$low)/2"
      backtest.exchange.impactCost = 0.1
      backtest.exchange.tradeUnit = nil
      backtest.exchange.volumeLimits = [
        .init(kind: .current, side: .buy, expression: "0.02 * $volume"),
        .init(kind: .cumulative, side: .sell, expression: "0.01 * $volume"),
      ]
      backtest.buysFirst = true
      backtest.delaysProceeds = true
      #expect(try bothWays(strategy, backtest, predictions, market) > 100)
    }
  }

  /// The recorded runs of real qlib over the real market, each through this program's own form.
  @Test(.requiresShared, arguments: QlibRunTests.folders.filter { $0.hasPrefix("mini/") })
  func recordedConfigurationsRunAlikeInBothForms(folder: String) throws {
    let recorded = try GoldenMaterial.oracle(folder)
    let count = try bothWays(
      try recorded.configuration.strategy(), try recorded.configuration.backtest(), GoldenMaterial.predictions.get(),
      GoldenMaterial.market.get())
    #expect(count > 0)
  }
}
