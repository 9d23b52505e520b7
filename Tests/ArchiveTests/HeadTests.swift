import Archive
import Foundation
import Primitives
import Records
import TestSupport
import Testing

@Suite("The archive's head: what a third party can hold on to")
struct HeadTests {
  private func problems(_ world: SealedWorld) throws -> [String] {
    try world.archive.verify().map { "\($0.kind.rawValue) \($0.path)" }
  }

  @Test("a head that is signed says by whom, and one that is not says that anybody can remake it")
  func signer() throws {
    let signed = try SealedWorld()
    #expect(signed.archive.headState()?.signer == SealedWorld.operatorName)
    let world = try SealedWorld(isSigned: false)
    #expect(try problems(world) == [])
    let state = try #require(world.archive.headState())
    #expect(state.signer == nil)
    #expect(state.message.english.contains("anybody who can write here can remake it"))
    #expect(state.sha256 == SHA256Digest(hashing: try FileReader.bytes(world.path("head.json"))).hex)
  }

  @Test("a removed head, an older one put back and a lost signature are found")
  func tampered() throws {
    let world = try SealedWorld()
    try FileWriter.remove(world.path("head.json"))
    #expect(try problems(world).contains("missing head.json"))
    try world.restore()
    let lines = try FileReader.bytes(world.path("heads.jsonl")).split(separator: 0x0A).map(Array.init)
    for line in lines.dropLast() {
      try FileWriter.write(line, to: world.path("head.json"))
      #expect(try problems(world).contains("changed head.json"))
    }
    try world.restore()
    try FileWriter.remove(world.path("head.json.sig"))
    #expect(try problems(world) == ["missing head.json.sig"])
    try world.restore()
    try FileWriter.remove(world.path("heads.jsonl"))
    #expect(try problems(world) == ["missing heads.jsonl"])
  }

  @Test("a future night forged with the right parent is found, with and without a pending head made for it")
  func forgedNight() throws {
    let world = try SealedWorld()
    let parent = try world.archive.snapshot(day("2026-11-22"))
    var manifest = parent.manifest
    manifest.day = day("2026-11-23")
    manifest.parent = .init(day: day("2026-11-22"), sha256: parent.sha256)
    try FileManager.default.copyItem(atPath: world.path("2026-11-22"), toPath: world.path("2026-11-23"))
    try FileWriter.write(manifest.bytes, to: world.path("2026-11-23/manifest.json"))
    #expect(try problems(world) == ["added manifest.json"])
    let head = try FileReader.text(world.path("head.json"))
    let forged = head.replacing("2026-11-22", with: "2026-11-23").replacing(parent.sha256, with: manifest.sha256)
      .replacing(
        try #require(try JSONReader.read(Array(head.utf8))["previous"]?.stringValue),
        with: SHA256Digest(hashing: Array(head.utf8)).hex)
    let pending = JSONValue.object(["schema": 1, "head": .string(forged), "objects": []])
    try FileWriter.write(pending.canonical, to: world.path("pending.json"))
    #expect(try !problems(world).isEmpty, "no signature covers the pending head")
    try FileWriter.write(Array(forged.utf8), to: world.path("head.json"))
    #expect(try problems(world).contains("changed head.json.sig"))
  }

  @Test(
    "the newest night changed, and manifest, head and log made anew, is found by the signature and by a kept digest")
  func remade() throws {
    for isSigned in [true, false] {
      let world = try SealedWorld(isSigned: isSigned)
      let kept = try #require(world.archive.headState()).sha256
      #expect(try world.archive.anchor(kept) == .current(try world.newest()))
      let old = try world.archive.snapshot(day("2026-11-22")).sha256
      var manifest = try world.archive.snapshot(day("2026-11-22")).manifest
      manifest.verdicts[0].verdict = "FAIL"
      try FileWriter.write(manifest.bytes, to: world.path("2026-11-22/manifest.json"))
      #expect(try problems(world).contains("changed manifest.json"))
      // The log is a chain: whoever remakes it remakes each line behind the first one that names the night.
      var before: String?
      var lines: [String] = []
      for line in try FileReader.text(world.path("heads.jsonl")).split(separator: "\n") {
        var text = String(line).replacing(old, with: manifest.sha256)
        let previous = try JSONReader.read(Array(text.utf8))["previous"]?.stringValue
        if let previous, let before { text = text.replacing(previous, with: before) }
        before = SHA256Digest(hashing: Array(text.utf8)).hex
        lines.append(text)
      }
      try FileWriter.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: world.path("heads.jsonl"))
      try FileWriter.write(Array((lines.last ?? "").utf8), to: world.path("head.json"))
      #expect(try problems(world) == (isSigned ? ["changed head.json.sig"] : []))
      #expect(try world.archive.anchor(kept) == .unknown)
    }
  }

  @Test("a kept digest is found among earlier heads and manifests, and a foreign one is not")
  func anchors() throws {
    let world = try SealedWorld()
    // The first line is that of a night which a later run of its day replaced.
    let first = try FileReader.bytes(world.path("heads.jsonl")).split(separator: 0x0A)[1]
    let night = try world.archive.snapshot(day("2026-11-20"))
    let reference = ArchiveReference(day: day("2026-11-20"), sha256: night.sha256)
    #expect(try world.archive.anchor(SHA256Digest(hashing: Array(first)).hex) == .ancestor(reference))
    #expect(try world.archive.anchor(night.sha256.uppercased()) == .night(reference))
    #expect(try world.archive.anchor(String(repeating: "0", count: 64)) == .unknown)
    // A head whose statements are gone is known, and what it says is lost.
    let kept = try #require(world.archive.headState()).sha256
    try FileManager.default.removeItem(atPath: world.path("signoffs"))
    #expect(try world.archive.anchor(kept) == .lost(try world.newest()))
  }

  @Test("an object that a replaced night leaves behind is taken away, and nothing else is")
  func swept() throws {
    let fixture = try ArchiveFixture()
    try fixture.writeThree()
    var night = ArchiveFixture.night("2024-01-04")
    night.files.append(.init(path: "migrations/alpha/own.csv", bytes: Array("own\n".utf8), isShared: true))
    _ = try fixture.archive.write(night)
    let own = "reports/objects/\(SHA256Digest(hashing: Array("own\n".utf8)).hex.prefix(2))"
    #expect(FileReader.isFolder(fixture.temporary.path(own)))
    #expect(try fixture.problems() == [])
    _ = try fixture.archive.write(ArchiveFixture.night("2024-01-04"))
    #expect(try FileReader.names(in: fixture.temporary.path(own)) == [])
    #expect(try fixture.problems() == [])
  }
}

extension SealedWorld {
  fileprivate func newest() throws -> ArchiveReference {
    ArchiveReference(day: day("2026-11-22"), sha256: try archive.snapshot(day("2026-11-22")).sha256)
  }
}
