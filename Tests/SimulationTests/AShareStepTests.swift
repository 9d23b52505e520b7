import MarketData
import Primitives
import Records
import Simulation
import StrategyEngine
import TestSupport
import Testing

/// Gives the same orders every day, whatever the market.
private struct FixedOrders: Strategy {
  var list: [Order]
  func orders(scores: DayScores?, holdings: [Holding], cash: Double, market: some MarketState)
    -> [Order]
  { list }
}

@Suite struct AShareStepTests {
  private let days = RawMarket.days(from: "2024-01-02", count: 5)

  private func step(
    _ stocks: [RawMarket.Stock], _ orders: [Order], _ account: AShareAccount, on index: Int,
    fees: Bool = true
  ) throws -> AShareSimulation.Day {
    let market = RawMarket.make(days, stocks)
    let quotes = try AShareQuotes(
      market: market, instruments: try market.universe("all").instruments)
    return AShareSimulation(
      strategy: FixedOrders(list: orders), rules: AShareRules(quotes: quotes, fees: fees ? AShareFees() : nil)
    )
    .step(account, scores: nil, on: index)
  }

  private func buy(_ amount: Double, _ stock: Int32 = 0) -> Order {
    Order(stock: stock, direction: .buy, amount: amount)
  }
  private func sell(_ amount: Double, _ stock: Int32 = 0) -> Order {
    Order(stock: stock, direction: .sell, amount: amount)
  }

  private func held(_ shares: Int64, cents: Int64, cash: Int = 0) -> AShareAccount {
    AShareAccount(
      cash: Money(yuan: cash),
      positions: [
        .init(
          stock: 0, shares: shares, sellable: shares, price: cents, priceIndex: 0,
          costBasis: AShareAccount.value(shares, cents: cents), countDay: 1)
      ])
  }

  /// 1000 x 10.20 = 10,200; commission 2.55 -> 5; transfer 0.102 -> 0.10; cash 100,000 - 10,205.10.
  @Test func purchaseByHand() throws {
    let day = try step(
      [.init("SH600000", [10, 10.2])], [buy(1000)], AShareAccount(cash: Money(yuan: 100_000)), on: 1
    )
    #expect(day.account.cash == Money(units: 897_949_000))
    #expect(day.trades.map(\.shares) == [1000])
    #expect(day.trades[0].cost.total == Money(units: 51_000))
    #expect(day.account[0]?.costBasis == Money(units: 102_051_000))
    #expect(day.account.totalValue == Money(units: 999_949_000))
  }

  /// 1000 x 10.20 sold: commission 5, stamp 5.10 (0.05 %), transfer 0.10.
  @Test func saleByHand() throws {
    let day = try step(
      [.init("SH600000", [10, 10.2])], [sell(1000)], held(1000, cents: 1000), on: 1)
    #expect(day.account.cash == Money(units: 102_000_000 - 102_000))
    #expect(day.account.positions.isEmpty)
  }

  @Test func withoutFeesNothingIsPaid() throws {
    let day = try step(
      [.init("SH600000", [10, 10.2])], [sell(1000)], held(1000, cents: 1000), on: 1, fees: false)
    #expect(day.account.cash == Money(yuan: 10_200))
  }

  @Test func lockedAtTheUpperLimitIsNotBoughtButSold() throws {
    let stocks = [RawMarket.Stock("SH600000", [10.05, 11.06])]
    let refused = try step(stocks, [buy(100)], AShareAccount(cash: Money(yuan: 100_000)), on: 1)
    #expect(refused.trades.isEmpty)
    #expect(refused.rejections.map(\.reason) == [.limitUp(Money(units: 110_600))])
    #expect(refused.rejections.map(\.reason.code) == ["limit-up 11.06"])
    #expect(try step(stocks, [sell(100)], held(100, cents: 1005), on: 1).trades.count == 1)
    // One hundredth below the limit trades.
    let below = [RawMarket.Stock("SH600000", [10.05, 11.05])]
    #expect(
      try step(below, [buy(100)], AShareAccount(cash: Money(yuan: 100_000)), on: 1).trades.count
        == 1)
  }

  @Test func lockedAtTheLowerLimitIsNotSold() throws {
    let day = try step(
      [.init("SH600000", [10.05, 9.05])], [sell(100)], held(100, cents: 1005), on: 1)
    #expect(day.rejections.map(\.reason) == [.limitDown(Money(units: 90_500))])
    #expect(day.account[0]?.price == 905)
  }

  /// Tenfold bonus: 20.00 becomes 10.00; 10.50 is no limit day, though the quoted price halved.
  @Test func limitIsComputedOnTheExRightPrice() throws {
    let stocks = [RawMarket.Stock("SH600000", [20, 10.5], factors: [1, 2])]
    let day = try step(stocks, [], held(100, cents: 2000), on: 1)
    #expect(day.account[0]?.shares == 200)
    #expect(day.account.totalValue == Money(yuan: 2100))
    #expect(
      try step(stocks, [buy(100)], AShareAccount(cash: Money(yuan: 9000)), on: 1).trades.count == 1)
  }

  /// 1 yuan a share on 9.00: reference 8.00. 100 x 9.00 = 900 yuan buy 112 x 8.00 = 896; 4 yuan stay.
  @Test func dividendIsReinvestedAndTheRestIsCash() throws {
    let stocks = [RawMarket.Stock("SH600000", [9, 8], factors: [1, 1.125])]
    let day = try step(stocks, [], held(100, cents: 900), on: 1)
    #expect(day.account[0]?.shares == 112)
    #expect(day.account.cash == Money(yuan: 4))
    #expect(day.adjustments.map(\.shares) == [12])
    #expect(day.adjustments.map(\.cash) == [Money(yuan: 4)])
    #expect(day.account.totalValue == Money(yuan: 900))
    // The odd lot leaves whole: 112 x 8.00 = 896, commission 5, stamp 0.448 -> 0.45, transfer 0.01.
    let sold = try step(stocks, [sell(112)], held(100, cents: 900), on: 1)
    #expect(sold.account.cash == Money(units: 9_000_000 - 54_600))
    #expect(
      try step(stocks, [sell(50)], held(100, cents: 900), on: 1).rejections.map(\.reason) == [.oddLot])
  }

  @Test func sharesBoughtTodayStay() throws {
    let day = try step(
      [.init("SH600000", [10, 10])], [buy(100), sell(100)],
      AShareAccount(cash: Money(yuan: 10_000)), on: 1)
    #expect(day.rejections.map(\.reason) == [.boughtToday])
    #expect(day.account[0]?.shares == 100)
    #expect(day.account[0]?.countDay == 1)
  }

  @Test func suspendedStocksAreKeptAtTheirLastPrice() throws {
    let stocks = [RawMarket.Stock("SH600000", [10, .nan, 11], volumes: [1e6, 1e6, 0])]
    let absent = try step(stocks, [sell(100)], held(100, cents: 1000), on: 1)
    #expect(absent.rejections.map(\.reason) == [.noBar])
    #expect(absent.account[0]?.priceIndex == 0)
    #expect(absent.account.totalValue == Money(yuan: 1000))
    #expect(
      try step(stocks, [sell(100)], held(100, cents: 1000), on: 2).rejections.map(\.reason) == [
        .noVolume
      ])
  }

  /// STAR: 200 x 50 = 10,000 + 5 + 0.10 is what 10,005.10 yuan buy; 201 would need 50 more.
  @Test func starLotsGrowByOne() throws {
    let stocks = [RawMarket.Stock("SH688001", [50, 50])]
    let exact = try step(stocks, [buy(250)], AShareAccount(cash: Money(units: 100_051_000)), on: 1)
    #expect(exact.account[0]?.shares == 200)
    #expect(exact.account.cash == .zero)
    #expect(exact.rejections.map(\.shares) == [50])
    let more = try step(stocks, [buy(250)], AShareAccount(cash: Money(units: 100_551_000)), on: 1)
    #expect(more.account[0]?.shares == 201)
    let less = try step(stocks, [buy(250)], AShareAccount(cash: Money(units: 100_050_900)), on: 1)
    #expect(less.trades.isEmpty)
    #expect(less.rejections.map(\.reason) == [.noCash(Money(units: 100_050_900))])
  }

  @Test func tooLittleForOneLotSaysSo() throws {
    let day = try step(
      [.init("SH600519", [1700, 1700])], [buy(0)], AShareAccount(cash: Money(yuan: 1000)), on: 1)
    #expect(day.trades.isEmpty)
    #expect(
      day.rejections.map(\.reason) == [.belowOneLot(.init(shares: 100, price: Money(yuan: 1700)))])
  }

  /// Two candidates, the best locked: TopkDropout passes it over, and the log says what it wanted.
  @Test func theSameStrategyLogsWhatItPassedOver() throws {
    let market = RawMarket.make(days, [.init("SH600000", [10, 11]), .init("SZ000002", [5, 5])])
    let quotes = try AShareQuotes(
      market: market, instruments: try market.universe("all").instruments)
    let strategy = TopkDropout(TopkDropoutParameters(topk: 2, nDrop: 1))
    let day = AShareSimulation(strategy: strategy, rules: AShareRules(quotes: quotes, fees: nil)).step(
      AShareAccount(cash: Money(yuan: 10_000)),
      scores: DayScores(stocks: [0, 1], values: [0.9, 0.1]), on: 1)
    // 10,000 x 0.95 / 2 = 4,750: 950 shares at 5.00, 900 in lots.
    #expect(day.trades.map(\.shares) == [900])
    #expect(day.trades.map(\.reason) == [.ranked(score: 0.1, rank: 2, count: 2)])
    // 4,750 / 11.00 = 431 shares, 400 in lots.
    #expect(day.rejections.map(\.stock) == [0])
    #expect(day.rejections.map(\.shares) == [400])
    #expect(day.rejections.map(\.reason) == [.limitUp(Money(yuan: 11))])
  }
}
