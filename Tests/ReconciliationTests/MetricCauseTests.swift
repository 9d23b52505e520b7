import Primitives
import Reconciliation
import Records
import TestSupport
import Testing

/// Why a recorded number is not the one of its own curve. All values follow from `TinyRun` by hand.
@Suite("Causes between record and curve")
struct MetricCauseTests {
  private func compare(_ name: String, _ claim: Double) throws -> Comparison {
    var input = try TinyRun.input()
    input.claims?.values[name] = claim
    return LadderJudgement.compare(input)
  }

  @Test(
    "another number of days a year, or the opposite sign, is another convention",
    arguments: [
      // 0.01 · 252 and √(3/14 · 252) = √54; with 250 days 2.5 and √(3/14 · 250) = √(750/14).
      ("1day.return_without_cost.annualized_return", 2.52, 252),
      ("1day.return_without_cost.information_ratio", 54.0.squareRoot(), 252),
      ("1day.return_without_cost.annualized_return", 2.5, 250),
      ("1day.return_without_cost.information_ratio", (750.0 / 14).squareRoot(), 250),
      ("1day.return_without_cost.max_drawdown", 0.02, nil),
    ])
  func convention(_ name: String, _ claim: Double, _ days: Int?) throws {
    let comparison = try compare(name, claim)
    #expect(comparison.verdict == .fail)
    #expect(comparison.cause(.recomputed) == .convention)
    let statement = try #require(comparison.statement(.recomputed))
    #expect(statement.id == (days == nil ? "cause.other-sign" : "cause.other-days"))
    #expect(statement.arguments["days"] == days.map { .count($0) })
  }

  @Test(
    "the number without cost under the name of the one with cost is another series of the same curve"
  )
  func basis() throws {
    let comparison = try compare("1day.return_with_cost.annualized_return", 2.38)
    #expect(comparison.cause(.recomputed) == .basis)
    #expect(
      comparison.statement(.recomputed)?.arguments["metric"] == .text("1day.return_without_cost.annualized_return"))
  }

  @Test(
    "a number that follows from no series, where all others follow from the curve, was edited")
  func editedAlone() throws {
    let comparison = try compare("1day.return_with_cost.annualized_return", 3)
    #expect(comparison.cause(.recomputed) == .edited)
    let statement = comparison.statement(.recomputed)
    #expect(statement?.id == "cause.metric-edited")
    #expect(statement?.arguments == ["others": .count(9)])
  }

  @Test("a difference at the limit passes and one beyond it fails")
  func limit() throws {
    // The mean is 0.0095 up to rounding, the limit 1e-10.
    #expect(try compare("1day.return_with_cost.mean", 0.0095 + 0.9e-10).verdict == .pass)
    #expect(try compare("1day.return_with_cost.mean", 0.0095 + 1.1e-10).verdict == .fail)
    #expect(try compare("1day.return_with_cost.mean", 0.0095 - 1.1e-10).verdict == .fail)
  }

  @Test("an infinite claim fails")
  func infinite() throws {
    #expect(try compare("1day.return_with_cost.mean", .infinity).verdict == .fail)
  }
}
