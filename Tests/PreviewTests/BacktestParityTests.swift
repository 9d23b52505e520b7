import MarketData
import Preview
import Primitives
import Records
import Simulation
import StrategyEngine
import TestSupport
import Testing

/// A backtest under the exchange's rules and a preview over the same days are the same trades.
@Suite struct BacktestParityTests {
  private let market = DemoMarket.make()

  @Test(arguments: [21, 22] as [UInt64])
  func tradeForTrade(seed: UInt64) throws {
    let calendar = market.calendar
    let scores = try PreviewFixture.scores(seed: seed, market, calendar.days[400..<520])
    let preview = try PreviewFixture(topk: 8, nDrop: 2, capital: 1_000_000, start: calendar[401])
    try preview.settle(scores, market, calendar[519])
    let rows = try preview.rows()

    let outcome = try AShareBacktest.run(
      strategy: TopkDropout(.init(topk: 8, nDrop: 2)),
      backtest: BacktestConfig(
        start: calendar[401], end: calendar[519], account: 1e6,
        benchmark: .instruments([code("SH000300")])),
      predictions: scores, market: market)
    let dealt = outcome.trades.filter { $0.status != .rejected }
    try #require(rows.trades.count > 200 && dealt.count == rows.trades.count)
    for (here, there) in zip(dealt, rows.trades) {
      #expect(here.day == there.tradingDay && here.instrument == there.symbol)
      #expect(here.direction == there.side && here.dealAmount == Double(there.volume))
      #expect(here.price == there.price.yuan && here.cost == there.cost.yuan)
    }
    #expect(outcome.report.map(\.account) == rows.accounts.map(\.totalValue.yuan))
    #expect(outcome.report.map(\.cash) == rows.accounts.map(\.cash.yuan))
    #expect(
      outcome.positions.map { [$0.instrument.name, "\($0.amount)", "\($0.day)"] }
        == rows.positions.map { [$0.symbol.name, "\(Double($0.volume))", "\($0.tradingDay)"] })
    // What did not trade has its reason on both sides.
    let refused = outcome.trades.filter { $0.status != .filled }.map(\.reason).sorted()
    #expect(refused == rows.skips.filter { $0.symbol != nil }.map(\.reason).sorted())
    #expect(!refused.contains(""))
  }

  /// The report's columns mean what qlib's do: 1 - cost and profit make each account from the last.
  @Test func theReportAddsUp() throws {
    let calendar = market.calendar
    let scores = try PreviewFixture.scores(seed: 5, market, calendar.days[400..<480])
    let outcome = try AShareBacktest.run(
      strategy: TopkDropout(.init(topk: 5, nDrop: 1)),
      backtest: BacktestConfig(
        start: calendar[401], end: calendar[480], account: 500_000,
        benchmark: .instruments([code("SH000300")])), predictions: scores, market: market)
    var last = 500_000.0
    var cost = 0.0
    for row in outcome.report {
      #expect(isNear(row.account, last * (1 + row.returnRate - row.cost), relative: 1e-10))
      #expect(isNear(row.account, row.value + row.cash, relative: 1e-12))
      cost += row.cost * last
      #expect(isNear(row.totalCost, cost, relative: 1e-9))
      last = row.account
    }
    let ids = Set(outcome.findings.map(\.id))
    #expect(ids.isSuperset(of: ["ashare.st-not-applied", "ashare.dividends-reinvested", "ashare.own-costs"]))
  }
}
