import Foundation
import Primitives
import RDAgent
import TestSupport
import Testing

/// Bundles on the disk.
struct BundleStoreTests {
  private let folder: TemporaryFolder
  private let store: BundleStore
  private let id: BundleID

  init() throws {
    folder = try TemporaryFolder()
    store = BundleStore(besideState: folder.path("state.sqlite"))
    id = try #require(BundleID("90edfd67-aac2-43ce-aeae-25930e7f96d8"))
  }

  private func keep(_ bytes: [UInt8]) throws -> ReceivedBundle {
    try store.keep(id, BundleArchive(bytes)) { members, manifest in
      let read = BundleManifest(manifest, paths: Set(members.map(\.path)), id: id, loops: [])
      let json: JSONValue = [
        "schema": 1, "asset_bundle_id": .string(id.text), "source": "http://x", "received_at_utc": "t",
        "bytes": .integer(bytes.count), "sha256": .string(SHA256Digest(hashing: bytes).hex), "content_type": "zip",
        "manifest": .string(read.form.rawValue), "findings": .array(read.findings.map(\.json)), "confirmed": [:],
        "members": .array(
          members.map { ["path": .string($0.path), "size": .integer($0.size), "sha256": .string($0.sha256)] }),
      ]
      return try #require(ReceivedBundle(json))
    }
  }

  @Test("a bundle stands whole with its document, and reads back as it was noted")
  func keep() throws {
    #expect(try store.standing(id) == nil && store.all() == [])
    let bundle = try keep(MadeZip.bundle(id.text))
    #expect(bundle.manifest == .nested && bundle.findings == [] && bundle.members.count == 5)
    #expect(try store.standing(id, thoroughly: true) == bundle)
    #expect(try store.all() == [id])
    let files = try folder.contents().filter { !FileReader.isFolder(folder.path($0)) }
    #expect(files.count == 6 && files.allSatisfy { $0.hasPrefix("bundles/\(id.text)/") })
    let noted = try store.note(bundle, confirmedBy: "http://x", at: "2026-11-29T00:00:00+00:00")
    #expect(try store.standing(id) == noted && noted.confirmed == ["http://x": "2026-11-29T00:00:00+00:00"])
  }

  @Test("a member that is damaged leaves nothing behind")
  func damaged() throws {
    let bytes = try MadeZip.bytes([.init("a/b.py"), MadeZip.Member("c.py").with { $0.statedCRC = 1 }])
    #expect(throws: BundleRefusal.self) { _ = try keep(bytes) }
    #expect(try folder.contents() == ["bundles"])
  }

  @Test("nothing is written over: a second bundle of the identifier is refused by the disk")
  func occupied() throws {
    let first = try keep(MadeZip.bundle(id.text))
    let error = #expect(throws: Diagnostic.self) { _ = try keep(MadeZip.bytes([.init("other.py")])) }
    #expect(error?.id == "file.unwritable")
    #expect(try store.standing(id, thoroughly: true) == first)
    #expect(try FileReader.names(in: folder.path("bundles")) == [id.text])
  }

  @Test("a file that is gone, changed, grown or a link now is no received bundle")
  func changed() throws {
    let bundle = try keep(MadeZip.bundle(id.text))
    let path = Path.join(store.place(of: id), bundle.members[1].path)
    let bytes = try FileReader.bytes(path)
    try FileWriter.write(bytes.dropLast() + [0], to: path)
    #expect(try store.standing(id) != nil)
    #expect(throws: Diagnostic.self) { _ = try store.standing(id, thoroughly: true) }
    try FileWriter.write(bytes + [0], to: path)
    #expect(throws: Diagnostic.self) { _ = try store.standing(id) }
    try FileManager.default.removeItem(atPath: path)
    #expect(throws: Diagnostic.self) { _ = try store.standing(id) }
    try FileWriter.write(bytes, to: folder.path("elsewhere"))
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: folder.path("elsewhere"))
    #expect(throws: Diagnostic.self) { _ = try store.standing(id) }
    try FileManager.default.removeItem(atPath: path)
    try FileWriter.write(bytes, to: path)
    #expect(try store.standing(id, thoroughly: true) == bundle)
    try FileWriter.write([0x7B], to: Path.join(store.place(of: id), ReceivedBundle.fileName))
    let error = #expect(throws: Diagnostic.self) { _ = try store.standing(id) }
    #expect(error?.id == "bundle.standing-damaged" && error?.exit == .input)
  }

  @Test("what a killed process left is removed, what a living one or somebody else left is not")
  func recover() throws {
    let dead = ".\(id.text).receiving-2147483646/a/b.py"
    let others = [
      ".\(id.text).receiving-1/x", ".\(id.text).receiving-x/x", ".other.receiving-2147483646/x", "notes.txt",
    ]
    for path in [dead] + others { try folder.write("x", to: "bundles/" + path) }
    try store.recover()
    #expect(!FileReader.exists(folder.path("bundles/.\(id.text).receiving-2147483646")))
    for path in others { #expect(FileReader.exists(folder.path("bundles/" + path)), "\(path)") }
    #expect(try store.all() == [])
  }
}
