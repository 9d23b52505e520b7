import Foundation
import Primitives
import TestSupport
import Testing

/// What the exporter says of its sandbox reaches the reader of every result that rests on it.
@Suite("Values made without a sandbox")
struct UnsandboxedReferenceTests {
  let program: Program

  init() throws { program = try Program() }

  private func record(_ sandbox: String, sha256: String) throws {
    try program.temporary.write(
      #"{"sandbox":\#(sandbox),"values":{"sha256":"\#(sha256)"}}"#, to: "reference.json")
  }

  private func verify(_ more: String...) throws -> Program.Result {
    try program.run(
      ["factors", "verify", "--market", "demo", "--reference", "reference.csv", "--exprs", "exprs.tsv", "--json"] + more
    )
  }

  private static let none = #"{"kind":"none","unsandboxed":true,"why":"bwrap is not installed"}"#

  @Test("verify reads the record beside the reference, says it, and keeps it in the library")
  func verification() throws {
    try program.temporary.write("M\tMean($close,3)\n", to: "exprs.tsv")
    let computed = try program.run(
      "factors", "compute", "--market", "demo", "--universe", "all", "--exprs", "exprs.tsv", "--start", "2024-12-02",
      "--output", "reference.csv")
    #expect(computed.exit == 0, "\(computed.err)")
    let digest = SHA256Digest(hashing: try FileReader.bytes(program.path("reference.csv"))).hex

    let bare = try verify()
    #expect(bare.exit == 0 && bare.json?["reference"]?["sandbox"] == .null && bare.json?["findings"] == [])

    try record(UnsandboxedReferenceTests.none, sha256: digest)
    try program.temporary.write(
      #"{"schema":1,"factors":[{"name":"M","expression":"Mean($close,3)"}]}"#, to: "library.json")
    let said = try verify("--library", "library.json", "--factor", "M", "--by", "a.person")
    #expect(said.json?["reference"]?["sandbox"]?["unsandboxed"] == true, "\(said.err)")
    #expect(said.json?["findings"]?.arrayValue?.map { $0["id"] } == ["exporter.unsandboxed"])
    #expect(said.err.contains("exporter.unsandboxed"))
    let library = try JSONReader.read(try FileReader.bytes(program.path("library.json")))
    #expect(library["factors"]?.arrayValue?.first?["state"]?["against"]?["unsandboxed"] == true)

    try record(#"{"kind":"bwrap","unsandboxed":false,"why":null}"#, sha256: "00")
    let other = try verify()
    #expect(other.json?["findings"]?.arrayValue?.map { $0["id"] } == ["factor.reference-record-differs"])

    try program.temporary.write(#"{"note":"of somebody's own"}"#, to: "reference.json")
    #expect(try verify().json?["findings"] == [])
    try program.temporary.write("{", to: "reference.json")
    let damaged = try verify()
    #expect(damaged.exit == 3 && damaged.diagnostics == ["factor.reference-record"])
  }

  @Test("a migration whose export was made without a sandbox has the finding on its page, and versions with sources")
  func migration() throws {
    let folder = Program.demo("demo-faithful")
    for name in try FileReader.names(in: folder) {
      try program.temporary.write(try FileReader.bytes(Path.join(folder, name)), to: "ws/" + name)
    }
    guard case .object(var export) = try JSONReader.read(try FileReader.bytes(Path.join(folder, "export.json"))) else {
      Issue.record("export.json is no object")
      return
    }
    export["sandbox"] = try JSONReader.read(Array(UnsandboxedReferenceTests.none.utf8))
    try program.temporary.write(JSONValue.object(export).canonical, to: "ws/export.json")
    try program.temporary.write(
      "migrations:\n  - {id: wild, workspace: ws, rungs: [reported]}\n", to: "aistock.yaml")
    let night = try program.run("nightly", "--date", "2024-12-31", "--json")
    #expect(night.exit == 0, "\(night.err)")
    let page = try FileReader.text(program.path("site/en/migrations/wild.html"))
    #expect(page.contains("Foreign code ran without a sandbox") && page.contains("bwrap is not installed"))
    #expect(page.contains("qlib 0.9.7") && page.contains("the Python that exported the record"))
    let judged = try program.run(
      "reconcile", "--workspace", "ws", "--market", "demo", "--rungs", "reported", "--output", "out")
    let comparison = try JSONReader.read(try FileReader.bytes(program.path("out/comparison.json")))
    let qlib = comparison["evidence"]?["versions"]?.arrayValue?.first { $0["name"] == "qlib" }
    #expect(qlib?["version"] == "0.9.7" && qlib?["source"]?["id"] == "versions.exported-name", "\(judged.err)")
  }
}
