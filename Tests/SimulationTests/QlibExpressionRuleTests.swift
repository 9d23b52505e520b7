import MarketData
import Primitives
import Records
import Simulation
import StrategyEngine
import TestSupport
import Testing

/// The exchange's settings that are expressions: prices, price limits and volume limits, by hand.
struct QlibExpressionRuleTests {
  /// Weekdays from Monday 2024-01-01: seven of them, orders on the second to the sixth; the fifth is a
  /// Friday.
  private func trades(
    _ orders: [(Int, String, Double)], close: [Float] = [10, 10, 10, 10, 10, 10, 10], open: [Float]? = nil,
    change: [Float]? = nil, volume: [Float]? = nil, account: Double = 1e6, held: Double = 0,
    _ configure: (inout BacktestConfig) -> Void
  ) throws -> [TradeRow] {
    var tiny = TinyMarket(from: "2024-01-01", days: 7)
    tiny.add("SH000300", close: [100, 100, 100, 100, 100, 100, 100], listed: false)
    tiny.add("SH600000", close: close, open: open, change: change, volume: volume)
    var backtest = BacktestConfig(
      start: tiny.calendar[1], end: tiny.calendar[5], account: account,
      benchmark: .instruments([code("SH000300")]))
    backtest.exchange.openCost = 0.0005
    backtest.exchange.closeCost = 0.0015
    if held > 0 { backtest.startPositions = [.init(instrument: code("SH600000"), amount: held, price: 10)] }
    configure(&backtest)
    let predictions = try PanelTable(
      orders.map { (day: tiny.calendar[$0.0 - 1], instrument: $0.1, value: $0.2) })
    return try QlibSimulation.run(
      strategy: ScoresAsOrders(), backtest: backtest, predictions: predictions, market: tiny.market
    ).trades
  }

  /// Closes 10, 10, 10.5, 10, 10: +5 % on the third day locks buying, -4.8 % on the fourth locks selling.
  @Test func priceLimitsOfEachSide() throws {
    let closes: [Float] = [10, 10, 10.5, 10, 10, 10, 10]
    func status(_ day: Int, _ amount: Double) throws -> TradeRow {
      let rows = try trades([(day, "SH600000", amount)], close: closes, held: 1000) {
        $0.exchange.limit = .expressions(
          buy: "$close/Ref($close,1)-1 > 0.03", sell: "$close/Ref($close,1)-1 < -0.03")
      }
      return try #require(rows.first)
    }
    #expect(try status(2, 100).reason == .limitUp())
    #expect(try status(2, -1000).status == .filled)
    #expect(try status(3, -1000).reason == .limitDown())
    #expect(try status(3, 100).status == .filled)
  }

  /// A missing value of a limit locks, as everything but zero does: pandas' `astype(bool)`.
  @Test func aMissingLimitLocks() throws {
    let rows = try trades(
      [(1, "SH600000", 100), (2, "SH600000", 100), (3, "SH600000", 100)],
      change: [0, 0, .nan, 0.02, 0, 0, 0]
    ) { $0.exchange.limit = .expressions(buy: "$change", sell: "$change*0") }
    #expect(rows.map(\.status) == [.filled, .rejected, .rejected])
  }

  /// 0.1 x 5,000 shares are 500 of the 900 ordered; the rest of the day's orders meet the same limit.
  @Test func theCurrentVolumeCapsEachOrder() throws {
    let volume: [Float] = [5000, 5000, 5000, 5000, 5000, 5000, 5000]
    let rows = try trades([(1, "SH600000", 900), (2, "SH600000", -800)], volume: volume, held: 800) {
      $0.exchange.volumeLimits = [.init(kind: .current, side: .all, expression: "0.1 * $volume")]
    }
    #expect(rows.map(\.dealAmount) == [500, 500])
    #expect(rows.map(\.reason) == [.volumeLimit, .volumeLimit])
    #expect(rows.map(\.status) == [.partial, .partial])
  }

  /// Each side has its own limit, and the least of several counts: 300 to buy, 200 to sell.
  @Test func theLeastLimitOfASideCounts() throws {
    let volume: [Float] = [1000, 1000, 1000, 1000, 1000, 1000, 1000]
    let limits: [ExchangeConfig.VolumeLimit] = [
      .init(kind: .current, side: .all, expression: "0.5 * $volume"),
      .init(kind: .current, side: .buy, expression: "0.3 * $volume"),
      .init(kind: .current, side: .sell, expression: "0.2 * $volume"),
    ]
    let rows = try trades([(1, "SH600000", 900), (2, "SH600000", -900)], volume: volume, held: 900) {
      $0.exchange.volumeLimits = limits
    }
    #expect(rows.map(\.dealAmount) == [300, 200])
  }

  /// What was dealt on the day counts against a cumulative limit: 400 of 500 sold leave 100 to buy.
  @Test func aCumulativeLimitIsUsedUpByBothSides() throws {
    let volume: [Float] = [5000, 5000, 5000, 5000, 5000, 5000, 5000]
    func bought(_ kind: ExchangeConfig.VolumeLimit.Kind) throws -> [Double] {
      var tiny = TinyMarket(from: "2024-01-01", days: 7)
      tiny.add("SH000300", close: [100, 100, 100, 100, 100, 100, 100], listed: false)
      tiny.add("SH600000", close: [10, 10, 10, 10, 10, 10, 10], volume: volume)
      var backtest = BacktestConfig(
        start: tiny.calendar[1], end: tiny.calendar[3], account: 1e6, benchmark: .instruments([code("SH000300")]))
      backtest.startPositions = [.init(instrument: code("SH600000"), amount: 400, price: 10)]
      backtest.exchange.volumeLimits = [.init(kind: kind, side: .all, expression: "$volume/10")]
      let predictions = try PanelTable([(day: tiny.calendar[0], instrument: "SH600000", value: 1)])
      return try QlibSimulation.run(
        strategy: SellsAndBuysBack(sold: 400, bought: 300), backtest: backtest, predictions: predictions,
        market: tiny.market
      ).trades.map(\.dealAmount)
    }
    #expect(try bought(.cumulative) == [400, 100])
    #expect(try bought(.current) == [400, 300])
  }

  /// Python's least of a missing number and an order is the missing number: nothing is dealt or booked.
  /// On a Friday qlib sums the day's one row instead, and the sum is 0.
  @Test func aMissingVolumeDealsNothing() throws {
    let volume: [Float] = [5000, .nan, 5000, 5000, .nan, 5000, 5000]
    let rows = try trades([(1, "SH600000", 900), (4, "SH600000", 900)], volume: volume) {
      $0.exchange.volumeLimits = [.init(kind: .current, side: .all, expression: "0.1 * $volume")]
    }
    #expect(rows.map(\.status) == [.rejected, .rejected])
    #expect(rows[0].dealAmount.isNaN && rows[1].dealAmount == 0)
  }

  /// Buying at the open of 9, selling at the mean of open and close, (12 + 10) / 2.
  @Test func pricesOfEachSide() throws {
    let rows = try trades(
      [(1, "SH600000", 100), (2, "SH600000", -100)], open: [10, 9, 12, 10, 10, 10, 10]
    ) {
      $0.exchange.buyPrice = "$open"
      $0.exchange.sellPrice = "($open+$close)/2"
    }
    #expect(rows.map(\.price) == [9, 11])
  }

  /// An expression without a value, or of at most 1e-8, gives way to the close.
  @Test func aPriceWithoutAValueIsTheClose() throws {
    let rows = try trades(
      [(1, "SH600000", 100), (2, "SH600000", 100)], open: [10, .nan, 10, 10, 10, 10, 10]
    ) { $0.exchange.buyPrice = "($open-10)*1" }
    #expect(rows.map(\.price) == [10, 10])
  }

  /// Impact 0.1 x (clipped value / day's value)^2 = 0.1 x 0.1^2 on 5,000 yuan.
  @Test func impactIsThatOfTheClippedOrder() throws {
    let volume: [Float] = [5000, 5000, 5000, 5000, 5000, 5000, 5000]
    let rows = try trades([(1, "SH600000", 900)], volume: volume) {
      $0.exchange.volumeLimits = [.init(kind: .current, side: .all, expression: "0.1 * $volume")]
      $0.exchange.impactCost = 0.1
      $0.exchange.minCost = 0
    }
    #expect(isNear(try #require(rows.first).cost, 5_000 * (0.0005 + 0.001)))
  }

  /// What looks ahead is said, and that a list stands where qlib wants a tuple.
  @Test func findingsSayWhatTheSettingsDo() throws {
    var tiny = TinyMarket(from: "2024-01-01", days: 5)
    tiny.add("SH600000", close: [10, 10, 10, 10, 10])
    var backtest = BacktestConfig(
      start: tiny.calendar[1], end: tiny.calendar[3], account: 1e6, benchmark: .instruments([code("SH600000")]))
    backtest.exchange.limit = .expressions(buy: "Ref($close,-1)>$close", sell: "$close<0")
    let predictions = try PanelTable([(day: tiny.calendar[0], instrument: "SH600000", value: 1)])
    let findings = try QlibSimulation.run(
      strategy: ScoresAsOrders(), backtest: backtest, predictions: predictions, market: tiny.market
    ).findings.map(\.id)
    #expect(findings.contains("exchange.looks-ahead") && findings.contains("config.tuple-as-list"))
  }
}

/// Sells on the first day with scores and buys on the same day.
private struct SellsAndBuysBack: Strategy {
  var sold: Double
  var bought: Double

  func orders(
    scores: DayScores?, holdings: [Holding], cash: Double, market: some MarketState
  ) -> [Order] {
    guard let stock = scores?.stocks.first else { return [] }
    return [
      Order(stock: stock, direction: .sell, amount: sold), Order(stock: stock, direction: .buy, amount: bought),
    ]
  }
}
