import MarketData
import Primitives
import Records
import Simulation
import StrategyEngine
import TestSupport
import Testing

/// One rule of qlib's exchange at a time: orders are written as scores of the day before, amounts are
/// worked out by hand. Costs are 0.0005 to buy and 0.0015 to sell, five yuan at least.
struct QlibExchangeRuleTests {
  /// Five weekdays from 2024-01-01: orders are dealt on the second, third and fourth.
  private func run(
    _ build: (inout TinyMarket) -> Void, orders: [(Int, String, Double)], account: Double = 100_000,
    _ change: (inout BacktestConfig) -> Void = { _ in }
  ) throws -> SimulationOutcome {
    var tiny = TinyMarket(from: "2024-01-01", days: 5)
    tiny.add("SH000300", close: [100, 100, 100, 100, 100], listed: false)
    build(&tiny)
    var backtest = BacktestConfig(
      start: tiny.calendar[1], end: tiny.calendar[3], account: account,
      benchmark: .instruments([code("SH000300")]))
    backtest.exchange.openCost = 0.0005
    backtest.exchange.closeCost = 0.0015
    change(&backtest)
    let predictions = try PanelTable(
      orders.map { (day: tiny.calendar[$0.0 - 1], instrument: $0.1, value: $0.2) })
    return try QlibSimulation.run(
      strategy: ScoresAsOrders(), backtest: backtest, predictions: predictions, market: tiny.market)
  }

  private let flat: [Float] = [10, 10, 10, 10, 10]

  /// 300 shares at 10: 3,000 yuan, 1.5 of cost raised to 5.
  @Test func theMinimumCostBinds() throws {
    let outcome = try run({ $0.add("SH600000", close: flat) }, orders: [(1, "SH600000", 300)])
    let trade = try #require(outcome.trades.first)
    #expect(trade.dealAmount == 300 && trade.value == 3_000 && trade.cost == 5)
    #expect(trade.status == .filled && trade.reason == nil)
    #expect(outcome.report.map(\.cash) == [96_995, 96_995, 96_995])
    #expect(outcome.report.map(\.account) == [99_995, 99_995, 99_995])
  }

  /// `codes` of the exchange: a list's stocks have quotes on all days, a universe's members on their own; what is bought
  /// and leaves the universe cannot be sold.
  @Test func onlyTheExchangesCodesTrade() throws {
    let build: (inout TinyMarket) -> Void = { [flat] tiny in
      for name in ["SH600000", "SH600001"] { tiny.add(name, close: flat) }
      let span = Universe.Span(start: tiny.calendar[0], end: tiny.calendar[2])
      tiny.universes = [Universe(name: "few", members: [.init(instrument: code("SH600001"), spans: [span])])]
    }
    func dealt(_ codes: ExchangeConfig.Codes) throws -> [String] {
      let orders = [(1, "SH600000", 300.0), (2, "SH600001", 200), (3, "SH600001", -200)]
      return try run(build, orders: orders) { $0.exchange.codes = codes }.trades.filter { $0.dealAmount > 0 }
        .map { "\($0.direction) \($0.instrument)" }
    }
    #expect(try dealt(.all) == ["buy SH600000", "buy SH600001", "sell SH600001"])
    #expect(try dealt(.instruments([code("SH600001")])) == ["buy SH600001", "sell SH600001"])
    #expect(try dealt(.instruments([code("SH600002")])) == [])
    #expect(try dealt(.universe("few")) == ["buy SH600001"])
    #expect(diagnostic(of: { _ = try dealt(.universe("many")) })?.id == "config.exchange-universe")
  }

  /// Factor 2: a lot of 100 real shares is 50 adjusted ones; 130 ordered are 260 real, two lots.
  @Test func lotsAreRealShares() throws {
    let build: (inout TinyMarket) -> Void = {
      $0.add("SH600000", close: flat, factor: [2, 2, 2, 2, 2])
    }
    let outcome = try run(build, orders: [(1, "SH600000", 130)])
    #expect(outcome.trades.map(\.dealAmount) == [100])
    #expect(outcome.trades.map(\.status) == [.partial])
    #expect(outcome.trades.map(\.reason) == [.belowOneLot()])
    let free = try run(build, orders: [(1, "SH600000", 130)]) { $0.exchange.tradeUnit = nil }
    #expect(free.trades.map(\.dealAmount) == [130])
  }

  /// The 0.1 of qlib's rounding: 99.95 shares are a lot, 99.85 are none.
  @Test func aTenthOfAShareMakesALot() throws {
    let outcome = try run(
      {
        $0.add("SH600000", close: flat)
        $0.add("SH600004", close: flat)
      }, orders: [(1, "SH600000", 99.95), (1, "SH600004", 99.85)])
    #expect(outcome.trades.map(\.dealAmount) == [100, 0])
  }

  /// One stock without a factor turns rounding off for every stock, and the run says so.
  @Test func aMissingFactorTurnsLotsOff() throws {
    let outcome = try run(
      {
        $0.add("SH600000", close: flat)
        $0.add("SH600004", close: flat, factor: [1, 1, .nan, 1, 1])
      }, orders: [(1, "SH600000", 130)])
    #expect(outcome.trades.map(\.dealAmount) == [130])
    #expect(
      outcome.findings.contains {
        $0.id == "market.adjusted-trading" && $0.evidence.english.contains("SH600004")
      })
  }

  @Test func aSuspendedStockDoesNotTradeAndKeepsItsPrice() throws {
    let outcome = try run(
      { $0.add("SH600000", close: [10, 10, .nan, 12, 12], change: [0, 0, .nan, 0, 0]) },
      orders: [(1, "SH600000", 100), (2, "SH600000", -100), (3, "SH600000", 100)])
    try #require(outcome.trades.map(\.status) == [.filled, .rejected, .filled])
    #expect(outcome.trades[1].reason == .suspended)
    #expect(outcome.trades[1].price.isNaN && outcome.trades[1].cost == 0)
    #expect(outcome.positions.map(\.price) == [10, 10, 12])
    #expect(outcome.positions.map(\.countDay) == [1, 2, 3])
  }

  /// The threshold is compared in float32, at least: 0.095 itself is locked, the float below is not.
  @Test func priceLimitsLockTheirSide() throws {
    let limit = Float(0.095)
    func second(_ change: Float, _ orders: [(Int, String, Double)]) throws -> TradeRow {
      let trades = try run(
        { $0.add("SH600000", close: flat, change: [0, 0, change, 0, 0]) }, orders: orders
      ).trades
      return try #require(trades.dropFirst().first)
    }
    let buy: [(Int, String, Double)] = [(1, "SH600000", 100), (2, "SH600000", 100)]
    let sell: [(Int, String, Double)] = [(1, "SH600000", 100), (2, "SH600000", -100)]
    #expect(try second(limit, buy).reason == .limitUp())
    #expect(try second(limit.nextDown, buy).status == .filled)
    #expect(try second(limit, sell).status == .filled)
    #expect(try second(-limit, sell).reason == .limitDown())
    #expect(try second(-limit, buy).status == .filled)
    // A missing change never locks.
    #expect(try second(.nan, buy).status == .filled)
  }

  /// (2,500 - 5) / 10 = 249.5 shares, two lots; with 1,000 yuan no lot is left.
  @Test func cashShortPurchasesShrink() throws {
    let build: (inout TinyMarket) -> Void = { $0.add("SH600000", close: flat) }
    let some = try run(build, orders: [(1, "SH600000", 300)], account: 2_500)
    #expect(some.trades.map(\.dealAmount) == [200])
    #expect(some.trades.map(\.reason) == [.noCash()])
    #expect(some.report.map(\.cash) == [495, 495, 495])
    let none = try run(build, orders: [(1, "SH600000", 200)], account: 1_000)
    #expect(none.trades.map(\.status) == [.rejected])
    #expect(none.report.map(\.cash) == [1_000, 1_000, 1_000])
  }

  /// 20,010 yuan pay for 20,010 / 1.0005 = 20,000 of stock and 10 of cost; one lot more is ordered.
  @Test func largeCashShortPurchasesLeaveRoomForTheCost() throws {
    let outcome = try run(
      { $0.add("SH600000", close: flat) }, orders: [(1, "SH600000", 2_100)], account: 20_010.001)
    #expect(outcome.trades.map(\.dealAmount) == [2_000])
    #expect(outcome.trades.map(\.cost) == [10])
  }

  /// A whole holding is sold with its odd lot; a part of it only in lots, never more than is held.
  @Test func salesAreBoundedByTheHolding() throws {
    let build: (inout TinyMarket) -> Void = { $0.add("SH600000", close: flat) }
    let start = BacktestConfig.StartPosition(instrument: code("SH600000"), amount: 250, price: 10)
    func sold(_ amount: Double) throws -> TradeRow {
      let outcome = try run(build, orders: [(1, "SH600000", -amount)]) {
        $0.startPositions = [start]
      }
      return try #require(outcome.trades.first)
    }
    #expect(try sold(250).dealAmount == 250)
    #expect(try sold(130).dealAmount == 100)
    #expect(try sold(900).dealAmount == 200)
    #expect(try sold(50).status == .rejected)
  }

  /// numpy's isclose, 1e-8 + 1e-5 x holding: 249.998 of 250 is everything, not rounded, and ends the holding;
  /// 249.99 is a part, rounded to two lots.
  @Test func nearlyEverythingIsEverything() throws {
    let build: (inout TinyMarket) -> Void = { $0.add("SH600000", close: flat) }
    let start = BacktestConfig.StartPosition(instrument: code("SH600000"), amount: 250, price: 10)
    func run(_ amount: Double) throws -> SimulationOutcome {
      try self.run(build, orders: [(1, "SH600000", -amount)]) { $0.startPositions = [start] }
    }
    let near = try run(249.998)
    #expect(near.trades.map(\.dealAmount) == [249.998] && near.positions.isEmpty)
    #expect(try run(249.99).trades.map(\.dealAmount) == [200])
  }

  /// 100 shares at 0.04 bring 4 yuan and cost at least 5: without a yuan of cash nothing is sold, with one
  /// it is.
  @Test func aSaleMustPayForItself() throws {
    let cheap: [Float] = [0.04, 0.04, 0.04, 0.04, 0.04]
    let build: (inout TinyMarket) -> Void = { $0.add("SH600000", close: cheap) }
    let start = BacktestConfig.StartPosition(instrument: code("SH600000"), amount: 100, price: 0.04)
    func trade(_ cash: Double) throws -> TradeRow {
      let outcome = try run(build, orders: [(1, "SH600000", -100)], account: cash) { $0.startPositions = [start] }
      return try #require(outcome.trades.first)
    }
    #expect(try trade(0.5).reason == .noCash() && trade(0.5).dealAmount == 0)
    #expect(try trade(1.5).dealAmount == 100 && trade(1.5).cost == 5)
  }

  /// With a start position the first day's return holds its whole value: qlib divides by the cash alone.
  @Test func startPositionsCountAsReturnOfTheFirstDay() throws {
    let start = BacktestConfig.StartPosition(instrument: code("SH600000"), amount: 500, price: 10)
    let outcome = try run({ $0.add("SH600000", close: flat) }, orders: [(3, "SH600000", 0)], account: 1_000) {
      $0.startPositions = [start]
    }
    #expect(outcome.report.map(\.returnRate) == [5, 0, 0])
    #expect(outcome.positions.map(\.countDay) == [1, 2, 3])
  }

  /// 1,000 shares sold bring 10,000 - 15 yuan. Spent the same day, or, settled in cash, the day after.
  @Test func proceedsCanBeDelayed() throws {
    let build: (inout TinyMarket) -> Void = {
      $0.add("SH600000", close: flat)
      $0.add("SH600004", close: flat)
    }
    let start = BacktestConfig.StartPosition(instrument: code("SH600000"), amount: 1_000, price: 10)
    let orders = [(1, "SH600000", -1_000.0), (1, "SH600004", 900), (2, "SH600004", 900)]
    let now = try run(build, orders: orders, account: 100) { $0.startPositions = [start] }
    // 10,085 - 9,005 are left: (1,080 - 5) / 10 is one lot.
    #expect(now.trades.map(\.dealAmount) == [1_000, 900, 100])
    let later = try run(build, orders: orders, account: 100) {
      $0.startPositions = [start]
      $0.delaysProceeds = true
    }
    #expect(later.trades.map(\.dealAmount) == [1_000, 0, 900])
    #expect(later.report.map(\.account) == [10_085, 10_080, 10_080])
    #expect(later.report.map(\.cash) == [100, 1_080, 1_080])
  }

  @Test func parallelExecutionBuysFirst() throws {
    let build: (inout TinyMarket) -> Void = {
      $0.add("SH600000", close: flat)
      $0.add("SH600004", close: flat)
    }
    let start = BacktestConfig.StartPosition(instrument: code("SH600000"), amount: 1_000, price: 10)
    let outcome = try run(
      build, orders: [(1, "SH600000", -1_000), (1, "SH600004", 900)], account: 100
    ) {
      $0.startPositions = [start]
      $0.buysFirst = true
    }
    #expect(outcome.trades.map(\.direction) == [.buy, .sell])
    #expect(outcome.trades.map(\.dealAmount) == [0, 1_000])
  }

  /// Buying at the open, marked to the close; a missing open falls back to the close.
  @Test func dealPriceMayBeAnotherField() throws {
    let outcome = try run(
      {
        $0.add(
          "SH600000", close: [10, 12, 12, 12, 12], open: [10, 8, .nan, 12, 12],
          change: [0, 0, 0, 0, 0])
      },
      orders: [(1, "SH600000", 100), (2, "SH600000", 100)]
    ) { $0.exchange.buyPrice = "$open" }
    #expect(outcome.trades.map(\.price) == [8, 12])
    #expect(outcome.report.first?.value == 1_200)
  }

  /// Impact 0.1 x (order value / day's value)^2: 1,000 of 10,000 yuan is 0.1 x 0.01 = 0.001 on top.
  @Test func impactCostGrowsWithTheShareOfVolume() throws {
    let outcome = try run(
      { $0.add("SH600000", close: flat, volume: [1000, 1000, 1000, 1000, 1000]) },
      orders: [(1, "SH600000", 100)]
    ) {
      $0.exchange.impactCost = 0.1
      $0.exchange.minCost = 0
    }
    #expect(isNear(try #require(outcome.trades.first).cost, 1_000 * (0.0005 + 0.001)))
  }

  /// A code outside the universe `all` has no quotes, whatever data lies there.
  @Test func unlistedCodesDoNotTrade() throws {
    let outcome = try run(
      {
        $0.add("SH600000", close: flat)
        $0.add("SH600004", close: flat, listed: false)
      }, orders: [(1, "SH600004", 100)])
    #expect(outcome.trades.map(\.status) == [.rejected])
  }
}
