import Primitives
import Records
import TestSupport
import Testing

/// Every form that a strategy or a backtest takes on disk is read back as it was written.
@Suite struct StrategyFormTests {
  private func reread(_ config: StrategyConfig) throws -> StrategyConfig {
    try StrategyConfig(json: JSONReader.read(config.json.pretty))
  }

  @Test func everyKindIsReadBack() throws {
    var enhanced = EnhancedTopkDropoutParameters(topk: 20, nDrop: 5)
    enhanced.stopLoss = -0.07
    enhanced.sane = [.rebuySameDay, .budgetOfCash]
    var weighted = WeightedTopkParameters(topk: 30)
    weighted.weighting = .scoreSquared
    var soft = SoftTopkParameters(topk: 12)
    soft.tradeImpactLimit = 0.03
    let file = FileOrderParameters(
      file: "orders.csv",
      lines: [
        .init(day: day("2024-01-03"), instrument: code("SH600000"), direction: .sell, amount: 0.5),
        .init(day: day("2024-01-02"), instrument: InstrumentID(canonical: " sh1"), direction: .buy, amount: 1e9),
      ], timed: 3)
    #expect(file.lines.map(\.amount) == [1e9, 0.5])
    for kind in [
      StrategyConfig.Kind.enhancedTopkDropout(enhanced), .weightedTopk(weighted), .softTopk(soft), .fileOrder(file),
    ] {
      var config = StrategyConfig(kind: kind)
      #expect(try reread(config) == config)
      config.rebalanceDays = 5
      config.rules.maxSingleWeight = 0.05
      config.rules.maxHoldDays = 20
      #expect(try reread(config) == config)
    }
  }

  /// A rule that is misspelt must not be passed over.
  @Test(arguments: [
    #""rebalance_days":0"#, #""rebalance":5"#, #""rules":{"max_positions":3}"#,
    #""rules":{"max_positions":3,"max_single_weight":null,"max_single_loss":1.5,"max_drawdown":null,"min_hold_days":null,"max_hold_days":null}"#,
  ])
  func damageIsRefused(member: String) throws {
    let whole = StrategyConfig(kind: .weightedTopk(.init(topk: 3))).json.canonical
    let text = String(decoding: whole.dropLast(), as: UTF8.self) + "," + member + "}"
    let json = try JSONReader.read(Array(text.utf8))
    #expect(diagnostic { _ = try StrategyConfig(json: json) }?.id == "strategy.damaged")
  }

  @Test func backtestsAreReadBack() throws {
    var config = BacktestConfig(
      start: day("2024-01-02"), end: day("2024-03-01"), account: 1e6,
      benchmark: .instruments([code("SH000300"), code("SH000905")]))
    config.startPositions = [.init(instrument: code("SZ000001"), amount: 100.5, price: 9.25)]
    config.exchange.buyPrice = "$open"
    config.exchange.tradeUnit = nil
    config.exchange.limit = .expressions(buy: "$a", sell: "$b")
    config.exchange.volumeLimits = [.init(kind: .cumulative, side: .buy, expression: "$volume")]
    config.buysFirst = true
    config.delaysProceeds = true
    #expect(try BacktestConfig(json: JSONReader.read(config.json.pretty)) == config)
    var json = try #require(config.json.objectValue)
    json["acount"] = 5
    #expect(diagnostic { _ = try BacktestConfig(json: .object(json)) }?.id == "backtest.damaged")
  }
}
