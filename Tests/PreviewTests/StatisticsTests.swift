import MarketData
import Preview
import Primitives
import Records
import TestSupport
import Testing

@Suite struct StatisticsTests {
  private let days = RawMarket.days(from: "2024-01-02", count: 4)

  private func account(_ day: TradingDay, _ value: Int, _ profit: Int, peak: Int) -> PreviewAccount {
    PreviewAccount(
      previewID: "p", tradingDay: day, cash: .zero, totalValue: Money(yuan: value),
      dailyPnL: Money(yuan: profit), cumPnL: Money(yuan: value - 100), peak: Money(yuan: peak),
      cost: .zero, pricesSHA256: "", scoresSHA256: "")
  }

  /// Values 100, 110, 99, 99: returns 10 %, -10 %, 0; mean 0; sum of squares 0.02, sample deviation 0.1,
  /// by the root of 238. Bought and sold 22, 0, 0 yuan: 11 / 100 by three days by 238.
  /// Index 2000, 2100, 2100, 2200: 10 % over the days; excess -1 % - 10 %.
  @Test func figuresEqualTheSumsByHand() {
    let strategy = PreviewStrategy(
      id: "p", strategyID: "s", displayName: "p", initialCapital: Money(yuan: 100), status: .running,
      createdAt: "t", updatedAt: "t")
    let index = Dictionary(
      zip(days, [2000.0, 2100, 2100, 2200]).map { ($0, $1) }, uniquingKeysWith: { first, _ in first })
    let accounts = [
      account(days[1], 110, 10, peak: 110), account(days[2], 99, -11, peak: 110),
      account(days[3], 99, 0, peak: 110),
    ]
    let figures = PreviewStatistics.figures(
      strategy, accounts: accounts, traded: [days[1]: Money(yuan: 22)],
      calendar: TradingCalendar(days: days)
    ) { index[$0] ?? .nan }
    func near(_ value: Double?, _ expected: Double) -> Bool {
      value.map { abs($0 - expected) < 1e-12 } ?? false
    }
    #expect(near(figures.totalReturn, -0.01))
    #expect(near(figures.indexReturn, 0.1) && near(figures.excessReturn, -0.11))
    #expect(near(figures.volatility, 0.1 * 238.0.squareRoot()))
    #expect(near(figures.sharpe, 0))
    #expect(near(figures.hitRate, 0.5))
    #expect(near(figures.turnover, 0.11 / 3 * 238))
    #expect(near(figures.maxDrawdown, -0.1))
    let alone = PreviewStatistics.figures(
      strategy, accounts: [accounts[0]], traded: [:], calendar: TradingCalendar(days: days)
    ) { _ in .nan }
    #expect(alone.indexReturn == nil && alone.sharpe == nil && alone.hitRate == 1)
  }
}
