import Archive
import Foundation
import Primitives
import Records
import TestSupport
import Testing

@Suite("Verifying snapshots")
struct TamperingTests {
  let fixture: ArchiveFixture

  init() throws {
    fixture = try ArchiveFixture()
    try fixture.writeThree()
  }

  private func path(_ name: String) -> String {
    fixture.temporary.path("reports/2024-01-03/" + name)
  }

  @Test("a changed byte of equal length is found")
  func changed() throws {
    try fixture.temporary.write(
      "faithfuL", to: "reports/2024-01-03/migrations/alpha/comparison.json")
    #expect(try fixture.problems() == ["2024-01-03 changed migrations/alpha/comparison.json"])
  }

  @Test("a file that is gone is found")
  func missing() throws {
    try FileManager.default.removeItem(atPath: path("migrations/alpha/recorded/report.csv"))
    #expect(try fixture.problems() == ["2024-01-03 missing migrations/alpha/recorded/report.csv"])
  }

  @Test(
    "a file that the manifest does not know is found, a hidden one too",
    arguments: ["extra.json", ".hidden"])
  func added(_ name: String) throws {
    try fixture.temporary.write("more", to: "reports/2024-01-03/" + name)
    #expect(try fixture.problems() == ["2024-01-03 added \(name)"])
  }

  @Test("a manifest that was rewritten to fit its tampered file breaks the link after it")
  func rewrittenManifest() throws {
    try fixture.temporary.write(
      "tampered", to: "reports/2024-01-03/migrations/alpha/comparison.json")
    var manifest = try Manifest(file: path("manifest.json"))
    let digest = SHA256Digest(hashing: "tampered")
    let index = try #require(manifest.files.firstIndex { $0.path.hasSuffix("comparison.json") })
    manifest.files[index].sha256 = digest.hex
    try fixture.temporary.write(manifest.bytes, to: "reports/2024-01-03/manifest.json")
    #expect(try fixture.problems() == ["2024-01-04 broken link manifest.json"])
  }

  @Test("a verdict turned from FAIL to PASS in a manifest breaks the link after it")
  func turnedVerdict() throws {
    let text = try FileReader.text(path("manifest.json")).replacing("\"PASS\"", with: "\"FAIL\"")
    try fixture.temporary.write(text, to: "reports/2024-01-03/manifest.json")
    #expect(try fixture.problems() == ["2024-01-04 broken link manifest.json"])
  }

  @Test("a manifest that is no manifest is unreadable, and the night after it hangs in the air")
  func unreadableManifest() throws {
    try fixture.temporary.write("{\"schema\":1,", to: "reports/2024-01-03/manifest.json")
    #expect(
      try fixture.problems() == [
        "2024-01-03 unreadable manifest.json", "2024-01-04 broken link manifest.json",
      ])
  }

  @Test("a manifest that is gone is unreadable too")
  func missingManifest() throws {
    try FileManager.default.removeItem(atPath: path("manifest.json"))
    #expect(
      try fixture.problems() == [
        "2024-01-03 unreadable manifest.json", "2024-01-04 broken link manifest.json",
      ])
  }

  @Test("a night taken out of the middle breaks the link of the next")
  func removedNight() throws {
    try FileManager.default.removeItem(atPath: fixture.temporary.path("reports/2024-01-03"))
    #expect(try fixture.problems() == ["2024-01-04 broken link manifest.json"])
  }

  @Test("the first night taken away breaks the link of the second")
  func removedFirst() throws {
    try FileManager.default.removeItem(atPath: fixture.temporary.path("reports/2024-01-02"))
    #expect(try fixture.problems() == ["2024-01-03 broken link manifest.json"])
  }

  @Test("a night copied to another day is found")
  func copiedNight() throws {
    try FileManager.default.copyItem(
      atPath: fixture.temporary.path("reports/2024-01-04"),
      toPath: fixture.temporary.path("reports/2024-01-05"))
    let problems = try fixture.problems()
    #expect(problems.contains("2024-01-05 changed manifest.json"))
    #expect(problems.contains("2024-01-05 broken link manifest.json"))
  }

  @Test(
    "an object that is damaged or gone is found in every night that rests on it",
    arguments: [true, false])
  func object(_ isRemoved: Bool) throws {
    let object = try #require(try fixture.bytes().keys.first { $0.hasPrefix("reports/objects/") })
    if isRemoved {
      try FileManager.default.removeItem(atPath: fixture.temporary.path(object))
    } else {
      try fixture.temporary.write([0x1F, 0x8B, 8, 0, 0, 0], to: object)
    }
    let problems = try fixture.problems()
    #expect(problems.count == 3)
    #expect(problems.allSatisfy { $0.contains("migrations/alpha/predictions.csv (object ") })
    #expect(problems.allSatisfy { $0.contains(isRemoved ? " missing " : " changed ") })
  }

  @Test("a folder in the place of a file is found, and does not end the check")
  func folderForFile() throws {
    let name = "migrations/alpha/comparison.json"
    try FileManager.default.removeItem(atPath: path(name))
    try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: false)
    let problems = try fixture.problems()
    #expect(problems.contains { $0.hasPrefix("2024-01-03 ") && $0.hasSuffix(name) })
    #expect(
      problems.allSatisfy { $0.hasPrefix("2024-01-03 ") }, "the manifest of the day is as it was")
  }

  @Test("statements, bundles and a README belong beside the nights; another folder or file does not")
  func otherFolders() throws {
    try fixture.temporary.write("signed", to: "reports/signoffs/alpha/2024.json")
    try fixture.temporary.write("notes", to: "reports/README.md")
    #expect(try fixture.problems().isEmpty)
    try fixture.temporary.write("draft", to: "reports/2024-1-5/notes.txt")
    try fixture.temporary.write("draft", to: "reports/notes.txt")
    #expect(try fixture.problems() == ["2024-01-04 added 2024-1-5", "2024-01-04 added notes.txt"])
    #expect(try fixture.archive.days().map(\.description) == ArchiveFixture.dates)
  }
}
