import Archive
import Primitives
import Records
import TestSupport
import Testing

@Suite("Sign-off")
struct ReviewTests {
  let fixture: ReviewFixture

  init() throws { fixture = try ReviewFixture() }

  @Test("a request freezes the facts of the newest night")
  func request() throws {
    let statement = try fixture.request()
    let manifest = try fixture.archive.snapshot(day("2026-11-20")).sha256
    #expect(
      statement.subject
        == ReviewSubject(
          migration: "alpha", day: day("2026-11-20"), manifest: manifest, verdict: "PASS",
          findings: ["market.field-missing (warning)"], toolVersion: "1.0", dataDigest: "d1",
          configurationDigest: "c1",
          modelDigest: "m1", predictionsDigest: "p1"))
    #expect(try fixture.status().state == .inReview)
    #expect(try fixture.files().map(Path.lastComponent) == ["20261123T084133Z.json"])
  }

  @Test(
    "a decision by an allowed signer approves, and the program of OpenSSH verifies the same bytes")
  func approval() throws {
    let statement = try fixture.approve()
    let status = try fixture.status()
    #expect(status.state == .approved)
    #expect(status.reasons == [])
    #expect(status.decision?.person == ReviewFixture.reviewer)
    #expect(status.decision == statement)
    #expect(try fixture.ledger().approval("alpha", now: fixture.clock).subject == statement.subject)
    let names = try fixture.files().map(Path.lastComponent)
    #expect(
      names == ["20261123T084133Z.json", "20261123T084233Z.json", "20261123T084233Z.json.sig"])
    #expect(try FileReader.bytes(fixture.files()[1]) == statement.json.canonical)
  }

  @Test("without a request, or after a decision, there is nothing to decide")
  func nothingToDecide() throws {
    func decide() -> Diagnostic? {
      diagnostic {
        _ = try fixture.ledger().decide(
          .approve, "alpha", reviewer: ReviewFixture.reviewer, note: "", exceptions: [],
          key: fixture.key("reviewer"),
          clock: fixture.clock)
      }
    }
    #expect(decide()?.id == "review.no-request")
    try fixture.approve()
    #expect(decide()?.id == "review.no-request")
    #expect(
      diagnostic { _ = try fixture.ledger().approval("beta", now: fixture.clock) }?.id
        == "review.not-approved")
    #expect(
      diagnostic {
        _ = try fixture.ledger().request("beta", author: "a", note: "", clock: fixture.clock)
      }?.id == "review.not-judged")
  }

  @Test("a rejection is verified too and stands while the facts do")
  func rejection() throws {
    _ = try fixture.request()
    _ = try fixture.ledger().decide(
      .reject, "alpha", reviewer: ReviewFixture.reviewer, note: "costs", exceptions: [],
      key: fixture.key("reviewer"),
      clock: fixture.clock)
    #expect(try fixture.status().state == .rejected)
    #expect(try fixture.status().decision == nil)
    _ = try fixture.archive.write(ReviewFixture.night("2026-11-23", config: "c2"))
    #expect(try fixture.status().state == .reopened)
  }

  @Test(
    "a key that may not sign is refused, and nothing is written",
    arguments: [
      ("stranger", ReviewFixture.reviewer, "review.not-allowed"),
      ("author", ReviewFixture.reviewer, "review.not-allowed"),
      ("author", ReviewFixture.author, "review.author"),
      ("author", "WANG@example.com", "review.author"),
      ("reviewer", "nobody@example.com", "review.not-allowed"), ("reviewer", "*", "review.name"),
      ("absent", ReviewFixture.reviewer, "review.key"),
    ])
  func refusedSigner(_ key: String, _ reviewer: String, _ id: String) throws {
    _ = try fixture.request()
    let before = try fixture.files()
    let refusal = diagnostic {
      _ = try fixture.ledger().decide(
        .approve, "alpha", reviewer: reviewer, note: "", exceptions: [], key: fixture.key(key),
        clock: fixture.clock)
    }
    #expect(refusal?.id == id)
    #expect(refusal?.exit == .usage)
    #expect(try fixture.files() == before)
  }

  @Test("one key under two names is one person")
  func sharedKey() throws {
    try fixture.allow([
      (ReviewFixture.author, "author", ""), (ReviewFixture.reviewer, "author", ""),
    ])
    _ = try fixture.request()
    func decide(strict: Bool) throws {
      _ = try fixture.ledger(strict: strict).decide(
        .approve, "alpha", reviewer: ReviewFixture.reviewer, note: "", exceptions: [],
        key: fixture.key("author"),
        clock: fixture.clock)
    }
    #expect(diagnostic { try decide(strict: true) }?.id == "review.author")
    try decide(strict: false)
    #expect(try fixture.status(strict: false).state == .approved)
    #expect(try fixture.status(strict: true).reasons.map(\.cause) == [.author])
  }

  @Test("an expired key cannot sign; a key that expires later leaves what it signed before")
  func expiredKey() throws {
    _ = try fixture.request()
    try fixture.allow([(ReviewFixture.reviewer, "reviewer", #"valid-before="20261101""#)])
    let refusal = diagnostic {
      _ = try fixture.ledger().decide(
        .approve, "alpha", reviewer: ReviewFixture.reviewer, note: "", exceptions: [],
        key: fixture.key("reviewer"),
        clock: fixture.clock)
    }
    #expect(refusal?.id == "review.not-allowed")
    try fixture.allow([(ReviewFixture.reviewer, "reviewer", #"valid-before="20261201""#)])
    _ = try fixture.ledger().decide(
      .approve, "alpha", reviewer: ReviewFixture.reviewer, note: "", exceptions: [],
      key: fixture.key("reviewer"),
      clock: fixture.clock)
    fixture.time += 40 * 86_400
    #expect(try fixture.status().state == .approved)
  }

  @Test("an exception must lie ahead, and the approval ends with it")
  func exceptions() throws {
    _ = try fixture.request()
    func decide(_ expires: String) throws {
      _ = try fixture.ledger().decide(
        .approve, "alpha", reviewer: ReviewFixture.reviewer, note: "",
        exceptions: [
          .init(subject: "market.field-missing", reason: "arrives", expires: day(expires))
        ],
        key: fixture.key("reviewer"), clock: fixture.clock)
    }
    #expect(diagnostic { try decide("2026-11-22") }?.id == "review.exception")
    try decide("2026-11-25")
    #expect(try fixture.status().decision?.holdsThrough == day("2026-11-25"))
    // 08:41 UTC is 16:41 in China: two days on it is still the 25th there, three days on the 26th.
    fixture.time += 2 * 86_400
    #expect(try fixture.status().state == .approved)
    fixture.time += 86_400
    #expect(try fixture.status().state == .expired)
    #expect(try fixture.status().reasons.map(\.cause) == [.expiredException])
    #expect(try fixture.status().decision == nil)
  }
}
