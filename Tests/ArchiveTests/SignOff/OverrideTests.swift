import Archive
import Primitives
import Records
import TestSupport
import Testing

/// A verdict is overridden only by an exception that names it, and what is overridden stays in sight.
@Suite("Overriding a verdict") struct OverrideTests {
  let fixture: ReviewFixture

  init() throws { fixture = try ReviewFixture() }

  private func judged(_ verdict: String, serious: [String] = [], rungs: [String: String] = [:]) throws {
    var night = ReviewFixture.night("2026-11-23", verdict: verdict)
    let findings = serious.map { #"{"id":"\#($0)","severity":"serious"}"# }.joined(separator: ",")
    let states = rungs.sorted { $0.key < $1.key }.map { #"{"id":"\#($0)","state":"\#($1)"}"# }.joined(separator: ",")
    night.files[0] = .init(
      path: night.files[0].path, bytes: Array(#"{"findings":[\#(findings)],"rungs":[\#(states)]}"#.utf8))
    _ = try fixture.archive.write(night)
  }

  private func exception(_ subject: String, _ expires: String = "2026-12-31", reason: String = "fees were restated")
    -> ReviewStatement.Exception
  { .init(subject: subject, reason: reason, expires: day(expires)) }

  private func approve(_ exceptions: ReviewStatement.Exception...) -> Diagnostic? {
    diagnostic { _ = try fixture.approve(exceptions: exceptions) }
  }

  @Test(
    "a verdict that is no pass needs an exception by its name", arguments: ["FAIL", "NOT COMPARABLE", "DAMAGED", "?"])
  func verdict(_ verdict: String) throws {
    try judged(verdict)
    let refusal = try #require(approve())
    #expect((refusal.id, refusal.exit) == ("review.exception-demanded", .differs))
    #expect(refusal.remedy.english.contains("--exception '\(verdict)=2027-02-21:REASON'"))
    #expect(try fixture.files().count == 1, "nothing was written")
    #expect(try fixture.status().state == .inReview)
  }

  @Test("case and hyphens of a name do not count", arguments: ["FAIL", "fail", "Fail"])
  func names(_ name: String) throws {
    try judged("FAIL")
    #expect(approve(exception(name)) == nil)
    #expect(try fixture.status().state == .approved)
    #expect(try fixture.ledger().approval("alpha", now: fixture.clock).exceptions == [exception(name)])
  }

  @Test("a verdict of two words is named with a hyphen too")
  func hyphen() throws {
    try judged("NOT COMPARABLE")
    #expect(approve(exception("not-comparable")) == nil)
  }

  @Test("every failing rung by name covers FAIL, and one that is left out is asked for")
  func rungs() throws {
    try judged("FAIL", rungs: ["recomputed": "pass", "replayed": "fail", "reinferred": "fail", "realistic": "fail"])
    let refusal = try #require(approve(exception("replayed")))
    #expect(refusal.summary.arguments["subjects"] == .names(["reinferred"]))
    _ = try fixture.ledger().decide(
      .approve, "alpha", reviewer: ReviewFixture.reviewer, note: "",
      exceptions: [exception("replayed"), exception("reinferred")], key: fixture.key("reviewer"), clock: fixture.clock)
    #expect(try fixture.status().state == .approved)
    #expect(try fixture.status().decision?.subject.rungsRan == 4)
  }

  @Test("each serious finding is named by its identifier, also under a PASS")
  func findings() throws {
    try judged("PASS", serious: ["import.never-traded", "market.field-missing"])
    let refusal = try #require(approve(exception("import.never-traded")))
    #expect(refusal.summary.arguments["subjects"] == .names(["market.field-missing"]))
  }

  @Test(
    "an exception without a reason, in the past or beyond a year is refused",
    arguments: [("2026-12-31", " "), ("2026-11-22", "why"), ("2027-11-25", "why"), ("2199-01-01", "why")])
  func form(_ expires: String, _ reason: String) throws {
    try judged("FAIL")
    let refusal = try #require(approve(exception("FAIL", expires, reason: reason)))
    #expect((refusal.id, refusal.exit) == ("review.exception", .usage))
  }

  @Test("an exception of a year to the day is given")
  func year() throws {
    try judged("FAIL")
    #expect(approve(exception("FAIL", "2027-11-23")) == nil)
  }

  @Test("a plain approval of a FAIL that was signed before does not stand", arguments: [2, 3])
  func signedBefore(_ schema: Int) throws {
    try judged("FAIL")
    try handSigned(schema, [])
    let status = try fixture.status()
    #expect(status.state == .invalid)
    #expect(status.reasons.map(\.cause) == [.missingException])
    #expect(status.reasons.first?.detail.english.contains("FAIL") == true)
    #expect(
      diagnostic { _ = try fixture.ledger().approval("alpha", now: fixture.clock) }?.id == "review.not-approved")
  }

  @Test("a signed exception that says nothing, or holds for decades, covers nothing")
  func signedInVain() throws {
    try judged("FAIL")
    try handSigned(3, [exception("FAIL", reason: "")])
    #expect(try fixture.status().reasons.map(\.cause) == [.missingException])
  }

  /// Request and approval written and signed by hand, as another program could.
  private func handSigned(_ schema: Int, _ exceptions: [ReviewStatement.Exception]) throws {
    var subject = try #require(try fixture.archive.newestSubject("alpha"))
    if schema < 3 { subject.rungs = [:] }
    let request = ReviewStatement(
      act: .request, author: ReviewFixture.author, person: ReviewFixture.author, note: "", exceptions: [],
      time: fixture.clock.timestamp, subject: subject, previous: nil, schema: schema)
    let approval = ReviewStatement(
      act: .approve, author: ReviewFixture.author, person: ReviewFixture.reviewer, note: "", exceptions: exceptions,
      time: fixture.clock.timestamp, subject: subject, previous: request.sha256, schema: schema)
    try fixture.temporary.write(request.bytes, to: "reports/signoffs/alpha/20261123T084133Z.json")
    try fixture.temporary.write(approval.bytes, to: "reports/signoffs/alpha/20261123T084133Z_02.json")
    try fixture.temporary.write(
      try SSHSignature(environment: ["PATH": "/usr/bin:/bin"]).sign(approval.bytes, key: fixture.key("reviewer")),
      to: "reports/signoffs/alpha/20261123T084133Z_02.json.sig")
  }

  @Test("what is overridden stands in the permit, the life cycle and the lines, and ends with its day")
  func loud() throws {
    try judged("FAIL", rungs: ["recomputed": "pass", "replayed": "fail", "reinferred": "not available"])
    #expect(approve(exception("FAIL")) == nil)
    let permit = MoneyGate.Permit(try fixture.ledger().approval("alpha", now: fixture.clock), for: .live)
    let document = permit.added(to: [:])["permit"]
    #expect(document?["verdict"]?.stringValue == "FAIL")
    #expect(document?["rungs_ran"]?.intValue == 2)
    #expect(
      document?["exceptions"]
        == [["subject": "FAIL", "reason": "fees were restated", "expires": "2026-12-31"]])
    let said = permit.lines.map(\.english)
    #expect(said.contains("Verdict FAIL, 2 of 3 rungs ran, approved by li@example.com."))
    #expect(said.contains("Approved with exceptions: FAIL until 2026-12-31 — fees were restated."))
    let position = LifeCycle.position(nil, try fixture.status())
    #expect(position.reason.english.contains("FAIL until 2026-12-31"))
    #expect(try fixture.status().lines("alpha", .english).contains { $0.contains("Approved with exceptions") })
    fixture.time += 39 * 86_400
    #expect(try fixture.status().state == .expired)
    #expect(
      diagnostic { _ = try fixture.ledger().approval("alpha", now: fixture.clock) }?.exit == .differs)
  }

  @Test("a rung that ran and no longer does reopens an approval; one that runs anew does not")
  func rungChanges() throws {
    try judged("PASS", rungs: ["replayed": "pass", "reinferred": "not available"])
    #expect(approve() == nil)
    var night = ReviewFixture.night("2026-11-24")
    func states(_ replayed: String, _ reinferred: String) -> [UInt8] {
      Array(
        #"{"rungs":[{"id":"replayed","state":"\#(replayed)"},{"id":"reinferred","state":"\#(reinferred)"}]}"#.utf8)
    }
    night.files[0] = .init(path: night.files[0].path, bytes: states("pass", "pass"))
    _ = try fixture.archive.write(night)
    #expect(try fixture.status().state == .approved)
    night.files[0] = .init(path: night.files[0].path, bytes: states("not available", "pass"))
    _ = try fixture.archive.write(night)
    #expect(try fixture.status().reasons.map(\.cause) == [.otherRungs])
  }

  @Test("a comparison and its frozen subject demand the same exceptions")
  func comparison() {
    let comparison = Comparison(
      migration: "alpha", verdict: .fail, summary: .verbatim("differs"), findings: [],
      rungs: [RungResult(id: .replayed, state: .fail), RungResult(id: .realistic, state: .fail)])
    #expect(comparison.demandedExceptions.map(\.subject) == ["FAIL"])
    #expect(comparison.demandedExceptions.map(\.parts) == [["replayed"]])
  }
}
