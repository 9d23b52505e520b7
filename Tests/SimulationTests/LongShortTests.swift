import MarketData
import Primitives
import Records
import Simulation
import StrategyEngine
import TestSupport
import Testing

/// Two books of one stock each, without costs.
@Suite struct LongShortTests {
  /// The liked stock gains 1 % a day, the other loses 1 %. Bought at the close of the first day with all
  /// but 5 % of the cash: 0.95 x 0.02 = 1.9 % on the first day held.
  @Test func theSpreadOfTwoBooks() throws {
    var tiny = TinyMarket(from: "2024-01-01", days: 5)
    tiny.add("SH000300", close: [100, 100, 100, 100, 100], listed: false)
    tiny.add("SH600000", close: [10, 10, 10.1, 10.201, 10.3])
    tiny.add("SZ000001", close: [10, 10, 9.9, 9.801, 9.7])
    var backtest = BacktestConfig(
      start: tiny.calendar[1], end: tiny.calendar[3], account: 1e6,
      benchmark: .instruments([code("SH000300")]))
    backtest.exchange.openCost = 0
    backtest.exchange.closeCost = 0
    backtest.exchange.minCost = 0
    let scores = try PanelTable(
      tiny.calendar.days.dropLast().flatMap {
        [(day: $0, instrument: "SH600000", value: 0.5), (day: $0, instrument: "SZ000001", value: 0.1)]
      })
    let outcome = try LongShort.run(
      strategy: TopkDropout(.init(topk: 1, nDrop: 1)), backtest: backtest, predictions: scores,
      market: tiny.market)
    #expect(outcome.days.count == 3)
    #expect(outcome.days[0].value == 1)
    #expect(isNear(outcome.days[1].long, 0.0095, relative: 1e-5))
    #expect(isNear(outcome.days[1].short, -0.0095, relative: 1e-5))
    #expect(isNear(outcome.days[1].value, 1.019, relative: 1e-6))
    #expect(Set(outcome.short.trades.map(\.instrument)) == [code("SZ000001")])
    #expect(outcome.findings.contains { $0.id == "long-short.paper" })
  }
}
