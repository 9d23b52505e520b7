import Archive
import Foundation
import Primitives
import Records
import TestSupport

/// An archive of one judged migration, two people with keys of their own, and a clock.
final class ReviewFixture {
  static let author = "wang@example.com"
  static let reviewer = "li@example.com"
  /// 2026-11-23T08:41:33+00:00.
  static let start = 1_795_423_293.0

  let temporary: TemporaryFolder
  let archive: SnapshotArchive
  var time = ReviewFixture.start

  init() throws {
    temporary = try TemporaryFolder()
    archive = SnapshotArchive(folder: temporary.path("reports"))
    for name in ["author", "reviewer", "stranger"] { try makeKey(name) }
    try allow([(ReviewFixture.author, "author", ""), (ReviewFixture.reviewer, "reviewer", "")])
    _ = try archive.write(ReviewFixture.night("2026-11-20"))
  }

  var clock: Clock { .fixed(time) }
  func key(_ name: String) -> String { temporary.path("keys/" + name) }
  var signers: String { temporary.path("allowed_signers") }

  func ledger(strict: Bool = true) -> ReviewLedger {
    ReviewLedger(
      archive: archive, allowedSigners: signers, requiresOtherThanAuthor: strict,
      ssh: SSHSignature(environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"]))
  }

  /// Lines of the allowed-signers file: person, key, options such as `valid-before="20261101"`.
  func allow(_ people: [(person: String, key: String, options: String)]) throws {
    let lines = try people.map { person, key, options in
      let publicKey = try FileReader.text(self.key(key) + ".pub")
      return person + (options.isEmpty ? " " : " \(options) ") + publicKey
    }
    try temporary.write(lines.joined(), to: "allowed_signers")
  }

  private func makeKey(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: temporary.path("keys"), withIntermediateDirectories: true)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/ssh-keygen")
    process.arguments = ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", key(name)]
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
  }

  /// A night that judged `alpha`, with the facts that can change.
  static func night(
    _ date: String, verdict: String = "PASS", tool: String = "1.0", data: String = "d1",
    config: String = "c1",
    model: String = "m1", predictions: String = "p1", findings: [String] = ["market.field-missing"],
    migration: String = "alpha"
  ) -> SnapshotContent {
    let list = findings.map { #"{"id":"\#($0)","severity":"warning"}"# }.joined(separator: ",")
    let run = #"{"configuration_digest":"\#(config)","predictions_digest":"\#(predictions)""#
    return SnapshotContent(
      day: day(date), toolVersion: tool, level: 0,
      verdicts: [.init(migration: migration, verdict: verdict)],
      files: [
        .init(
          path: "migrations/\(migration)/comparison.json",
          bytes: Array(#"{"findings":[\#(list)]}"#.utf8)),
        .init(
          path: "migrations/\(migration)/recorded/run.json",
          bytes: Array(#"\#(run),"model_digest":"\#(model)","data_digest":null}"#.utf8)),
        .init(
          path: "migrations/\(migration)/replayed/run.json",
          bytes: Array(#"\#(run),"model_digest":null,"data_digest":"\#(data)"}"#.utf8)),
      ])
  }

  func request() throws -> ReviewStatement {
    try ledger().request("alpha", author: ReviewFixture.author, note: "", clock: clock)
  }

  @discardableResult
  func approve(exceptions: [ReviewStatement.Exception] = []) throws -> ReviewStatement {
    _ = try request()
    time += 60
    return try ledger().decide(
      .approve, "alpha", reviewer: ReviewFixture.reviewer, note: "seen", exceptions: exceptions,
      key: key("reviewer"),
      clock: clock)
  }

  func status(strict: Bool = true) throws -> ReviewStatus {
    try ledger(strict: strict).status("alpha", now: clock)
  }

  /// Files about `alpha`, sorted.
  func files() throws -> [String] {
    try FileReader.names(in: temporary.path("reports/signoffs/alpha")).map {
      temporary.path("reports/signoffs/alpha/" + $0)
    }
  }
}
