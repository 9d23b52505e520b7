import LiveFeedback
import Primitives
import Records
import Testing

/// One small account over four days, each figure computed by hand.
///
/// Base 1,000; closes 1,010, 999.9, 1,019.898, 1,009.69902: daily returns 1 %, -1 %, 2 %, -1 %.
@Suite struct FeedbackFigureTests {
  private let figures = FeedbackFigures(
    base: Money(yuan: 1000),
    values: [10_100_000, 9_999_000, 10_198_980, 10_096_990].map { Money(units: $0) })
  private let stock = InstrumentID(canonical: "SH600000")

  private func isClose(_ value: Double?, _ wanted: Double) -> Bool { value.map { abs($0 - wanted) < 1e-6 } ?? false }

  @Test("return and drawdown of four days equal the hand's")
  func returns() {
    // 1,009.699 / 1,000 - 1.
    #expect(isClose(figures.totalReturn, 0.009699))
    // Peaks 1,010 and 1,019.898: 999.9 / 1,010 - 1 = -0.01 and 1,009.699 / 1,019.898 - 1 = -0.01 (rounded to units).
    #expect(isClose(figures.maxDrawdown, -0.01))
    #expect(figures.annualReturn == nil, "four days are fewer than twenty")
  }

  @Test("volatility and Sharpe ratio of four days equal the hand's")
  func risk() {
    // Mean 0.0025, squares 0.0075^2 + 0.0125^2 + 0.0175^2 + 0.0125^2 = 0.000675, / 3 = 0.000225: deviation 0.015.
    #expect(figures.volatility.map { abs($0 - 0.015 * 252.0.squareRoot()) < 1e-5 } == true)
    #expect(figures.sharpe.map { abs($0 - 0.0025 / 0.015 * 252.0.squareRoot()) < 1e-3 } == true)
  }

  @Test("turnover is half of what was traded by the value before")
  func turnover() {
    // 200 / 2 / 1,000 on the first day, nothing after: 0.1 / 4.
    #expect(isClose(figures.turnover([Money(yuan: 200), .zero, .zero, .zero]), 0.025))
    #expect(figures.turnover([.zero]) == nil)
  }

  private func fill(_ side: Direction, _ volume: Int64, _ yuan: Int, cost: Int = 0, decision: Int? = nil)
    -> FeedbackFill
  {
    FeedbackFill(
      instrument: stock, side: side, volume: volume, price: Money(yuan: yuan), cost: Money(yuan: cost),
      decisionPrice: decision.map { Money(yuan: $0) })
  }

  @Test("a round trip that only pays its fees is no gain")
  func winRate() {
    let fills = [
      fill(.buy, 100, 10), fill(.sell, 50, 11), fill(.sell, 50, 11, cost: 10),  // gains 100 - 10
      fill(.buy, 100, 10), fill(.sell, 100, 11, cost: 100),  // gains 100, pays 100
      fill(.buy, 100, 10),  // still open
    ]
    #expect(ExecutionFigures.winRate(fills) == 0.5)
    #expect(ExecutionFigures.winRate([fill(.buy, 100, 10)]) == nil)
    // What was held before at 1,200 is sold at 1,100.
    #expect(ExecutionFigures.winRate([fill(.sell, 100, 11)], held: [stock: (100, Money(yuan: 1200))]) == 0)
  }

  @Test("slippage is weighted by amount and a cost for both sides")
  func slippage() throws {
    // Bought at 101 for 100: +100 bp on 10,100. Sold at 99 for 100: +100 bp on 9,900. Without a decision: left out.
    let value = try #require(
      ExecutionFigures.slippage([
        fill(.buy, 100, 101, decision: 100), fill(.sell, 100, 99, decision: 100), fill(.buy, 100, 500),
      ]))
    #expect(abs(value - 100) < 1e-9)
    #expect(ExecutionFigures.slippage([fill(.buy, 100, 10)]) == nil)
    #expect(ExecutionFigures.fillRatio(ordered: 400, filled: 100) == 0.25)
    #expect(ExecutionFigures.fillRatio(ordered: 0, filled: 0) == nil)
  }

  @Test("a document has exactly the members of its schema, unknown ones as null")
  func schema() throws {
    let feedback = LiveFeedback(
      strategyInstanceID: "a", environment: .paper, start: TradingDay("2026-11-23")!, end: TradingDay("2026-11-24")!,
      generatedAt: "2026-11-24T08:00:00+00:00")
    let members = try #require(feedback.json.objectValue)
    let known = try #require(FeedbackFolder.schema["properties"]?.objectValue)
    #expect(members.keys.sorted() == known.keys.sorted())
    #expect(members["sharpe"] == .null && members["fill_ratio"] == .null)
    #expect(members["order_reject_count"] == 0)
  }
}
