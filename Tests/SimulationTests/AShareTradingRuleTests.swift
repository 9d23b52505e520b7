import MarketData
import Primitives
import Records
import Simulation
import StrategyEngine
import TestSupport
import Testing

/// Rules of the exchange that need a day and an account: T+1, suspension, participation, delisting,
/// dividends; every number by hand.
@Suite struct AShareTradingRuleTests {
  /// Gives the same orders every day, whatever the market.
  private struct Orders: Strategy {
    var list: [Order]
    func orders(scores: DayScores?, holdings: [Holding], cash: Double, market: some MarketState) -> [Order] { list }
  }

  private func step(
    _ stock: RawMarket.Stock, _ orders: [(Direction, Double)], _ account: AShareAccount, on index: Int = 1
  ) throws -> AShareSimulation.Day {
    let market = RawMarket.make(RawMarket.days(from: "2024-01-02", count: 5), [stock])
    let quotes = try AShareQuotes(market: market, instruments: try market.universe("all").instruments)
    let list = orders.map { Order(stock: 0, direction: $0.0, amount: $0.1) }
    return AShareSimulation(strategy: Orders(list: list), rules: AShareRules(quotes: quotes, fees: nil)).step(
      account, scores: nil, on: index)
  }

  private func account(_ yuan: Int, shares: Int64 = 0, cents: Int64 = 1000) -> AShareAccount {
    AShareAccount(
      cash: Money(yuan: yuan),
      positions: shares == 0
        ? []
        : [
          .init(
            stock: 0, shares: shares, sellable: shares, price: cents, priceIndex: 0,
            costBasis: AShareAccount.value(shares, cents: cents), countDay: 1)
        ])
  }

  private let flat = RawMarket.Stock("SH600000", [10, 10, 10, 10, 10])

  /// Bought and sold on one day: nothing of it is sold. With 300 from before, 300 are. A day later, all.
  @Test func sharesOfTheDayStayUntilTomorrow() throws {
    let fresh = try step(flat, [(.buy, 200), (.sell, 200)], account(10_000))
    #expect(fresh.trades.map(\.shares) == [200])
    #expect(fresh.rejections.map(\.reason) == [.boughtToday])
    let mixed = try step(flat, [(.buy, 200), (.sell, 500)], account(10_000, shares: 300))
    #expect(mixed.trades.map(\.shares) == [200, 300])
    #expect(mixed.rejections.map(\.shares) == [200])
    #expect(mixed.account[0]?.shares == 200)
    let tomorrow = try step(flat, [(.sell, 200)], mixed.account, on: 2)
    #expect(tomorrow.trades.map(\.shares) == [200] && tomorrow.account.positions.isEmpty)
  }

  /// No close, no traded share, no factor: nothing is dealt, and the reason is told.
  @Test func suspensionsOfThreeKinds() throws {
    let stocks = [
      RawMarket.Stock("SH600000", [10, .nan, 10, 10, 10]),
      RawMarket.Stock("SH600000", [10, 10, 10, 10, 10], volumes: [1e6, 0]),
      RawMarket.Stock("SH600000", [10, 10, 10, 10, 10], factors: [1, .nan]),
    ]
    let reasons = try stocks.map { try step($0, [(.buy, 100)], account(10_000)).rejections.map(\.reason) }
    #expect(reasons == [[.noBar], [.noVolume], [.noBar]])
  }

  /// A tenth of 50,000 shares is 5,000, for all orders of the day together and in whole lots; a tenth of
  /// 950 is no lot.
  @Test func aTenthOfTheDaysShares() throws {
    func thin(_ shares: Double) -> RawMarket.Stock {
      RawMarket.Stock("SH600000", [10, 10], volumes: [shares, shares])
    }
    let one = try step(thin(50_000), [(.buy, 8_000)], account(1_000_000))
    #expect(one.trades.map(\.shares) == [5_000])
    #expect(one.rejections.map(\.shares) == [3_000] && one.rejections.map(\.reason) == [.participation(traded: 50_000)])
    let two = try step(thin(50_000), [(.buy, 3_000), (.buy, 3_000)], account(1_000_000))
    #expect(two.trades.map(\.shares) == [3_000, 2_000])
    let none = try step(thin(950), [(.buy, 1_000)], account(1_000_000))
    #expect(none.trades.isEmpty && none.rejections.map(\.reason) == [.participation(traded: 950)])
    let exact = try step(thin(50_000), [(.buy, 5_000)], account(1_000_000))
    #expect(exact.trades.map(\.shares) == [5_000] && exact.rejections.isEmpty)
  }

  /// 7,550 shares are held: a tenth of 50,000 lets 5,000 go; where cash takes more, cash is the reason.
  @Test func theCapHoldsForSalesAndGivesWayToCash() throws {
    let thin = RawMarket.Stock("SH600000", [10, 10], volumes: [50_000, 50_000])
    let sale = try step(thin, [(.sell, 7_550)], account(0, shares: 7_550))
    #expect(sale.trades.map(\.shares) == [5_000] && sale.rejections.map(\.reason) == [.participation(traded: 50_000)])
    let poor = try step(thin, [(.buy, 8_000)], account(20_000))
    #expect(poor.trades.map(\.shares) == [2_000])
    #expect(poor.rejections.map(\.reason) == [.noCash(Money(yuan: 20_000))])
  }

  /// A cash dividend of 1 on 9.00: 900 yuan buy 112 at 8.00, 4 yuan stay. Ten for ten: 100 become 200.
  /// A consolidation of two into one at 5.00: 100 become 50 at 10.00.
  @Test func dividendsAndSplits() throws {
    func held(_ closes: [Double], _ factors: [Double], cents: Int64) throws -> AShareSimulation.Day {
      try step(RawMarket.Stock("SH600000", closes, factors: factors), [], account(0, shares: 100, cents: cents))
    }
    let dividend = try held([9, 8], [1, 1.125], cents: 900)
    #expect(dividend.account[0]?.shares == 112 && dividend.account.cash == Money(yuan: 4))
    let bonus = try held([20, 10], [1, 2], cents: 2000)
    #expect(bonus.account[0]?.shares == 200 && bonus.account.cash == .zero)
    let consolidation = try held([5, 10], [1, 0.5], cents: 500)
    #expect(consolidation.account[0]?.shares == 50 && consolidation.account.cash == .zero)
  }

  /// The prices of a held stock end: it is not sold, stands at its last price, and after twenty days the
  /// run says so. On the third day a stock is delisted of which 200 shares are held; it was bought at 10.50 and closed at 11 last.
  @Test func aDelistedStockStaysAtItsLastPrice() throws {
    let days = RawMarket.days(from: "2024-01-01", count: 30)
    let market = RawMarket.make(
      days, [.init("SH600000", [10, 10.5, 11]), .init("SZ000001", Array(repeating: 5, count: 30))])
    var backtest = BacktestConfig(
      start: days[1], end: days[28], account: 3_000, benchmark: .instruments([code("SZ000001")]))
    backtest.exchange.minCost = 0
    let predictions = try PanelTable(
      days.dropLast().flatMap { day in
        [
          (day: day, instrument: "SH600000", value: day < days[2] ? 2.0 : -2.0),
          (day: day, instrument: "SZ000001", value: 1.0),
        ]
      })
    let outcome = try AShareBacktest.run(
      strategy: TopkDropout(.init(topk: 1, nDrop: 1)), backtest: backtest, predictions: predictions, market: market,
      fees: nil)
    let held = outcome.positions.filter { $0.instrument == code("SH600000") }
    #expect(held.map(\.price) == [10.5] + Array(repeating: 11, count: 27))
    #expect(outcome.trades.contains { $0.direction == .sell && $0.reason == .noBar })
    #expect(!outcome.trades.contains { $0.direction == .sell && $0.dealAmount > 0 })
    let finding = try #require(outcome.findings.first { $0.id == "ashare.held-without-price" })
    #expect(finding.evidence.english.contains("SH600000 since \(days[2])"))
  }
}
