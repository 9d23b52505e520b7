import MarketData
import Primitives
import Records
import Simulation
import StrategyEngine
import TestSupport
import Testing

/// Each rule of the exchange by itself over qlib's run: orders are the scores of the day before.
@Suite struct RealisticRuleTests {
  /// Days from Monday 2024-01-01; orders by day of the decision.
  private func trades(
    _ rules: Set<AShareRule>, _ name: String, _ close: [Float], volume: [Float]? = nil,
    from start: String = "2024-01-01", _ orders: [(Int, Double)], buysFirst: Bool = false
  ) throws -> [TradeRow] {
    var tiny = TinyMarket(from: start, days: close.count)
    tiny.add("SH000300", close: close.map { _ in 100 }, listed: false)
    tiny.add(name, close: close, volume: volume)
    var backtest = BacktestConfig(
      start: tiny.calendar[1], end: tiny.calendar[close.count - 2], account: 1e6,
      benchmark: .instruments([code("SH000300")]))
    backtest.exchange.openCost = 0.0005
    backtest.exchange.closeCost = 0.0015
    backtest.buysFirst = buysFirst
    let scores = try PanelTable(orders.map { (day: tiny.calendar[$0.0], instrument: name, value: $0.1) })
    return try QlibSimulation.run(
      strategy: ScoresAsOrders(), backtest: backtest, predictions: scores, market: tiny.market,
      with: rules
    ).trades
  }

  private let round: [(Int, Double)] = [(0, 10_000), (1, -10_000)]

  /// 100,000 yuan: 50 to buy and 150 to sell by the configuration. Stamp tax of 2024 is 0.05 %: 100 to
  /// sell; of early 2023 0.1 %: 150. Transfer fee 0.001 %: 1 more. Commission 0.025 %: 25, and 125.
  @Test func eachFeeCostsWhatItsRuleSays() throws {
    func costs(_ rules: Set<AShareRule>, from start: String = "2024-01-01") throws -> [Double] {
      try trades(rules, "SH600000", [10, 10, 10, 10], from: start, round).map {
        ($0.cost * 100).rounded() / 100
      }
    }
    #expect(try costs([]) == [50, 150])
    #expect(try costs([.stampTax]) == [50, 100])
    #expect(try costs([.stampTax], from: "2023-01-02") == [50, 150])
    #expect(try costs([.transferFee]) == [51, 151])
    #expect(try costs([.commission]) == [25, 125])
    #expect(try costs([.commission, .stampTax, .transferFee]) == [26, 76])
  }

  /// +9.6 % is locked by the threshold of 9.5 % and trades by the board's 10 %; +10 % is locked by both;
  /// ChiNext trades at +15 % and not at +20 %.
  @Test func limitsFollowTheBoard() throws {
    func status(_ rules: Set<AShareRule>, _ name: String, _ close: Float) throws -> TradeRow.Status? {
      try trades(rules, name, [10, close, close, close], [(0, 100)]).first?.status
    }
    #expect(try status([], "SH600000", 10.96) == .rejected)
    #expect(try status([.boardLimits], "SH600000", 10.96) == .filled)
    #expect(try status([.boardLimits], "SH600000", 11) == .rejected)
    #expect(try status([.boardLimits], "SZ300750", 11.5) == .filled)
    #expect(try status([.boardLimits], "SZ300750", 12) == .rejected)
  }

  @Test func aDayWithoutVolumeIsASuspension() throws {
    let volume: [Float] = [1e6, 0, 1e6, 1e6]
    #expect(try trades([], "SH600000", [10, 10, 10, 10], volume: volume, [(0, 100)]).map(\.status) == [.filled])
    let refused = try trades([.suspension], "SH600000", [10, 10, 10, 10], volume: volume, [(0, 100)])
    #expect(refused.map(\.reason) == [.suspended])
  }

  /// qlib floors 250 to 200; STAR takes 250, and nothing below 200.
  @Test func lotsOfTheSTARMarketBeginAtTwoHundred() throws {
    func dealt(_ rules: Set<AShareRule>, _ amount: Double) throws -> [Double] {
      try trades(rules, "SH688981", [10, 10, 10, 10], [(0, amount)]).map(\.dealAmount)
    }
    #expect(try dealt([], 250) == [200])
    #expect(try dealt([.boardLots], 250) == [250])
    #expect(try dealt([], 150) == [100])
    #expect(try dealt([.boardLots], 150) == [0])
  }

  /// A tenth of 50,000 shares is 5,000.
  @Test func anOrderIsCappedByTheVolume() throws {
    let volume: [Float] = [5e4, 5e4, 5e4, 5e4]
    let capped = try trades([.participation], "SH600000", [10, 10, 10, 10], volume: volume, [(0, 8_000)])
    #expect(capped.map(\.dealAmount) == [5_000])
    #expect(capped.map(\.reason) == [.participation()])
    #expect(
      try trades([.participation], "SH600000", [10, 10, 10, 10], volume: volume, [(0, 5_000)]).map(\.status)
        == [.filled])
  }

  /// No rule at all is qlib's own run, to the last bit.
  @Test func noRuleIsTheRunItself() throws {
    for seed in [1, 2, 3] as [UInt64] {
      let world = QlibInvariantTests.World(seed: seed)
      let ruled = try QlibSimulation.run(
        strategy: world.strategy, backtest: world.backtest,
        predictions: try PanelTable(world.scores), market: world.tiny.market, with: [])
      let plain = try world.run()
      #expect(ruled.trades.map(\.orderAmount) == plain.trades.map(\.orderAmount), "seed \(seed)")
      for (left, right) in zip(ruled.report, plain.report) {
        #expect(isNear(left.account, right.account, relative: 1e-9), "seed \(seed), \(left.day)")
      }
    }
  }

  /// The names that pages show carry the rates of the rule table.
  @Test func namesOfRulesSayTheRatesInForce() throws {
    let day = try #require(TradingDay("2024-01-02"))
    #expect(
      AShareFees.commissionRate(.buy, on: day) == 0.00025 && AShareFees.commissionMinimum(on: day) == Money(yuan: 5))
    #expect(AShareRule.commission.name.english.contains("0.025%, at least 5.00"))
    #expect(AShareRule.participation.name.english.contains("10%"))
  }
}
