import Primitives
import Reconciliation
import Records
import TestSupport
import Testing

@Suite("Migrations side by side")
struct TaskFindingTests {
  private static func member(
    _ id: String, _ values: [String: Double] = ["IC": 0.1, "ICIR": 0.2], cost: Double = 0.0005,
    test: (String, String) = ("2024-01-01", "2024-12-31")
  ) -> TaskFindings.Member {
    var exchange = ExchangeConfig()
    exchange.openCost = cost
    return TaskFindings.Member(
      id: id, reported: QlibResults(values: values), exchange: exchange,
      testSegment: day(test.0)...day(test.1))
  }

  private func ids(_ members: [TaskFindings.Member]) -> [String] {
    TaskFindings.of(members[0], among: members).map(\.id)
  }

  @Test("a migration alone has nothing to be laid beside")
  func alone() {
    #expect(ids([TaskFindingTests.member("a")]) == [])
  }

  @Test(
    "equal vectors to 1e-9, and only whole ones, are one run's",
    arguments: [
      (["IC": 0.1, "ICIR": 0.2], true), (["IC": 0.1 * (1 + 1e-10), "ICIR": 0.2], true),
      (["IC": 0.1 * (1 + 1e-8), "ICIR": 0.2], false), (["IC": 0.1], false),
      (["IC": 0.1, "ICIR": .nan], false),
      (["IC": 0.1, "Rank IC": 0.2], false),
    ])
  func identical(_ values: [String: Double], _ isFound: Bool) {
    let test = ("2023-01-01", "2023-12-31")
    let found = ids([
      TaskFindingTests.member("a"), TaskFindingTests.member("b", values, test: test),
    ])
    #expect(found == (isFound ? ["import.identical-metrics"] : []))
  }

  @Test("other fees are named with both values")
  func fees() {
    let members = [
      TaskFindingTests.member("a"),
      TaskFindingTests.member("b", ["IC": 0.3], cost: 0.0015, test: ("2023-01-01", "2023-12-31")),
    ]
    let found = TaskFindings.of(members[0], among: members)
    #expect(found.map(\.id) == ["import.differing-fees"])
    let arguments = found.first?.evidence.arguments
    #expect(arguments?["open"] == .rate(0.0005) && arguments?["close"] == .rate(0.0025))
    #expect(arguments?["otherOpen"] == .rate(0.0015) && arguments?["other"] == .text("b"))
    #expect(arguments?["least"] == .money(5) && arguments?["count"] == .count(1))
  }

  @Test("trials on one test range are counted")
  func reuse() {
    let members = ["a", "b", "c"].enumerated().map {
      TaskFindingTests.member($1, ["IC": Double($0)])
    }
    let found = TaskFindings.of(members[0], among: members)
    #expect(found.map(\.id) == ["import.test-range-reused"])
    #expect(found.first?.evidence.arguments["count"] == .count(3))
  }
}
