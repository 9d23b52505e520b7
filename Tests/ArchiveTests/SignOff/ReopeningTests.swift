import Archive
import Primitives
import Records
import TestSupport
import Testing

@Suite("Reviews that reopen, and statements that were tampered with")
struct ReopeningTests {
  let fixture: ReviewFixture

  init() throws {
    fixture = try ReviewFixture()
    try fixture.approve()
  }

  @Test("a later night with the same facts leaves an approval")
  func sameFacts() throws {
    _ = try fixture.archive.write(ReviewFixture.night("2026-11-23"))
    #expect(try fixture.status().state == .approved)
  }

  @Test("a night that no longer judges the migration leaves the newest one that did")
  func otherMigration() throws {
    _ = try fixture.archive.write(ReviewFixture.night("2026-11-23", migration: "beta"))
    #expect(try fixture.status().state == .approved)
  }

  struct Change: Sendable, CustomTestStringConvertible {
    var cause: ReviewStatus.Cause
    var night: SnapshotContent
    var testDescription: String { cause.rawValue }
  }

  static let changes = [
    Change(cause: .restatedData, night: ReviewFixture.night("2026-11-23", data: "d2")),
    Change(cause: .otherTool, night: ReviewFixture.night("2026-11-23", tool: "1.1")),
    Change(cause: .otherConfiguration, night: ReviewFixture.night("2026-11-23", config: "c2")),
    Change(cause: .otherModel, night: ReviewFixture.night("2026-11-23", model: "m2")),
    Change(cause: .otherPredictions, night: ReviewFixture.night("2026-11-23", predictions: "p2")),
    Change(cause: .otherVerdict, night: ReviewFixture.night("2026-11-23", verdict: "FAIL")),
    Change(
      cause: .newFinding,
      night: ReviewFixture.night(
        "2026-11-23", findings: ["market.field-missing", "import.benchmark-empty"])),
  ]

  @Test("another fact reopens the review and is named as the only reason", arguments: changes)
  func reopened(_ change: Change) throws {
    _ = try fixture.archive.write(change.night)
    let status = try fixture.status()
    #expect(status.state == .reopened)
    #expect(status.reasons.map(\.cause) == [change.cause])
    #expect(status.decision == nil)
  }

  @Test("a finding that went away reopens nothing")
  func fewerFindings() throws {
    _ = try fixture.archive.write(ReviewFixture.night("2026-11-23", findings: []))
    #expect(try fixture.status().state == .approved)
  }

  @Test("a reopened review can be asked for again, and approved again")
  func again() throws {
    _ = try fixture.archive.write(ReviewFixture.night("2026-11-23", data: "d2"))
    fixture.time += 60
    try fixture.approve()
    #expect(try fixture.status().state == .approved)
    #expect(try fixture.status().statements.count == 4)
  }

  @Test("a lost signature, a signer no longer allowed and a foreign signature are named")
  func signature() throws {
    let signature = try fixture.files()[2]
    let sound = try FileReader.bytes(signature)
    func cause() throws -> [ReviewStatus.Cause] {
      let status = try fixture.status()
      #expect(status.state == .invalid)
      #expect(status.decision == nil)
      return status.reasons.map(\.cause)
    }
    try FileWriter.remove(signature)
    #expect(try cause() == [.signature])
    let other = SSHSignature(environment: ["PATH": "/usr/bin:/bin"])
    try FileWriter.write(
      try other.sign(Array("another statement".utf8), key: fixture.key("reviewer")), to: signature)
    #expect(try cause() == [.signature])
    try FileWriter.write(sound, to: signature)
    #expect(try fixture.status().state == .approved)
    try fixture.allow([(ReviewFixture.author, "author", "")])
    #expect(try cause() == [.signature])
  }

  @Test("every single changed byte of a decision ends its approval")
  func tampering() throws {
    let path = try fixture.files()[1]
    let sound = try FileReader.bytes(path)
    for index in stride(from: 0, to: sound.count, by: 41) {
      var bytes = sound
      bytes[index] ^= 1
      try FileWriter.write(bytes, to: path)
      #expect(try fixture.status().decision == nil, "byte \(index)")
    }
    try FileWriter.write(sound, to: path)
    #expect(try fixture.status().state == .approved)
  }

  @Test("a request that is changed or removed breaks the chain")
  func chain() throws {
    let path = try fixture.files()[0]
    let text = try FileReader.text(path)
    try FileWriter.write(
      Array(text.replacing("\"note\":\"\"", with: "\"note\":\"x\"").utf8), to: path)
    #expect(try fixture.status().reasons.map(\.cause) == [.chain])
    try FileWriter.remove(path)
    #expect(try fixture.status().state == .invalid)
    #expect(try fixture.status().reasons.map(\.cause) == [.chain])
  }

  @Test(
    "a clock that ran backwards writes nothing, and one that stands before the statements approves nothing"
  )
  func clock() throws {
    fixture.time -= 3600
    #expect(diagnostic { _ = try fixture.request() }?.id == "review.clock")
    #expect(try fixture.files().count == 3)
    #expect(try fixture.status().reasons.map(\.cause) == [.clock])
  }

  @Test("a lost night and a changed archived file do not pass as judged")
  func archive() throws {
    let path = fixture.temporary.path("reports/2026-11-20/migrations/alpha/comparison.json")
    try FileWriter.write(Array("{\"findings\":[]}".utf8), to: path)
    #expect(diagnostic { _ = try fixture.status() }?.id == "review.changed")
    let shown = fixture.ledger().shown("alpha", now: fixture.clock)
    #expect(shown.state == .invalid)
    #expect(shown.reasons.map(\.cause) == [.unverifiable])
    #expect(shown.decision == nil)
  }

  @Test("a manifest that is not the judged one reopens")
  func manifest() throws {
    let path = fixture.temporary.path("reports/2026-11-20/manifest.json")
    try FileWriter.write(try FileReader.bytes(path) + Array(" ".utf8), to: path)
    #expect(try fixture.status().reasons.map(\.cause) == [.manifestGone])
  }

  @Test("without ssh-keygen nothing is approved: the environment is named")
  func withoutProgram() throws {
    let ledger = ReviewLedger(
      archive: fixture.archive, allowedSigners: fixture.signers, requiresOtherThanAuthor: true,
      ssh: SSHSignature(program: "/nowhere/ssh-keygen", environment: [:]))
    let refusal = diagnostic { _ = try ledger.status("alpha", now: fixture.clock) }
    #expect(refusal?.id == "review.ssh-keygen")
    #expect(refusal?.exit == .environment)
    #expect(ledger.shown("alpha", now: fixture.clock).state == .invalid)
  }
}
