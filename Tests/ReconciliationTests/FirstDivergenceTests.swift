import Primitives
import Reconciliation
import Records
import TestSupport
import Testing

@Suite("The first divergence")
struct FirstDivergenceTests {
  /// Changes by which the runs differ, latest consequence first.
  private static func orders(_ run: inout ComparedRun?) { run?.trades?[3].orderAmount = 600 }
  private static func holdings(_ run: inout ComparedRun?) { run?.positions?[5].amount = 600 }
  private static func account(_ run: inout ComparedRun?) { run?.report[2].account += 100 }

  private func field(_ changes: [(inout ComparedRun?) -> Void]) throws -> String? {
    var input = try TinyRun.input()
    for change in changes { change(&input.replay) }
    return LadderJudgement.compare(input).rung(.replayed)?.firstDivergence?.field
  }

  @Test("within a day orders come before holdings and holdings before the account")
  func withinADay() throws {
    #expect(try field([Self.account]) == "report.account")
    #expect(try field([Self.account, Self.holdings]) == "positions.amount")
    #expect(try field([Self.account, Self.holdings, Self.orders]) == "trades.buy.order_amount")
  }

  @Test("the earliest day wins, whatever differs on it")
  func earliest() throws {
    #expect(try field([Self.orders, { $0?.report[1].bench = 0.5 }]) == "report.bench")
    #expect(try field([Self.orders, { $0?.positions?[2].price = 11 }]) == "positions.price")
    #expect(
      try field([{ $0?.report[3].bench = 0.5 }, { $0?.positions?[2].price = 11 }])
        == "positions.price")
  }

  @Test("the order of rows within a day does not matter")
  func order() throws {
    #expect(try field([{ $0?.trades?.swapAt(0, 1) }, { $0?.trades?.swapAt(2, 3) }]) == nil)
  }

  @Test("a second order of the same stock counts, though the first agrees")
  func secondOrder() throws {
    #expect(
      try field([{ $0?.trades?.append(TinyRun.trade(2, "SH600002", .buy, 100, 20)) }])
        == "trades.buy.order_amount")
  }

  @Test("a holding that only one side has is named with that side's amount")
  func oneSided() throws {
    var input = try TinyRun.input()
    input.replay?.positions?.remove(at: 7)
    let found = try #require(LadderJudgement.compare(input).rung(.replayed)?.firstDivergence)
    #expect((found.day, found.instrument) == (TinyRun.days[3], code("SH600002")))
    #expect((found.left, found.right) == ("500.0", ""))
    input = try TinyRun.input()
    input.recorded?.positions?.remove(at: 7)
    let other = try #require(LadderJudgement.compare(input).rung(.replayed)?.firstDivergence)
    #expect(other.instrument == code("SH600002"))
    #expect((other.left, other.right) == ("", "500.0"))
  }

  @Test("where the record holds no orders or no positions, the rest is still compared")
  func partialRecord() throws {
    var input = try TinyRun.input()
    input.recorded?.trades = nil
    Self.orders(&input.replay)
    input.replay?.positions?[5].amount = 600
    #expect(LadderJudgement.compare(input).rung(.replayed)?.firstDivergence?.field == "positions.amount")
    input.recorded?.positions = nil
    Self.account(&input.replay)
    #expect(LadderJudgement.compare(input).rung(.replayed)?.firstDivergence?.field == "report.account")
  }

  @Test("a missing number against a number differs, on either side", arguments: [true, false])
  func missing(_ isRecorded: Bool) throws {
    var input = try TinyRun.input()
    if isRecorded {
      input.recorded?.report[1].account = .nan
    } else {
      input.replay?.report[1].account = .nan
    }
    let found = try #require(LadderJudgement.compare(input).rung(.replayed)?.firstDivergence)
    #expect(found.field == "report.account")
    #expect((isRecorded ? found.left : found.right).isEmpty)
    #expect(!(isRecorded ? found.right : found.left).isEmpty)
  }

  @Test(
    "money is judged by the account, rates and amounts by themselves",
    arguments: [
      // The account is about a million: 1e-12 of it is 1e-6 yuan.
      ("report.value", 0.9e-6, false), ("report.value", 1.2e-6, true),
      ("report.return", 0.9e-12, false), ("report.return", 1.2e-12, true),
    ])
  func scales(_ field: String, _ difference: Double, _ differs: Bool) throws {
    var input = try TinyRun.input()
    // The metrics of a day's return have a limit of their own.
    input.tolerances = try Tolerances(overriding: ["replayed.metrics": 1])
    if field == "report.value" {
      input.replay?.report[1].value += difference
    } else {
      input.replay?.report[1].returnRate += difference
    }
    #expect(LadderJudgement.compare(input).rung(.replayed)?.firstDivergence?.field == (differs ? field : nil))
  }
}
