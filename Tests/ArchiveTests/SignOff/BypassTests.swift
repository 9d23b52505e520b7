import Archive
import Foundation
import Primitives
import Records
import TestSupport
import Testing

/// Ways around a signed decision, each closed.
@Suite("Ways around a sign-off") struct BypassTests {
  let fixture: ReviewFixture

  init() throws { fixture = try ReviewFixture() }

  private func decide(_ act: ReviewStatement.Act) throws {
    _ = try fixture.request()
    fixture.time += 60
    _ = try fixture.ledger().decide(
      act, "alpha", reviewer: ReviewFixture.reviewer, note: "", exceptions: [], key: fixture.key("reviewer"),
      clock: fixture.clock)
    fixture.time += 60
  }

  @Test("a rejection whose files are deleted does not leave the older approval standing")
  func deletedRejection() throws {
    try decide(.approve)
    _ = try fixture.archive.write(ReviewFixture.night("2026-11-23", data: "d2"))
    try decide(.reject)
    let files = try fixture.files()
    for file in files.suffix(3) { try FileWriter.remove(file) }
    let status = try fixture.status()
    #expect(status.state == .invalid)
    #expect(status.reasons.map(\.cause) == [.chain])
    #expect(try fixture.archive.verify().map(\.path) == ["signoffs/alpha"])
    // A new statement, or a night, does not cover it up.
    #expect(diagnostic { _ = try fixture.request() }?.id == "review.chain")
    _ = try fixture.archive.write(ReviewFixture.night("2026-11-24", data: "d2"))
    try fixture.ledger().record(now: fixture.clock)
    #expect(try fixture.status().state == .invalid)
    // Nor does an older head put back: the log of heads goes on.
    let first = try FileReader.bytes(fixture.temporary.path("reports/heads.jsonl")).split(separator: 0x0A)[2]
    try FileWriter.write(Array(first), to: fixture.temporary.path("reports/head.json"))
    #expect(try fixture.status().state == .invalid)
  }

  @Test("all statements deleted leave no clean slate")
  func allDeleted() throws {
    try decide(.reject)
    try FileManager.default.removeItem(atPath: fixture.temporary.path("reports/signoffs"))
    #expect(try fixture.status().state == .invalid)
    #expect(try fixture.ledger().migrations() == ["alpha"])
  }

  @Test("statements of an archive whose head does not record them count, are named, and are recorded by a night")
  func oldArchive() throws {
    try decide(.approve)
    let head = fixture.temporary.path("reports/head.json")
    let night = try fixture.archive.snapshot(day("2026-11-20"))
    let old = JSONValue.object(["schema": 1, "trading_day": "2026-11-20", "sha256": .string(night.sha256)])
    try FileWriter.write(old.pretty, to: head)
    try FileWriter.remove(fixture.temporary.path("reports/heads.jsonl"))
    #expect(try fixture.archive.verify() == [])
    #expect(try fixture.status().state == .approved)
    #expect(try fixture.status().notes.count == 1)
    try fixture.ledger().record(now: fixture.clock)
    #expect(try fixture.status().notes == [])
    for file in try fixture.files().suffix(2) { try FileWriter.remove(file) }
    #expect(try fixture.status().state == .invalid)
  }

  @Test(
    "the author under another spelling of the name may not judge",
    arguments: [
      "WANG@example.com", "wаng@example.com", "wang\u{200B}@example.com", "ｗａｎｇ@example.com", "wang@exаmple.com",
    ])
  func lookalikes(_ name: String) throws {
    try fixture.allow([(ReviewFixture.author, "author", ""), (name, "reviewer", "")])
    _ = try fixture.request()
    let refusal = diagnostic {
      _ = try fixture.ledger().decide(
        .approve, "alpha", reviewer: name, note: "", exceptions: [], key: fixture.key("reviewer"),
        clock: fixture.clock)
    }
    #expect(refusal?.id == "review.author" || refusal?.id == "review.name")
  }

  @Test("a migration belongs to whoever asked first; another author is refused, and so is he as its reviewer")
  func otherAuthor() throws {
    _ = try fixture.request()
    let refusal = diagnostic {
      _ = try fixture.ledger().request("alpha", author: "zhao@example.com", note: "", clock: fixture.clock)
    }
    #expect(refusal?.id == "review.other-author")
    // The configuration says otherwise: the name of before stays barred.
    let ledger = ReviewLedger(
      archive: fixture.archive, allowedSigners: fixture.signers, requiresOtherThanAuthor: true,
      configuredAuthors: ["alpha": "zhao@example.com"],
      ssh: SSHSignature(environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"]))
    #expect(try ledger.status("alpha", now: fixture.clock).reasons.map(\.cause) == [.author])
    _ = try fixture.archive.write(ReviewFixture.night("2026-11-23"))
    _ = try ledger.request("alpha", author: "zhao@example.com", note: "", clock: fixture.clock)
    #expect(
      diagnostic {
        _ = try ledger.decide(
          .approve, "alpha", reviewer: ReviewFixture.author, note: "", exceptions: [], key: fixture.key("author"),
          clock: fixture.clock)
      }?.id == "review.author")
  }

  @Test("a configured author cannot ask under another name")
  func configuredAuthor() throws {
    let ledger = ReviewLedger(
      archive: fixture.archive, allowedSigners: fixture.signers, requiresOtherThanAuthor: true,
      configuredAuthors: ["alpha": ReviewFixture.author],
      ssh: SSHSignature(environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"]))
    #expect(
      diagnostic { _ = try ledger.request("alpha", author: "x@example.com", note: "", clock: fixture.clock) }?.id
        == "review.other-author")
  }

  @Test("the author's key under a second name is the author's, also where his own line has expired or is a pattern")
  func sharedKey() throws {
    for line in [(ReviewFixture.author, #"valid-before="20200101""#), ("w*@example.com", "")] {
      try fixture.allow([(line.0, "author", line.1), (ReviewFixture.reviewer, "author", "")])
      if try fixture.ledger().status("alpha", now: fixture.clock).state == .none { _ = try fixture.request() }
      let refusal = diagnostic {
        _ = try fixture.ledger().decide(
          .approve, "alpha", reviewer: ReviewFixture.reviewer, note: "", exceptions: [], key: fixture.key("author"),
          clock: fixture.clock)
      }
      #expect(refusal?.id == "review.author")
    }
  }

  @Test("a key that has expired since leaves the decision on record, and closes paper and live use")
  func expiredSince() throws {
    try fixture.allow([
      (ReviewFixture.author, "author", ""), (ReviewFixture.reviewer, "reviewer", #"valid-before="20261201""#),
    ])
    try decide(.approve)
    #expect(try fixture.ledger().approval("alpha", now: fixture.clock).reviewer == ReviewFixture.reviewer)
    fixture.time += 40 * 86_400
    let status = try fixture.status()
    #expect(status.state == .approved)
    #expect(status.notes.map(\.id) == ["review.key-no-longer-valid"])
    let refusal = diagnostic { _ = try fixture.ledger().approval("alpha", now: fixture.clock) }
    #expect(refusal?.id == "review.not-approved")
    #expect(refusal?.summary.english.contains("is not valid now") == true)
  }

  @Test("a statement with a clock set back behind its night's close is refused, and does not count")
  func clockSetBack() throws {
    // 2026-11-20 closes at 07:00 UTC.
    fixture.time = 1_795_157_999
    #expect(fixture.clock.timestamp == "2026-11-20T06:59:59+00:00")
    #expect(diagnostic { _ = try fixture.request() }?.id == "review.clock")
    fixture.time += 1
    _ = try fixture.request()
    #expect(try fixture.status().state == .inReview)
  }

  @Test(
    "a statement with blanks, an unknown or a repeated key, or gzipped is refused, though its signature is over the same",
    arguments: ["blank", "newline", "unknown", "doubled", "order", "gzip"])
  func bytes(_ way: String) throws {
    try decide(.approve)
    let path = try fixture.files()[1]
    let sound = try FileReader.bytes(path)
    let text = String(decoding: sound, as: UTF8.self)
    let changed: [UInt8] =
      switch way {
      case "blank": Array(text.replacing("\"act\":", with: "\"act\": ").utf8)
      case "newline": sound + [0x0A]
      case "unknown": Array(text.replacing("{\"act\"", with: "{\"AA\":1,\"act\"").utf8)
      case "doubled": Array(text.replacing("{\"act\"", with: "{\"act\":\"reject\",\"act\"").utf8)
      case "order": Array((text.dropLast() + ",\"act\":\"approve\"}").utf8)
      default: try Gzip.pack(sound)
      }
    #expect(changed != sound)
    try FileWriter.write(changed, to: path)
    #expect(try fixture.status().reasons.map(\.cause) == [.statement])
    #expect(try fixture.status().decision == nil)
  }
}
