import Foundation
import Primitives
import Reconciliation
import Records
import TestSupport
import Testing

@Suite("Conventions side by side")
struct ConventionGridTests {
  /// Two days: +10 % and -5 %, index +2 % and -1 %, cost 1 % and 0.
  private static func report(bench: [Double] = [0.02, -0.01]) -> [ReportRow] {
    zip([(0.10, 0.01), (-0.05, 0.0)], bench).enumerated().map { offset, item in
      ReportRow(
        day: day("2024-01-02").advanced(byDays: offset), account: 100, returnRate: item.0.0,
        totalTurnover: 0, turnover: 0,
        totalCost: 0, cost: item.0.1, value: 0, cash: 100, bench: item.1)
    }
  }

  private func row(_ id: String, _ grid: ConventionGrid) throws -> ConventionGrid.Row {
    try #require(grid.rows.first { $0.convention.id == id })
  }

  @Test("sixteen conventions, each once")
  func count() {
    let grid = ConventionGrid(ConventionGridTests.report(), reported: nil)
    #expect(Set(grid.rows.map(\.convention.id)).count == 16)
  }

  @Test("values by hand")
  func byHand() throws {
    let grid = ConventionGrid(ConventionGridTests.report(), reported: nil)
    // Absolute without cost: mean of 0.10 and -0.05 is 0.025.
    let sum = try row("absolute/without-cost/sum/238", grid)
    #expect((try #require(sum.annualizedReturn) - 5.95).magnitude < 1e-12)
    #expect((try #require(sum.maxDrawdown) + 0.05).magnitude < 1e-15)
    #expect(
      (try #require(try row("absolute/without-cost/sum/252", grid).annualizedReturn) - 6.3)
        .magnitude < 1e-12)
    // 1.10 x 0.95 = 1.045 in two days: 1.045^119 - 1, and from 1.10 to 1.045 it falls by 5 %.
    let compounded = try row("absolute/without-cost/compounded/238", grid)
    let expected = pow(1.045, 119.0) - 1
    #expect((try #require(compounded.annualizedReturn) / expected - 1).magnitude < 1e-12)
    #expect((try #require(compounded.maxDrawdown) + 0.05).magnitude < 1e-15)
    // Excess with cost: 0.10-0.02-0.01 = 0.07 and -0.05+0.01 = -0.04; mean 0.015, deviation 0.11/sqrt 2.
    let excess = try row("excess/with-cost/sum/238", grid)
    let ratio = 0.015 / (0.11 / 2.0.squareRoot()) * 238.0.squareRoot()
    #expect((try #require(excess.informationRatio) / ratio - 1).magnitude < 1e-12)
    #expect((try #require(excess.annualizedReturn) - 3.57).magnitude < 1e-12)
  }

  @Test(
    "a reported number is named after the convention that gives it, whatever it is called",
    arguments: [
      (3.57, ["excess/with-cost/sum/238"]), (3.78, ["excess/with-cost/sum/252"]),
      (6.3, ["absolute/without-cost/sum/252"]),
      (4.0, []),
    ])
  func fits(_ reported: Double, _ conventions: [String]) throws {
    let results = QlibResults(values: [
      "1day.excess_return_with_cost.annualized_return": reported, "IC": 0.1,
    ])
    let grid = ConventionGrid(ConventionGridTests.report(), reported: results)
    #expect(grid.fits.map { $0.conventions.map(\.id) } == [conventions])
    #expect((grid.fits.first?.nearest == nil) == !conventions.isEmpty)
  }

  @Test("a convention has a name in each language")
  func names() throws {
    let convention = try #require(ConventionGrid.Convention.all.first { $0.id == "excess/with-cost/compounded/252" })
    #expect(convention.name.english == "excess, with cost, compounded, 252 days")
    #expect(convention.name.chinese == "超额收益，含费用，复利，252 日")
  }

  @Test("without a benchmark there is no excess return, and no zero in its place")
  func missingBenchmark() throws {
    let grid = ConventionGrid(ConventionGridTests.report(bench: [0.02, .nan]), reported: nil)
    #expect(try row("excess/with-cost/sum/238", grid).annualizedReturn == nil)
    #expect(try row("absolute/with-cost/sum/238", grid).annualizedReturn != nil)
  }
}
