import Primitives
import Reconciliation
import Records
import TestSupport
import Testing

/// The rates under which a record was made, found again from its costs.
@Suite("Fees")
struct FeeTests {
  /// Purchases of 10,000, 5,000 and 0 yuan and sales of 0, 10,000 and 20,000 yuan on three days.
  private func input(recordedCosts: [Double]) throws -> LadderInput {
    var input = try TinyRun.input()
    let trades = [
      TinyRun.trade(0, "SH600000", .buy, 1000, 10), TinyRun.trade(1, "SH600000", .sell, 1000, 10),
      TinyRun.trade(1, "SH600001", .buy, 500, 10), TinyRun.trade(2, "SH600001", .sell, 2000, 10),
    ]
    func report(_ costs: [Double]) -> [ReportRow] {
      var total = 0.0
      var before = 1_000_000.0
      return TinyRun.report.prefix(3).enumerated().map { index, row in
        var row = row
        total += costs[index]
        row.account -= total
        row.cash = row.account - row.value
        row.totalTurnover = [10_000, 25_000, 45_000][index]
        row.turnover = [10_000, 15_000, 20_000][index] / before
        row.totalCost = total
        row.cost = costs[index] / before
        row.returnRate = row.account / before - 1 + row.cost
        before = row.account
        return row
      }
    }
    // Under 0.0015 and 0.0025 the replay pays 15, 7.5 + 25 and 50 yuan.
    input.replay = ComparedRun(report: report([15, 32.5, 50]), positions: nil, trades: trades)
    input.recorded = ComparedRun(report: report(recordedCosts), positions: nil, trades: nil)
    input.claims = nil
    input.exchange?.openCost = 0.0015
    input.exchange?.closeCost = 0.0025
    return input
  }

  @Test("the rates of the record are told beside those of the configuration")
  func fit() throws {
    // Under 0.0003 and 0.0013 the days cost 3, 1.5 + 13 and 26 yuan.
    let comparison = LadderJudgement.compare(try input(recordedCosts: [3, 14.5, 26]))
    #expect(comparison.cause(.replayed) == .fees)
    let divergence = try #require(comparison.rung(.replayed)?.firstDivergence)
    #expect(divergence.day == TinyRun.days[0])
    #expect(divergence.field == "report.cost")
    let statement = divergence.cause.statement
    #expect(statement.id == "cause.fees-fitted", "no trial proves how much of the difference the fees explain")
    #expect(
      statement.arguments == [
        "open": .rate(0.0003), "close": .rate(0.0013), "openAsked": .rate(0.0015), "closeAsked": .rate(0.0025),
      ])
    #expect(
      statement.english == "The recorded run charged 0.03%/0.13%; its configuration says 0.15%/0.25%.")
    #expect(statement.chinese == "记录按 0.03%/0.13% 收费，配置为 0.15%/0.25%。")
    #expect(divergence.cause.evidence.map(\.id) == ["cause.recorded-fees", "cause.configured-fees"])
    #expect(divergence.cause.evidence.first?.arguments["days"] == .count(3))
  }

  @Test("costs that no two rates explain are called other fees, without rates")
  func noFit() throws {
    let comparison = LadderJudgement.compare(try input(recordedCosts: [3, 400, 26]))
    #expect(comparison.cause(.replayed) == .fees)
    #expect(comparison.statement(.replayed)?.id == "cause.other-fees")
    #expect(comparison.rung(.replayed)?.firstDivergence?.cause.evidence == [])
  }

  @Test("equal costs are no divergence")
  func equal() throws {
    let comparison = LadderJudgement.compare(try input(recordedCosts: [15, 32.5, 50]))
    #expect(comparison.rung(.replayed)?.firstDivergence == nil)
  }

  @Test("days of purchases only do not tell the rate of sales")
  func undetermined() throws {
    var input = try input(recordedCosts: [3, 14.5, 26])
    input.replay?.trades?.removeAll { $0.direction == .sell }
    let comparison = LadderJudgement.compare(input)
    #expect(comparison.cause(.replayed) == .fees)
    #expect(comparison.statement(.replayed)?.id == "cause.other-fees")
    #expect(comparison.rung(.replayed)?.firstDivergence?.cause.evidence == [])
  }
}
