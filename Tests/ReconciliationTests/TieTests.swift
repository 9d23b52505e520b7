import Primitives
import Reconciliation
import Records
import TestSupport
import Testing

/// Equal scores leave open which stock trades; that is harmless only where it is what happened.
@Suite("Ties")
struct TieTests {
  /// The replay buys `SH600003` on the third day where the record buys `SH600002`.
  private func swapped(_ scores: [String: Double], keepsOrders: Bool = true) throws -> Comparison {
    var input = try TinyRun.input()
    input.predictions = try TinyRun.predictions(scores)
    input.replay?.trades?[3].instrument = code("SH600003")
    input.replay?.positions?[5].instrument = code("SH600003")
    input.replay?.positions?[7].instrument = code("SH600003")
    if !keepsOrders { input.recorded?.trades = nil }
    return LadderJudgement.compare(input)
  }

  @Test(
    "of two stocks with the same score each run buys another: pass with exceptions",
    arguments: [true, false])
  func tie(_ keepsOrders: Bool) throws {
    let comparison = try swapped(["SH600003": 0.7], keepsOrders: keepsOrders)
    #expect(comparison.verdict == .passWithExceptions)
    #expect(comparison.rung(.replayed)?.state == .exceptions)
    #expect(comparison.cause(.replayed) == .ties)
    let statement = try #require(comparison.statement(.replayed))
    #expect(statement.id == "cause.equal-scores")
    #expect(statement.arguments["one"] == .instrument(code("SH600002")))
    #expect(statement.arguments["other"] == .instrument(code("SH600003")))
    #expect(comparison.summary.id == "verdict.harmless")
    #expect(comparison.summary.arguments["cause"] == .message(statement))
  }

  @Test("the same swap with different scores fails", arguments: [true, false])
  func different(_ keepsOrders: Bool) throws {
    let comparison = try swapped(["SH600003": 0.7000001], keepsOrders: keepsOrders)
    #expect(comparison.verdict == .fail)
    #expect(comparison.cause(.replayed) == .selection)
  }

  @Test("a tie with a stock that neither run trades excuses nothing")
  func bystander() throws {
    var input = try TinyRun.input()
    input.predictions = try TinyRun.predictions(["SH600003": 0.7])
    input.replay?.trades?.removeLast()
    let comparison = LadderJudgement.compare(input)
    #expect(comparison.verdict == .fail)
    #expect(comparison.cause(.replayed) == .selection)
  }

  @Test("a tie excuses no amount, no price and no refusal of a stock that both trade")
  func bothTrade() throws {
    var input = try TinyRun.input()
    input.predictions = try TinyRun.predictions(["SH600003": 0.7])
    var amounts = input
    amounts.replay?.trades?[3].orderAmount = 600
    amounts.replay?.trades?[3].dealAmount = 600
    #expect(LadderJudgement.compare(amounts).cause(.replayed) == .lots)
    #expect(LadderJudgement.compare(amounts).verdict == .fail)
    input.replay?.trades?[3].dealAmount = 0
    input.replay?.trades?[3].status = .rejected
    input.replay?.trades?[3].reason = .limitUp()
    #expect(LadderJudgement.compare(input).cause(.replayed) == .limit)
    #expect(LadderJudgement.compare(input).verdict == .fail)
  }

  @Test("which stock is traded comes before how much of the others: the amounts follow from it")
  func amountsFollow() throws {
    var input = try TinyRun.input()
    input.predictions = try TinyRun.predictions(["SH600003": 0.7])
    input.replay?.trades?[3].instrument = code("SH600003")
    // A purchase that stands first by name and gets what the other sale brought.
    input.recorded?.trades?.insert(TinyRun.trade(2, "SH600000", .buy, 100, 10), at: 2)
    input.replay?.trades?.insert(TinyRun.trade(2, "SH600000", .buy, 110, 10), at: 2)
    // The holding and the report follow from the purchase, as in any record.
    for index in [4, 6] { input.recorded?.positions?[index].amount += 100 }
    for index in [2, 3] {
      input.recorded?.report[index].value += 1000
      input.recorded?.report[index].cash -= 1000
      input.recorded?.report[index].totalTurnover += 1000
    }
    for index in [4, 6] {
      let account = input.recorded?.report[index / 2].account ?? .nan
      input.recorded?.positions?[index].weight = 11_000 / account
    }
    input.recorded?.report[2].turnover = 21_000 / 1_039_270
    #expect(LadderJudgement.compare(input).cause(.replayed) == .ties)
  }

  /// Observed with real qlib 0.9.7: of several holdings without a score one is sold, by the order of a set.
  @Test("of two holdings without a score each run sells another: harmless; with one score it is a selection")
  func unscored() throws {
    var input = try TinyRun.input()
    // The third day sells SH600001 in the record and SH600000 in the replay.
    input.replay?.trades?[2].instrument = code("SH600000")
    input.replay?.positions?[4].instrument = code("SH600001")
    input.predictions = try TinyRun.predictions(["SH600000": .nan, "SH600001": .nan])
    #expect(LadderJudgement.compare(input).cause(.replayed) == .ties)
    #expect(LadderJudgement.compare(input).statement(.replayed)?.id == "cause.no-scores")
    #expect(LadderJudgement.compare(input).verdict == .passWithExceptions)
    input.predictions = try TinyRun.predictions(["SH600000": .nan])
    #expect(LadderJudgement.compare(input).cause(.replayed) == .selection)
    #expect(LadderJudgement.compare(input).verdict == .fail)
  }
}
