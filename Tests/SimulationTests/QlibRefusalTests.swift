import MarketData
import Primitives
import Records
import Simulation
import StrategyEngine
import TestSupport
import Testing

/// Runs that cannot mean anything are refused by name.
struct QlibRefusalTests {
  private func refusal(
    start: String = "2024-01-02", end: String = "2024-01-04", benchmark: String = "SH000300",
    scores: [(String, String)] = [("2024-01-01", "SH600000")],
    _ change: (inout ExchangeConfig) -> Void = { _ in }
  ) -> Diagnostic? {
    var tiny = TinyMarket(from: "2024-01-01", days: 5)
    tiny.add("SH000300", close: [100, 100, 100, 100, 100], listed: false)
    tiny.add("SH000905", first: 4, close: [100], listed: false)
    tiny.add("SH600000", close: [10, 10, 10, 10, 10])
    tiny.add("SH600004", close: [10, 10, 10, 10, 10])
    tiny.shorten("open", of: "SH600004", by: 3)
    var backtest = BacktestConfig(
      start: day(start), end: day(end), account: 1e6, benchmark: .instruments([code(benchmark)]))
    change(&backtest.exchange)
    return diagnostic {
      let predictions = try PanelTable(scores.map { (day: day($0.0), instrument: $0.1, value: 1) })
      _ = try QlibSimulation.run(
        strategy: TopkDropout(.init(topk: 1, nDrop: 1)), backtest: backtest,
        predictions: predictions,
        market: tiny.market)
    }
  }

  @Test func theUnchangedRunIsAccepted() {
    #expect(refusal() == nil)
    // A Saturday and a Sunday at the ends move inwards.
    #expect(refusal(start: "2023-12-30", end: "2024-01-04") == nil)
  }

  /// qlib ends a day one second before the next begins: the calendar's last day has no next.
  @Test(arguments: [
    ("2024-01-02", "2024-01-05"), ("2024-01-02", "2024-06-01"), ("2024-01-06", "2024-01-07"),
    ("2020-01-01", "2020-12-31"),
  ])
  func windowsOutsideTheCalendar(start: String, end: String) {
    let found = refusal(start: start, end: end)
    #expect(found?.id == "backtest.window")
    #expect(found?.exit == .input)
  }

  @Test func aBenchmarkWithoutDataIsNeverZero() {
    #expect(refusal(benchmark: "SH000852")?.id == "benchmark.missing")
    #expect(refusal(benchmark: "SH000905")?.id == "benchmark.missing")
  }

  @Test func predictionsOfAnotherMarket() {
    #expect(refusal(scores: [])?.id == "predictions.empty")
    let stock = refusal(scores: [("2024-01-01", "SH601318")])
    #expect(stock?.id == "predictions.unknown-stock")
    #expect(stock?.summary.english.contains("SH601318") == true)
    let saturday = refusal(scores: [("2024-01-06", "SH600000")])
    #expect(saturday?.id == "predictions.unknown-day")
    #expect(saturday?.summary.english.contains("2024-01-06") == true)
  }

  /// Texts that qlib's parser cannot read are refused with the place in the text.
  @Test func expressionsThatAreNone() {
    let found = [
      refusal { $0.limit = .expressions(buy: "$change >", sell: "$change < -0.09") },
      refusal { $0.volumeLimits = [.init(kind: .current, side: .all, expression: "Nothing($volume)")] },
      refusal { $0.buyPrice = "$($high+$low)/2" }, refusal { $0.sellPrice = "$" }, refusal { $0.sellPrice = "close" },
    ]
    #expect(found.allSatisfy { $0?.id.hasPrefix("factor.") == true && $0?.exit == .input })
  }

  /// Fields of different length beside each other in one expression: qlib raises when it loads the quotes.
  @Test func expressionsThatQlibCannotEvaluate() {
    let found = refusal { $0.limit = .expressions(buy: "$close > $open", sell: "$close < 0") }
    #expect(found?.id == "config.expression")
    #expect(found?.summary.english.contains("SH600004") == true)
  }
}
