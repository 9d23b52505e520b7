import Primitives
import Reconciliation
import Records
import Testing

/// Why a recorded number is not the one of its own curve. All values follow from `TinyRun` by hand.
@Suite("Causes between record and curve")
struct MetricCauseTests {
  private func compare(_ name: String, _ claim: Double) throws -> Comparison {
    var input = try TinyRun.input()
    input.reported?.values[name] = claim
    return LadderJudgement.compare(input)
  }

  @Test(
    "another number of days a year, or the opposite sign, is another convention",
    arguments: [
      // 0.01 · 252 and √(3/14 · 252) = √54; with 250 days 2.5 and √(3/14 · 250) = √(750/14).
      ("1day.return_without_cost.annualized_return", 2.52, "252"),
      ("1day.return_without_cost.information_ratio", 54.0.squareRoot(), "252"),
      ("1day.return_without_cost.annualized_return", 2.5, "250"),
      ("1day.return_without_cost.information_ratio", (750.0 / 14).squareRoot(), "250"),
      ("1day.return_without_cost.max_drawdown", 0.02, "opposite sign"),
    ])
  func convention(_ name: String, _ claim: Double, _ word: String) throws {
    let comparison = try compare(name, claim)
    #expect(comparison.verdict == .fail)
    #expect(comparison.cause(.recomputed) == .convention)
    #expect(comparison.rung(.recomputed)?.firstDivergence?.cause.statement.english.contains(word) == true)
  }

  @Test(
    "the number without cost under the name of the one with cost is another series of the same curve"
  )
  func basis() throws {
    let comparison = try compare("1day.return_with_cost.annualized_return", 2.38)
    #expect(comparison.cause(.recomputed) == .basis)
    #expect(
      comparison.rung(.recomputed)?.firstDivergence?.cause.statement.english.contains(
        "1day.return_without_cost.annualized_return") == true)
  }

  @Test(
    "a number that follows from no series is of another run, and the days of the curve are named")
  func anotherRun() throws {
    let comparison = try compare("1day.return_with_cost.annualized_return", 3)
    #expect(comparison.cause(.recomputed) == .anotherRun)
    #expect(
      comparison.rung(.recomputed)?.firstDivergence?.cause.statement.english.contains("2024-01-02 to 2024-01-05")
        == true)
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
