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
        reason: letter == "-" ? .verbatim("no evidence") : nil)
    }
    return Comparison(
      migration: "alpha", verdict: .pass, summary: .verbatim("summary"), findings: [], rungs: rungs)
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
    let named = position.blocks.compactMap { $0.arguments["rung"]?.text(.english).lowercased() }
    #expect(named == blocking)
  }

  @Test("a replay that agrees with a limit says the limit, and a review that does not count is not a first one")
  func limits() throws {
    var comparison = LifeCycleTests.comparison("ppp---")
    #expect(LifeCycle.position(comparison, .none).reason.id == "stage.replay-agrees")
    comparison.rungs[2].reason = .verbatim("Only the metrics are compared.")
    let position = LifeCycle.position(comparison, .none)
    #expect(
      position.reason.english
        == "The replay agrees with the record, with a limit. Only the metrics are compared.")
    #expect(position.blocks.last?.id == "stage.ask-for-review")
    let invalid = LifeCycle.position(comparison, ReviewStatus(state: .invalid, reasons: [], statements: []))
    #expect(invalid.blocks.last?.id == "stage.ask-for-review-again")
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
    #expect(try position().blocks.map(\.id) == ["stage.decide"])
    fixture.time += 60
    _ = try fixture.ledger().decide(
      .approve, "alpha", reviewer: ReviewFixture.reviewer, note: "",
      exceptions: [.init(subject: "x", reason: "late", expires: day("2026-11-24"))],
      key: fixture.key("reviewer"),
      clock: fixture.clock)
    #expect(try position().stage == .approved)
    #expect(
      try position().reason.english
        == "li@example.com approved the migration on 2026-11-23. The verdict was PASS. "
        + "Approved with exceptions: x until 2026-11-24 — late.")
    #expect(
      try position().reason.chinese == "li@example.com 于 2026-11-23 批准。判定为 PASS。附例外批准：x，至 2026-11-24——late。")
    #expect(try position().blocks.isEmpty)
    fixture.time += 5 * 86_400
    #expect(try position().stage == .expired)
    _ = try fixture.archive.write(ReviewFixture.night("2026-11-30", data: "d2"))
    #expect(try position().stage == .reopened)
    #expect(try position().reason.id == "review.other-data")
    #expect(try position().reason.arguments["old"] == "d1")
    try fixture.allow([])
    #expect(try position().stage == .replayed)
    #expect(try position().blocks.first?.id == "stage.review-invalid")
  }

  @Test("a retrained model stands by a band of seeds only where one was trained")
  func retrained() {
    func reason(_ tolerances: [String: Double], _ band: SeedBand?) -> Message {
      var comparison = LifeCycleTests.comparison("ppppp-")
      for index in comparison.rungs.indices where comparison.rungs[index].id == .retrained {
        comparison.rungs[index].tolerances = tolerances
      }
      return LifeCycle.position(comparison, .none, band: band).reason
    }
    let band = SeedBand(seeds: [1, 2, 3, 4, 5], rows: [.init(metric: "IC", values: [])])
    #expect(reason([:], nil).id == "stage.same-model")
    #expect(reason([:], band).id == "stage.same-model", "a band beside an equal model decides nothing")
    #expect(reason(["retrained.IC": 0.01], band).arguments["seeds"] == .count(5))
    #expect(reason(["retrained.scores": 0.01], band).id == "stage.inside-limits")
    #expect(reason(["retrained.IC": 0.01], nil).id == "stage.inside-limits")
  }
}
