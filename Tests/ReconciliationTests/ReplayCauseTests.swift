import Primitives
import Reconciliation
import Records
import TestSupport
import Testing

/// One change between two equal runs provokes each cause of the catalogue.
@Suite("Causes between record and replay")
struct ReplayCauseTests {
  private func compare(_ change: (inout LadderInput) -> Void) throws -> Comparison {
    var input = try TinyRun.input()
    change(&input)
    return LadderJudgement.compare(input)
  }

  private func divergence(_ comparison: Comparison) throws -> Divergence {
    try #require(comparison.rung(.replayed)?.firstDivergence)
  }

  @Test("another benchmark")
  func anotherBenchmarkIsNamed() throws {
    let comparison = try compare { $0.replay?.report[1].bench = 0.02 }
    #expect(comparison.verdict == .fail)
    #expect(comparison.cause(.replayed) == .benchmark)
    let found = try divergence(comparison)
    #expect(found.day == TinyRun.days[1])
    #expect(found.instrument == nil)
    #expect((found.field, found.left, found.right) == ("report.bench", "0.01", "0.02"))
  }

  @Test("a benchmark that is missing on one side only differs; missing on both sides it does not")
  func missingBenchmark() throws {
    let one = try compare { $0.replay?.report[1].bench = .nan }
    #expect(one.cause(.replayed) == .benchmark)
    #expect(try divergence(one).right.isEmpty)
    let both = try compare {
      $0.recorded?.report[1].bench = .nan
      $0.replay?.report[1].bench = .nan
    }
    #expect(both.rung(.replayed)?.firstDivergence == nil)
  }

  @Test("a replay that covers other days", arguments: [0, 3])
  func window(_ index: Int) throws {
    let comparison = try compare { $0.replay?.report.remove(at: index) }
    #expect(comparison.cause(.replayed) == .window)
    #expect(try divergence(comparison).day == TinyRun.days[index])
    #expect(try divergence(comparison).left == TinyRun.days[index].description)
  }

  @Test("a replay without any day")
  func noDay() throws {
    let comparison = try compare {
      $0.replay = ComparedRun(report: [], positions: [], trades: [])
    }
    #expect(comparison.verdict == .fail)
    #expect(comparison.cause(.replayed) == .window)
  }

  @Test("another close of a stock that both hold")
  func price() throws {
    let comparison = try compare { $0.replay?.positions?[2].price = 10.5 }
    #expect(comparison.cause(.replayed) == .marketData)
    let found = try divergence(comparison)
    #expect((found.day, found.instrument) == (TinyRun.days[1], code("SH600000")))
    #expect((found.field, found.left, found.right) == ("positions.price", "10.0", "10.5"))
  }

  @Test("an order that only the record has, told by its score")
  func missingOrder() throws {
    let comparison = try compare { $0.replay?.trades?.removeLast() }
    #expect(comparison.cause(.replayed) == .selection)
    let found = try divergence(comparison)
    #expect((found.day, found.instrument) == (TinyRun.days[2], code("SH600002")))
    #expect(found.field == "trades.buy.order_amount")
    #expect((found.left, found.right) == ("500.0", ""))
    // The decision of 2024-01-04 saw the scores of 2024-01-03, where 0.7 is the third of four.
    let score = try #require(found.context.first { $0.id == "state.score" })
    #expect(
      score.arguments == [
        "day": .day(day("2024-01-03")), "score": .number(0.7), "rank": .count(3), "count": .count(4),
      ])
    #expect(found.cause.statement.id == "cause.record-alone")
  }

  @Test("amounts that differ where both trade", arguments: [1100.0, 900.0])
  func lots(_ amount: Double) throws {
    let comparison = try compare {
      $0.replay?.trades?[0].orderAmount = amount
      $0.replay?.trades?[0].dealAmount = amount
    }
    #expect(comparison.cause(.replayed) == .lots)
    #expect(comparison.verdict == .fail)
  }

  @Test(
    "an order that the replay could not fill, by its reason",
    arguments: [
      (RejectReason.limitUp(), Cause.limit), (.limitDown(Money(yuan: 9)), .limit), (.volumeLimit, .limit),
      (.suspended, .suspension), (.noVolume, .suspension), (.noCash(), .cash), (.belowOneLot(), .lots),
    ])
  func refusal(_ reason: RejectReason, _ cause: Cause) throws {
    let comparison = try compare {
      $0.replay?.trades?[3].dealAmount = 0
      $0.replay?.trades?[3].status = .rejected
      $0.replay?.trades?[3].reason = reason
    }
    #expect(comparison.verdict == .fail)
    #expect(comparison.cause(.replayed) == cause)
    #expect(try divergence(comparison).field == "trades.buy.deal_amount")
    #expect(try divergence(comparison).cause.statement.arguments["reason"] == .message(reason.message))
  }

  @Test(
    "a turnover that differs under equal holdings comes before the account that follows from it")
  func turnover() throws {
    let comparison = try compare {
      $0.replay?.report[2].turnover = 0.03
      $0.replay?.report[2].account += 10
    }
    #expect(try divergence(comparison).field == "report.turnover")
  }

  @Test("the account that no earlier fact explains")
  func account() throws {
    let comparison = try compare { $0.replay?.report[2].account += 10 }
    #expect(try divergence(comparison).field == "report.account")
    #expect(comparison.cause(.replayed) == .marketData)
  }
}
