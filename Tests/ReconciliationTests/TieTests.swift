import Primitives
import Reconciliation
import Records
import TestSupport
import Testing

/// A replay takes the record's choice among equal scores (`FollowedRun`); that it did so is harmless only where it is
/// then the record to the last day.
@Suite("Ties")
struct TieTests {
  private let tie = TieChoice(
    day: TinyRun.days[2], taken: code("SH600002"), passed: code("SH600003"), score: 0.7)

  private func followed(_ tie: TieChoice, _ change: (inout LadderInput) -> Void = { _ in }) throws -> Comparison {
    var input = try TinyRun.input()
    input.replay?.ties = [tie]
    change(&input)
    return LadderJudgement.compare(input)
  }

  @Test("a replay that followed the record among equal scores and is the record: pass with exceptions")
  func tieFollowed() throws {
    let comparison = try followed(tie)
    #expect(comparison.verdict == .passWithExceptions)
    #expect(comparison.rung(.replayed)?.state == .exceptions)
    #expect(comparison.cause(.replayed) == .ties)
    let found = try #require(comparison.rung(.replayed)?.firstDivergence)
    #expect(found.day == TinyRun.days[2] && found.instrument == code("SH600002") && found.field == "positions.amount")
    #expect(found.left == "500.0" && found.right.isEmpty)
    let statement = try #require(comparison.statement(.replayed))
    #expect(statement.id == "cause.equal-scores")
    #expect(statement.arguments["one"] == .instrument(code("SH600002")))
    #expect(statement.arguments["other"] == .instrument(code("SH600003")))
    #expect(comparison.summary.id == "verdict.harmless")
    #expect(comparison.summary.arguments["cause"] == .message(statement))
  }

  /// Observed with real qlib 0.9.7: of several holdings without a score one is sold, by the order of a set.
  @Test("two holdings without a score are a tie of their own")
  func unscored() throws {
    var without = tie
    without.score = nil
    #expect(try followed(without).verdict == .passWithExceptions)
    #expect(try followed(without).statement(.replayed)?.id == "cause.no-scores")
  }

  @Test("what equal scores are worth: the end value in the order of codes stands beside the record's")
  func worth() throws {
    let comparison = try followed(tie) { input in
      var other = TinyRun.run
      other.report[3].account -= 1000
      input.codeOrder = TinyRun.measured(other).record
    }
    let effect = try #require(comparison.rung(.replayed)?.firstDivergence?.effect)
    #expect(effect.endValue.map { ($0 - 1000).magnitude < 1e-6 } == true)
  }

  @Test("a fault behind a tie is found, and the tie stands in its context")
  func faultBehind() throws {
    let comparison = try followed(tie) { $0.replay?.report[3].account -= 50_000 }
    #expect(comparison.verdict == .fail)
    let found = try #require(comparison.rung(.replayed)?.firstDivergence)
    #expect(found.day == TinyRun.days[3] && found.field == "report.account")
    #expect(found.cause.cause != .ties)
    #expect(found.context.contains { $0.id == "cause.equal-scores" })
  }

  @Test("a stock that the replay could not follow is no tie, whatever the scores", arguments: [true, false])
  func notFollowed(_ keepsOrders: Bool) throws {
    let comparison = try followed(tie) { input in
      input.predictions = try? TinyRun.predictions(["SH600003": 0.7])
      input.replay?.ties = []
      input.replay?.trades?[3].instrument = code("SH600003")
      input.replay?.positions?[5].instrument = code("SH600003")
      input.replay?.positions?[7].instrument = code("SH600003")
      if !keepsOrders { input.recorded?.trades = nil }
    }
    #expect(comparison.verdict == .fail)
    #expect(comparison.cause(.replayed) == .selection)
  }

  @Test("equal scores excuse no amount and no refusal of a stock that both trade")
  func bothTrade() throws {
    func compare(_ change: (inout LadderInput) -> Void) throws -> Comparison {
      try followed(tie) { input in
        input.predictions = try? TinyRun.predictions(["SH600003": 0.7])
        change(&input)
      }
    }
    let amounts = try compare {
      $0.replay?.trades?[3].orderAmount = 600
      $0.replay?.trades?[3].dealAmount = 600
    }
    #expect(amounts.cause(.replayed) == .lots && amounts.verdict == .fail)
    let refused = try compare {
      $0.replay?.trades?[3].dealAmount = 0
      $0.replay?.trades?[3].status = .rejected
      $0.replay?.trades?[3].reason = .limitUp()
    }
    #expect(refused.cause(.replayed) == .limit && refused.verdict == .fail)
  }

  @Test("which stock is traded comes before how much of the others: the amounts follow from it")
  func amountsFollow() throws {
    var input = try TinyRun.input()
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
    let comparison = LadderJudgement.compare(input)
    #expect(comparison.cause(.replayed) == .selection)
    #expect(comparison.rung(.replayed)?.firstDivergence?.instrument == code("SH600002"))
  }
}
