import Foundation
import MarketData
import Preview
import Primitives
import Records
import Simulation
import StrategyEngine
import TestSupport
import Testing

/// A preview over some days and a backtest under the exchange's rules over the same days, row by row.
enum Parity {
  struct Entry: Sendable, CustomTestStringConvertible {
    var name: String
    var seed: UInt64
    var config: StrategyConfig
    var testDescription: String { name }
  }

  /// A plain one, one that remembers entry prices, one that acts each fifth day under holding rules.
  static func strategies(topk: Int, nDrop: Int) -> [Entry] {
    var enhanced = EnhancedTopkDropoutParameters(topk: topk, nDrop: nDrop)
    enhanced.minScore = 0.05
    var weighted = StrategyConfig(kind: .weightedTopk(.init(topk: topk)))
    weighted.rebalanceDays = 5
    weighted.rules.maxSingleLoss = 0.08
    weighted.rules.maxHoldDays = 40
    return [
      Entry(name: "TopkDropout", seed: 21, config: StrategyConfig(kind: .topkDropout(.init(topk: topk, nDrop: nDrop)))),
      Entry(name: "Enhanced", seed: 22, config: StrategyConfig(kind: .enhancedTopkDropout(enhanced))),
      Entry(name: "WeightedTopk, each fifth day, with rules", seed: 23, config: weighted),
    ]
  }

  static let strategies = strategies(topk: 8, nDrop: 2)

  /// - Parameter inPieces: days at which the preview is settled before it is settled to the end.
  /// - Returns: trades that were compared.
  static func check(
    _ entry: Entry, _ scores: PanelTable, _ market: any Market, _ days: ArraySlice<TradingDay>, capital: Int,
    inPieces: [TradingDay]
  ) throws -> Int {
    let (first, last) = (try #require(days.first), try #require(days.last))
    let preview = try PreviewFixture(strategy: entry.config, capital: capital, start: first)
    for day in inPieces + [last] { try preview.settle(scores, market, day) }
    let rows = try preview.rows()
    let outcome = try AShareBacktest.run(
      strategy: entry.config.make(),
      backtest: BacktestConfig(
        start: first, end: last, account: Double(capital), benchmark: .instruments([code("SH000300")])),
      predictions: scores, market: market)
    let dealt = outcome.trades.filter { $0.status != .rejected }
    try #require(dealt.count == rows.trades.count)
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
    let refused = outcome.trades.filter { $0.status != .filled }.map { $0.reason?.code ?? "" }.sorted()
    #expect(refused == rows.skips.filter { $0.symbol != nil }.map(\.reason.code).sorted())
    #expect(!refused.contains(""))
    return rows.trades.count
  }
}

/// A backtest under the exchange's rules and a preview over the same days are the same trades.
@Suite struct BacktestParityTests {
  private let market = DemoMarket.make()

  @Test(arguments: Parity.strategies)
  func tradeForTrade(_ entry: Parity.Entry) throws {
    let calendar = market.calendar
    let scores = try PreviewFixture.scores(seed: entry.seed, market, calendar.days[400..<520])
    let count = try Parity.check(
      entry, scores, market, calendar.days[401...519], capital: 1_000_000,
      inPieces: [410, 433, 434].map { calendar[$0] })
    #expect(count > 150)
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

/// Five years of real closes and recorded predictions.
///
/// `AISTOCK_FIVE_YEARS=1` runs it; the demo's hundred and twenty days above always run.
@Suite(
  .enabled(if: ProcessInfo.processInfo.environment["AISTOCK_FIVE_YEARS"] != nil, "set AISTOCK_FIVE_YEARS=1"),
  .enabled(if: SharedMaterial.isPresent, Comment(rawValue: SharedMaterial.absence)))
struct FiveYearParityTests {
  @Test(arguments: Parity.strategies(topk: 50, nDrop: 5))
  func tradeForTrade(_ entry: Parity.Entry) throws {
    let market = try QlibProvider(folder: SharedMaterial.path("market/cn"))
    let scores = try PanelTable(csv: SharedMaterial.path("oracle/baseline/pred.csv.gz"), value: "score")
    let days = market.calendar.days.filter { $0 >= day("2020-01-02") && $0 <= day("2024-12-31") }
    let pieces = stride(from: 100, to: days.count, by: 200).map { days[$0] }
    let count = try Parity.check(entry, scores, market, days[...], capital: 10_000_000, inPieces: pieces)
    print("\(entry.name): \(days.count) days, \(count) trades equal")
    #expect(count > 1000)
  }
}
