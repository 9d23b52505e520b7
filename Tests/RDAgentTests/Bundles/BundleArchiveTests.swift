import Foundation
import Primitives
import RDAgent
import TestSupport
import Testing

/// What a zip file may hold before anything of it is written.
struct BundleArchiveTests {
  private typealias Member = MadeZip.Member

  /// The reason by its identifier; nil where it is taken.
  private func refusal(
    _ members: [MadeZip.Member], limits: BundleArchive.Limits = BundleArchive.Limits()
  ) throws -> String? {
    let bytes = try MadeZip.bytes(members)
    do {
      try BundleArchive(bytes, limits: limits).unpack { _, _ in }
      return nil
    } catch let refusal as BundleRefusal { return refusal.reason.id }
  }

  @Test("members are unpacked byte for byte, stored and deflated, empty ones and folders included")
  func members() throws {
    let long = String(repeating: "因子 factor\n", count: 20_000)
    let bytes = try MadeZip.bytes([
      Member("a/", "").with { $0.mode = 0o040755 }, Member("a/长.py", long),
      Member("b.yaml", "").with { $0.isDeflated = false },
      Member("a/c d (1).txt", "text").with { $0.isDeflated = false },
    ])
    let archive = try BundleArchive(bytes)
    #expect(archive.folders == ["a"])
    var found: [String: String] = [:]
    try archive.unpack { found[$0.path] = String(decoding: $1, as: UTF8.self) }
    #expect(found == ["a/长.py": long, "b.yaml": "", "a/c d (1).txt": "text"])
  }

  @Test(
    "a name that leads out of the bundle, is absolute, hides a folder or moves a terminal is refused",
    arguments: [
      "/etc/passwd", "../x", "a/../../x", "a/..", "..", ".", "./x", "a/./b", "a//b", "//x", "C:\\x", "C:/x", "c:x",
      "a\\b", "..\\x", "a/b\\..\\c", "x\u{1}y", "x\ny", "x\u{7F}", "con. ", "a. /b", "a/", "",
      "x/\u{301}../../../y", String(repeating: "d/", count: 20) + "f", String(repeating: "n", count: 300),
    ])
  func names(name: String) throws {
    let id = try refusal([Member(name), Member("z.py")])
    #expect(id == "bundle.name-unsafe" || (name == "a/" && id == "bundle.not-plain"), "\(name): \(id ?? "taken")")
  }

  @Test("a name with a NUL, which libzip reads as a blank, and one that is no UTF-8 are refused")
  func bytes() throws {
    #expect(try refusal([Member(Array("a\0.py".utf8), [1])]) == "bundle.name-unsafe")
    #expect(try refusal([Member([0x61, 0xFF], [1])]) == "bundle.name-not-unicode")
    #expect(try refusal([Member("a .py")]) == nil)
  }

  @Test("two members of one name are refused, also where only case or composition tells them apart")
  func twice() throws {
    #expect(try refusal([Member("a.py"), Member("a.py")]) != nil)
    #expect(try refusal([Member("a.py"), Member("A.PY")]) == "bundle.name-twice")
    #expect(try refusal([Member("W/a.py"), Member("w/b.py")]) == "bundle.name-twice")
    #expect(try refusal([Member("\u{E9}"), Member("e\u{301}")]) == "bundle.name-twice")
    #expect(try refusal([Member("a"), Member("a/b")]) == "bundle.file-and-folder")
    #expect(try refusal([Member("a/b"), Member("a")]) == "bundle.file-and-folder")
    #expect(try refusal([Member("a/b/c"), Member("a/b/d"), Member("a/e")]) == nil)
    #expect(try refusal([Member("Received.json")]) == "bundle.name-reserved")
    #expect(try refusal([Member("a/received.json")]) == nil)
  }

  @Test(
    "a link, a device, a pipe and a socket are refused whatever system wrote them",
    arguments: [0o120777, 0o020644, 0o060644, 0o010644, 0o140644])
  func kinds(mode: Int) throws {
    #expect(try refusal([Member("a", "/etc/passwd").with { $0.mode = mode }]) == "bundle.not-plain")
  }

  @Test("a folder with content, and a file with the mode of a folder, are refused; no mode at all is a file")
  func folders() throws {
    #expect(try refusal([Member("a/", "x"), Member("b")]) != nil)
    #expect(try refusal([Member("a").with { $0.mode = 0o040755 }]) == "bundle.not-plain")
    #expect(try refusal([Member("a").with { $0.mode = 0 }]) == nil)
  }

  @Test("an encrypted member and an unknown method are refused before anything is read")
  func methods() throws {
    #expect(try refusal([Member("a").with { $0.flags = 1 }]) == "bundle.encrypted")
    #expect(try refusal([Member("a").with { $0.method = 12 }]) == "bundle.method")
    #expect(try refusal([Member("a").with { $0.method = 99 }]) != nil)
  }

  @Test("a gigabyte of zeros that says so, or that says it is small, is refused and never unpacked")
  func bombs() throws {
    let zeros = [UInt8](repeating: 0, count: 8 << 20)
    let start = ContinuousClock.now
    #expect(try refusal([Member(Array("a".utf8), zeros)]) == "bundle.bomb")
    // 1 GB stated, 8 KB there.
    #expect(
      try refusal([Member(Array("a".utf8), zeros).with { $0.statedSize = 1 << 30 }]) == "bundle.member-too-large")
    #expect(try refusal([Member(Array("a".utf8), zeros).with { $0.statedSize = 100 }]) == "bundle.grows")
    #expect(try refusal([Member("a", "12345").with { $0.statedSize = 7 }]) != nil)
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test("many members, and members that are large together only, are refused")
  func limits() throws {
    var limits = BundleArchive.Limits()
    (limits.members, limits.bytes) = (3, 25)
    let member = Member("a", "1234567890")
    #expect(try refusal([member, member.with { $0.name = [0x62] }], limits: limits) == nil)
    #expect(
      try refusal([member, member.with { $0.name = [0x62] }, member.with { $0.name = [0x63] }], limits: limits)
        == "bundle.too-large")
    #expect(try refusal((0..<4).map { Member("\($0)") }, limits: limits) == "bundle.too-many")
  }

  @Test("a wrong checksum and an empty zip file are refused")
  func checksum() throws {
    #expect(try refusal([Member("a").with { $0.statedCRC = 7 }]) == "bundle.zip-damaged")
    #expect(try refusal([]) == "bundle.empty")
  }

  @Test("a zip file that is cut anywhere, or whose bytes are changed one by one, is refused or unpacks as it was")
  func damage() throws {
    let whole = try MadeZip.bundle("90edfd67-aac2-43ce-aeae-25930e7f96d8")
    var content: [String: [UInt8]] = [:]
    try BundleArchive(whole).unpack { content[$0.path] = $1 }
    #expect(content.count == 5)
    for count in 0..<whole.count {
      #expect(throws: BundleRefusal.self, "cut at \(count)") { _ = try BundleArchive(Array(whole[..<count])) }
    }
    for place in whole.indices {
      var bytes = whole
      bytes[place] ^= 0x55
      var found: [String: [UInt8]] = [:]
      do { try BundleArchive(bytes).unpack { found[$0.path] = $1 } } catch is BundleRefusal { continue }
      // A name, a time or a mode changed: every content is still what its checksum says.
      #expect(found.values.sorted { $0.count < $1.count } == content.values.sorted { $0.count < $1.count }, "\(place)")
    }
  }
}

/// RD-Agent's own bundles.
@Suite(.enabled(if: SharedMaterial.isPresent, Comment(rawValue: SharedMaterial.absence)))
struct RealBundleTests {
  @Test(
    "every member has the size, the checksum and the digest of its listing",
    arguments: ["loop0_bundle", "loop3_bundle", "bootstrap_loop0_bundle", "bootstrap_loop3_bundle"])
  func listing(name: String) throws {
    let folder = SharedMaterial.path("rdagent/bundles/")
    let listing = try JSONReader.read(FileReader.bytes(folder + name + ".listing.json"))
    let wanted = (listing["entries"]?.arrayValue ?? []).filter { $0["in_data_zip"]?.boolValue == true }
    let archive = try BundleArchive(FileReader.bytes(folder + name + ".data.zip"))
    var (found, rewritten): ([String: JSONValue], Set<String>) = ([:], [])
    try archive.unpack { member, content in
      // The material names another place of the machine than the listing, which is of the recorded file.
      if String(decoding: content, as: UTF8.self).contains("RD-Agent-main") { rewritten.insert(member.path) }
      found[member.path] = [
        "size": .integer(content.count), "sha256": .string(SHA256Digest(hashing: content).hex),
        "crc32": .string(String(member.crc, radix: 16)),
      ]
    }
    #expect(found.count == wanted.count && rewritten.count <= 3 && wanted.count >= 11)
    for entry in wanted {
      let path = try #require(entry["name"]?.stringValue)
      if rewritten.contains(path) { continue }
      #expect(found[path]?["size"] == entry["size"] && found[path]?["sha256"] == entry["sha256"], "\(path)")
      let crc = try #require(entry["crc32"]?.stringValue)
      #expect(found[path]?["crc32"] == .string(String(try #require(UInt32(crc, radix: 16)), radix: 16)), "\(path)")
    }
  }
}
