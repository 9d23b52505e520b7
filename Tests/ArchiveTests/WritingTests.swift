import Archive
import Primitives
import Records
import TestSupport
import Testing

@Suite("Writing snapshots")
struct WritingTests {
  let fixture: ArchiveFixture

  init() throws { fixture = try ArchiveFixture() }

  @Test("a snapshot holds its plain files, and its shared file once under its hash")
  func layout() throws {
    try fixture.writeThree()
    // sha256sum of "score", newline, "0.5", newline.
    let hash = "59569f042d57d59c243578b704b6a54381f3c25d58e17319b040c6a3efb65a37"
    let names = try fixture.bytes().keys.sorted()
    let objects = names.filter { $0.hasPrefix("reports/objects/") }
    #expect(
      objects == ["reports/objects/\(hash.prefix(2))/\(hash).gz"], "three nights share one object")
    #expect(
      names.filter { $0.hasPrefix("reports/2024-01-03/") } == [
        "reports/2024-01-03/manifest.json", "reports/2024-01-03/migrations/alpha/comparison.json",
        "reports/2024-01-03/migrations/alpha/recorded/report.csv",
      ])
    // Three nights of three files, the object, the head and its log.
    #expect(names.count == 3 * 3 + 3, "nothing of the writing is left behind")
  }

  @Test("the first night has no parent, the others the manifest before them")
  func chain() throws {
    let written = try fixture.writeThree()
    #expect(written[0].manifest.parent == nil)
    #expect(written[1].manifest.parent == .init(day: day("2024-01-02"), sha256: written[0].sha256))
    #expect(written[2].manifest.parent == .init(day: day("2024-01-03"), sha256: written[1].sha256))
    let onDisk = try FileReader.bytes(fixture.temporary.path("reports/2024-01-03/manifest.json"))
    #expect(SHA256Digest(hashing: onDisk).hex == written[1].sha256)
    #expect(try fixture.archive.list() == written, "what is read back is what was written")
    #expect(try fixture.problems().isEmpty)
  }

  @Test("equal nights give equal bytes in another folder, and a second writing changes none")
  func determinism() throws {
    let other = try ArchiveFixture()
    try fixture.writeThree()
    try other.writeThree()
    let first = try fixture.bytes()
    #expect(try other.bytes() == first)
    try fixture.writeThree()
    #expect(try fixture.bytes() == first)
  }

  @Test("the order in which files are handed over does not matter")
  func order() throws {
    let other = try ArchiveFixture()
    var turned = ArchiveFixture.night("2024-01-02")
    turned.files.reverse()
    let one = try fixture.archive.write(ArchiveFixture.night("2024-01-02"))
    #expect(try other.archive.write(turned) == one)
  }

  @Test("the head is replaced by a night that names the manifests it replaced, oldest first")
  func replacedHead() throws {
    let first = try fixture.archive.write(ArchiveFixture.night("2024-01-02"))
    let second = try fixture.archive.write(
      ArchiveFixture.night("2024-01-02", comparison: "differs"))
    #expect(second.manifest.replaces == [first.sha256])
    let third = try fixture.archive.write(
      ArchiveFixture.night("2024-01-02", comparison: "differs again"))
    #expect(third.manifest.replaces == [first.sha256, second.sha256])
    #expect(try fixture.problems().isEmpty)
    let again = try fixture.archive.write(
      ArchiveFixture.night("2024-01-02", comparison: "differs again"))
    #expect(again == third, "writing the same once more replaces nothing")
  }

  @Test("a day that a later one rests on is sealed: refused, and no byte changes")
  func sealed() throws {
    try fixture.writeThree()
    let before = try fixture.bytes()
    let refusal = diagnostic {
      _ = try fixture.archive.write(ArchiveFixture.night("2024-01-03", comparison: "rewritten"))
    }
    #expect(refusal?.id == "archive.sealed")
    #expect(refusal?.exit == .input)
    #expect(try fixture.bytes() == before)
    #expect(
      try fixture.archive.write(ArchiveFixture.night("2024-01-03")).sha256
        == fixture.archive.list()[1].sha256,
      "the same content is no rewriting")
  }

  @Test("a day between two others cannot be slipped in")
  func slippedIn() throws {
    _ = try fixture.archive.write(ArchiveFixture.night("2024-01-02"))
    _ = try fixture.archive.write(ArchiveFixture.night("2024-01-04"))
    let before = try fixture.bytes()
    let refusal = diagnostic { _ = try fixture.archive.write(ArchiveFixture.night("2024-01-03")) }
    #expect(refusal?.id == "archive.sealed", "the link of 2024-01-04 would break")
    #expect(try fixture.bytes() == before)
  }

  @Test("a damaged head is written again where the night is the same")
  func repaired() throws {
    _ = try fixture.archive.write(ArchiveFixture.night("2024-01-02"))
    try fixture.temporary.write(
      "tampered", to: "reports/2024-01-02/migrations/alpha/comparison.json")
    _ = try fixture.archive.write(ArchiveFixture.night("2024-01-02"))
    #expect(try fixture.problems().isEmpty)
  }

  @Test("a damaged object is written again with the night that needs it")
  func repairedObject() throws {
    _ = try fixture.archive.write(ArchiveFixture.night("2024-01-02"))
    let names = try fixture.bytes().keys.sorted()
    let object = try #require(names.first { $0.hasPrefix("reports/objects/") })
    try fixture.temporary.write("tampered", to: object)
    _ = try fixture.archive.write(ArchiveFixture.night("2024-01-02"))
    #expect(try fixture.problems().isEmpty)
  }

  @Test("the manifest states its level and the verdicts, and reads back equal")
  func manifest() throws {
    let snapshot = try fixture.archive.write(ArchiveFixture.night("2024-01-02", level: 2))
    let path = fixture.temporary.path("reports/2024-01-02/manifest.json")
    let json = try JSONReader.read(FileReader.bytes(path))
    #expect(json["level"] == 2)
    #expect(json["schema"] == 1)
    #expect(json["trading_day"] == "2024-01-02")
    #expect(json["parent"] == JSONValue.null)
    #expect(json["verdicts"] == [["migration": "alpha", "verdict": "PASS"]])
    #expect(json["files"]?.arrayValue?.first?["size"] == 8, "'faithful' has eight bytes")
    #expect(try Manifest(file: path) == snapshot.manifest)
  }

  @Test("an empty archive lists nothing and has no problem")
  func empty() throws {
    #expect(try fixture.archive.list().isEmpty)
    #expect(try fixture.problems().isEmpty)
  }
}
