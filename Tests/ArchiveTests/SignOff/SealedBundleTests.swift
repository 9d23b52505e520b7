import Archive
import Foundation
import Primitives
import Records
import TestSupport
import Testing

@Suite("A bundle under the reviewer's signature")
struct SealedBundleTests {
  @Test("it opens without the archive, says so, and needs the allowed signers")
  func withoutArchive() throws {
    let world = try SealedWorld()
    let bundle = world.review.temporary.path("elsewhere")
    try FileManager.default.copyItem(atPath: world.bundleFolder, toPath: bundle)
    try FileManager.default.removeItem(atPath: world.root)
    let opened = try FrozenBundle(folder: bundle, ledger: world.ledger, now: world.review.clock)
    #expect(!opened.isHeldToArchive)
    let permit = try opened.permit(for: .live)
    #expect(permit.added(to: [:])["permit"]?["held_to_archive"]?.boolValue == false)
    #expect(permit.lines.contains { $0.id == "review.no-archive" })
    // The signatures in it are held to the signers all the same.
    try world.review.allow([(ReviewFixture.author, "author", "")])
    #expect(
      diagnostic { _ = try FrozenBundle(folder: bundle, ledger: world.ledger, now: world.review.clock) }?.id
        == "review.not-approved")
  }

  @Test("what the row of damage names is found: factors, review, rules, program, added and leaving paths, links")
  func damage() throws {
    let world = try SealedWorld()
    func refusal(_ act: () throws -> Void) throws -> String? {
      try act()
      let found = diagnostic { _ = try world.open() }
      try world.restore()
      return found?.id
    }
    let document = world.path("bundles/alpha/bundle.json")
    func rewrite(_ old: String, _ new: String) throws {
      let text = try FileReader.text(document)
      let changed = text.replacing(old, with: new)
      #expect(changed != text)
      try FileWriter.write(Array(changed.utf8), to: document)
    }
    let factors = world.path("bundles/alpha/factors.tsv")
    let bytes = try FileReader.bytes(factors)
    for changed in [Array("F1\t$open\n".utf8), []] {
      let found = try refusal {
        try FileWriter.write(changed, to: factors)
        try rewrite(SHA256Digest(hashing: bytes).hex, SHA256Digest(hashing: changed).hex)
        try rewrite("\"size\":\(bytes.count)", "\"size\":\(changed.count)")
      }
      #expect(found == "bundle.changed")
    }
    let entry = Manifest.Entry(path: "factors.tsv", size: bytes.count, sha256: SHA256Digest(hashing: bytes).hex)
    let listed = "{\"path\":\"\(entry.path)\",\"sha256\":\"\(entry.sha256)\",\"size\":\(entry.size)},"
    let dropped = try refusal {
      try FileWriter.remove(factors)
      try rewrite(listed, "")
    }
    #expect(dropped == "bundle.changed")
    let added = try refusal {
      try FileWriter.write(bytes, to: world.path("bundles/alpha/more.tsv"))
      try rewrite(listed, listed + listed.replacing("factors", with: "more"))
    }
    #expect(added == "bundle.changed")
    #expect(try refusal { try rewrite("\"factors.tsv\"", "\"../alpha/factors.tsv\"") } == "bundle.damaged")
    #expect(try refusal { try rewrite("\"qlib\"", "\"none\"") } == "bundle.changed")
    #expect(try refusal { try rewrite("\"version\":\"1.0\"", "\"version\":\"1.1\"") } == "bundle.changed")
    let review = world.path("bundles/alpha/review")
    #expect(try refusal { try FileManager.default.removeItem(atPath: review) } == "bundle.changed")
    let linked = try refusal {
      try FileManager.default.moveItem(atPath: factors, toPath: world.review.temporary.path("factors.tsv"))
      try FileManager.default.createSymbolicLink(
        atPath: factors, withDestinationPath: world.review.temporary.path("factors.tsv"))
    }
    #expect(linked == "bundle.changed")
    #expect(diagnostic { _ = try world.open() } == nil)
  }
}
