import Archive
import Primitives
import Records
import TestSupport
import Testing

/// What version 0.1.0 archived, signed and froze is read as it was written, and its signatures stand.
@Suite("Archive, reviews and bundle of version 0.1.0")
struct OldArchiveTests {
  let project: OldProject
  let archive: SnapshotArchive

  init() throws {
    project = try OldProject()
    archive = SnapshotArchive(folder: project.path("reports"))
  }

  private var clock: Clock { .fixed(OldProject.now) }

  private var ledger: ReviewLedger {
    ReviewLedger(
      archive: archive, allowedSigners: project.path("reports/allowed_signers"), requiresOtherThanAuthor: true,
      ssh: SSHSignature(environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"]))
  }

  private func said(_ name: String) throws -> JSONValue {
    try JSONReader.read(file: project.path("said/" + name), id: "test.said")
  }

  @Test("the material is the one that metadata.json names")
  func material() throws {
    let root = try #require(RepositoryRoot.folder) + "/" + OldProject.folder
    let named = try JSONReader.read(file: root + "/metadata.json", id: "test.metadata")["sha256"]?.objectValue ?? [:]
    #expect(named.count == 2)
    for (name, digest) in named {
      #expect(SHA256Digest(hashing: try FileReader.bytes(root + "/" + name)).hex == digest.stringValue, "\(name)")
    }
  }

  @Test("the chain verifies, and every manifest has the digest that it had")
  func chain() throws {
    #expect(try archive.verify() == [])
    let listed = try said("archive.json").arrayValue ?? []
    #expect(listed.count == 2)
    #expect(try archive.list().map(\.sha256) == listed.compactMap { $0["sha256"]?.stringValue })
    #expect(try archive.list().map(\.manifest.sha256) == listed.compactMap { $0["sha256"]?.stringValue })
  }

  @Test("comparisons are read whole, with their plain sentences, and divergences keep their cause")
  func comparisons() throws {
    for (name, verdict) in [("faithful", Comparison.Verdict.pass), ("wrong-fees", .fail)] {
      let json = try JSONReader.read(
        file: project.path("reports/2024-12-20/migrations/\(name)/comparison.json"), id: "test.comparison")
      let comparison = try #require(Comparison(json))
      #expect(comparison.verdict == verdict)
      #expect(comparison.summary.english == json["summary"]?.stringValue)
      #expect(comparison.rungs.map(\.id) == Rung.allCases)
      #expect(comparison.findings.count == json["findings"]?.arrayValue?.count)
      #expect(comparison.findings.allSatisfy { !$0.evidence.isEmpty })
      for (rung, old) in zip(comparison.rungs, json["rungs"]?.arrayValue ?? []) {
        #expect(rung.metrics.count == old["metrics"]?.arrayValue?.count)
        #expect(rung.firstDivergence?.cause.statement.english == old["first_divergence"]?["cause"]?.stringValue)
      }
      if verdict == .fail { #expect(comparison.rungs[2].firstDivergence?.cause.cause == .fees) }
    }
  }

  @Test("a review stands where 0.1.0 said that it stands, and its statements give the signed bytes")
  func reviews() throws {
    let old = try #require(try said("review.json").objectValue)
    #expect(try ledger.migrations().sorted() == old.keys.sorted())
    for (name, value) in old {
      let status = try ledger.status(name, now: clock)
      #expect(status.state.rawValue == value["state"]?.stringValue)
      #expect(status.reasons == [])
      // 0.1.0 printed its statements in the form that it signed.
      #expect(status.statements.map(\.json) == value["statements"]?.arrayValue)
      let folder = "reports/signoffs/" + name
      let files = try FileReader.names(in: project.path(folder)).filter { $0.hasSuffix(".json") }.sorted()
      #expect(
        try status.statements.map(\.bytes) == files.map { try FileReader.bytes(project.path(folder + "/" + $0)) })
      #expect(status.decision?.sha256 == value["approval"]?["statement_sha256"]?.stringValue)
    }
  }

  @Test("the bundle opens under its old approval")
  func bundle() throws {
    let bundle = try FrozenBundle(folder: project.path("reports/bundles/faithful"), ledger: ledger, now: clock)
    #expect(bundle.migration == "faithful")
    #expect(bundle.toolVersion == "0.1.0")
    #expect(bundle.approval.reviewer == "li@example.com")
    #expect(bundle.path(FrozenBundle.model) != nil && bundle.path(FrozenBundle.predictions) != nil)
  }

  @Test("a new request follows the old statements, names digests, and breaks no chain")
  func followed() throws {
    let request = try ledger.request("wrong-fees", author: "wang", note: "again", clock: clock)
    #expect(request.subject.json["configuration_digest"] != nil && request.subject.json["config_hash"] == nil)
    let status = try ledger.status("wrong-fees", now: clock)
    #expect(status.state == .inReview)
    #expect(status.statements.map(\.schema) == [1, 1, 3])
    #expect(
      try ReviewStatement(
        file: project.path("reports/signoffs/wrong-fees/" + request.compactTime + ".json")) == request)
  }

  @Test("an old decision beside which one byte was changed no longer counts")
  func tampered() throws {
    let folder = "reports/signoffs/faithful"
    let name = try #require(try FileReader.names(in: project.path(folder)).filter { $0.hasSuffix(".json") }.max())
    let path = project.path(folder + "/" + name)
    let text = try FileReader.text(path)
    for (old, new) in [("config_hash", "configuration_digest"), ("\"schema\":1", "\"schema\":2"), ("seen", "sern")] {
      try FileWriter.write(Array(text.replacing(old, with: new).utf8), to: path)
      // A renamed key says the same, and the file is still not the one that was signed.
      #expect(try ledger.status("faithful", now: clock).decision == nil, "\(old)")
    }
  }

  @Test("beside a night with new keys no digest, metric or holding differs")
  func renamedKeys() throws {
    let old = try archive.snapshot(day("2024-12-20"))
    var files: [SnapshotContent.File] = []
    for entry in old.manifest.files {
      var text = try FileReader.text(project.path("reports/2024-12-20/" + entry.path))
      for (key, new) in [
        ("config_hash", "configuration_digest"), ("data_fingerprint", "data_digest"),
        ("window_fingerprint", "window_digest"), ("model_hash", "model_digest"),
        ("predictions_hash", "predictions_digest"),
      ] { text = text.replacing("\"\(key)\"", with: "\"\(new)\"") }
      var bytes = Array(text.utf8)
      if entry.path.hasSuffix("comparison.json") {
        bytes = try #require(Comparison(try JSONReader.read(bytes))).json.pretty
      }
      files.append(.init(path: entry.path, bytes: bytes))
    }
    for entry in old.manifest.objects {
      let object = "reports/objects/\(entry.sha256.prefix(2))/\(entry.sha256).gz"
      files.append(
        .init(path: entry.path, bytes: try FileReader.unpacked(project.path(object)), isShared: true))
    }
    _ = try archive.write(
      SnapshotContent(
        day: day("2024-12-23"), toolVersion: "0.2.0", level: old.manifest.level, verdicts: old.manifest.verdicts,
        files: files))
    let diff = try archive.diff(day("2024-12-20"), day("2024-12-23"))
    #expect(diff.entries.filter { $0.kind != .file }.map(\.kind) == [.version])
    #expect(try archive.verify() == [])
    // The facts are the same; the version alone reopens what was approved.
    #expect(try ledger.status("faithful", now: clock).reasons.map(\.cause) == [.otherTool])
  }
}
