import Archive
import Primitives
import Records
import TestSupport
import Testing

@Suite("Life of a migration")
struct LifeCycleTests {
  /// A comparison with the states of its rungs written as letters: p pass, e exceptions, f fail, - none.
  private static func comparison(_ states: String) -> Comparison {
    let rungs = zip(Rung.allCases, states).map { rung, letter in
      RungResult(
        id: rung,
        state: letter == "p"
          ? .pass : letter == "e" ? .exceptions : letter == "f" ? .fail : .notAvailable,
        reason: letter == "-" ? "no evidence" : nil)
    }
    return Comparison(
      migration: "alpha", verdict: .pass, summary: "summary", findings: [], rungs: rungs)
  }

  @Test(
    "the stage follows from the rungs that agree",
    arguments: [
      ("p-----", MigrationStage.candidate, ["recomputed", "replayed", "reinferred"]),
      ("ppf---", .candidate, ["replayed", "reinferred"]),
      ("ppp---", .replayed, ["reinferred", "retrained"]),
      ("ppe---", .replayed, ["reinferred", "retrained"]), ("pppp--", .replayed, ["retrained"]),
      ("p--p--", .factorsVerified, ["recomputed", "replayed", "retrained"]),
      ("ppfp--", .factorsVerified, ["replayed", "retrained"]),
      ("ppppp-", .retrained, []), ("pppppf", .retrained, []),
      ("pfp---", .candidate, ["recomputed", "reinferred"]),
      ("ppppf-", .factorsVerified, ["retrained"]),
    ])
  func stages(_ states: String, _ stage: MigrationStage, _ blocking: [String]) {
    let position = LifeCycle.position(LifeCycleTests.comparison(states), .none)
    #expect(position.stage == stage)
    let named = position.blocks.filter { $0.english.hasPrefix("Rung '") }.compactMap {
      $0.english.split(separator: "'").dropFirst().first.map(String.init)
    }
    #expect(named == blocking)
  }

  @Test("a migration whose input cannot be read is a candidate")
  func damaged() {
    #expect(LifeCycle.position(nil, .none).stage == .candidate)
  }

  @Test("the review decides over the rungs, and its reason is given")
  func review() throws {
    let fixture = try ReviewFixture()
    let comparison = LifeCycleTests.comparison("ppp---")
    func position() throws -> LifeCycle.Position {
      LifeCycle.position(comparison, try fixture.status())
    }
    #expect(try position().stage == .replayed)
    _ = try fixture.request()
    #expect(try position().stage == .inReview)
    #expect(try position().blocks == ["A reviewer must decide."])
    fixture.time += 60
    _ = try fixture.ledger().decide(
      .approve, "alpha", reviewer: ReviewFixture.reviewer, note: "",
      exceptions: [.init(subject: "x", reason: "", expires: day("2026-11-24"))],
      key: fixture.key("reviewer"),
      clock: fixture.clock)
    #expect(
      try position()
        == LifeCycle.Position(
          stage: .approved, reason: "Approved by li@example.com on 2026-11-23.", blocks: []))
    fixture.time += 5 * 86_400
    #expect(try position().stage == .expired)
    _ = try fixture.archive.write(ReviewFixture.night("2026-11-30", data: "d2"))
    #expect(try position().stage == .reopened)
    #expect(try position().reason.english.hasPrefix("The fingerprint of the market data was d1"))
    try fixture.allow([])
    #expect(try position().stage == .replayed)
    #expect(try position().blocks.first?.english.hasPrefix("The review does not count") == true)
  }
}
