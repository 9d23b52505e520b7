import MarketData
import Preview
import Primitives
import Records
import TestSupport
import Testing

/// What each holding earned on the last day.
@Suite struct HeldPositionsTests {
  private let days = RawMarket.days(from: "2024-01-02", count: 4)

  /// SH600000 is bought on day 1 at 10, and again nothing: on day 2 it closes at 10.5, so that 9,500 shares earn 4,750.
  /// On day 3 it leaves at 10.40 for SZ000002, which is bought at its close of 5.20 and so loses its fees only. What is
  /// left over is the sale: 9,500 times -0.10 less the fees of 123.50, 24.70 + 49.40 + 0.99 of 98,800 yuan.
  @Test func theDayOfEachHoldingAddsUpToTheDay() throws {
    let market = RawMarket.make(
      days,
      [
        RawMarket.Stock("SH600000", [10, 10, 10.5, 10.4]), RawMarket.Stock("SZ000002", [5, 5, 5.1, 5.2]),
      ])
    let fixture = try PreviewFixture(topk: 1, nDrop: 1, capital: 100_000, start: days[1])
    let first = PreviewFixture.scores(Array(days[0...1]), [("SH600000", 0.9), ("SZ000002", 0.1)])
    try fixture.settle(first, market, days[2])
    let held = try holdings(fixture, days[2]) { _ in .sell }
    #expect(held.map(\.position.symbol) == [code("SH600000")] && held[0].dayProfit == Money(yuan: 4750))
    #expect(held[0].next == .sell)
    let account = try #require(try fixture.rows().accounts.last)
    #expect(held[0].dayProfit == account.dailyPnL && abs(held[0].weight - 99_750 / account.totalValue.yuan) < 1e-12)
    // Bought for 95,000 and fees of 23.75 and 0.95.
    #expect(held[0].unrealised == Money(units: 99_750 * 10_000 - (950_000_000 + 247_000)))
    #expect(try #require(held[0].unrealisedRate) == held[0].unrealised.yuan / held[0].position.costBasis.yuan)

    let second = PreviewFixture.scores(Array(days[0...2]), [("SH600000", 0.1), ("SZ000002", 0.9)])
    try fixture.settle(second, market, days[3])
    let after = try holdings(fixture, days[3]) { _ in nil }
    let rows = try fixture.rows()
    let bought = try #require(rows.trades.last { $0.side == .buy })
    #expect(after.map(\.position.symbol) == [code("SZ000002")] && after[0].dayProfit == -bought.cost)
    let sold = try #require(rows.trades.last { $0.side == .sell })
    let preview = NightResult.Preview(
      strategy: fixture.instance.strategy, definition: fixture.instance.definition, accounts: rows.accounts,
      holdings: after, trades: rows.trades, skips: [], tradeCount: 0, skipCount: 0)
    #expect(preview.dayProfitElsewhere == Money(yuan: -950) - sold.cost)
  }

  private func holdings(
    _ fixture: PreviewFixture, _ day: TradingDay, next: (InstrumentID) -> Direction?
  ) throws -> [HeldPosition] {
    let rows = try fixture.rows()
    let before = rows.accounts.last { $0.tradingDay < day }?.tradingDay
    return HeldPositions.of(
      rows.positions.filter { $0.tradingDay == day }, before: rows.positions.filter { $0.tradingDay == before },
      trades: rows.trades.filter { $0.tradingDay == day },
      account: try #require(rows.accounts.first { $0.tradingDay == day }), next: next)
  }
}
