import Foundation
import Primitives
import TestSupport
import Testing

struct FileReaderTests {
  /// A reader that waited for a writer would never come back: the suite would hang.
  @Test func aPipeIsRefusedWithoutWaiting() throws {
    let place = try TemporaryFolder()
    try #require(mkfifo(place.path("pipe"), 0o644) == 0)
    try refused(place.path("pipe"))
    #expect(diagnostic { _ = try FileReader.names(in: place.path("pipe")) }?.id == "folder.unreadable")
  }

  @Test func devicesAndSocketsAreRefused() throws {
    try refused("/dev/zero")
    let place = try TemporaryFolder()
    let name = place.path("s")
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    try #require(name.utf8.count < MemoryLayout.size(ofValue: address.sun_path))
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name.utf8) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
    try refused(name)
  }

  private func refused(_ path: String) throws {
    #expect(diagnostic { _ = try FileReader.bytes(path) }?.id == "file.unreadable")
    #expect(diagnostic { _ = try FileReader.text(path) }?.id == "file.unreadable")
    let found = diagnostic { _ = try HeldFile(path) }
    #expect(found?.id == "file.unreadable")
    #expect(found?.exit == .input)
  }

  /// A file of 8 GB without a block on the disk: reading it would take minutes and all memory.
  @Test func aFileBeyondItsLimitIsNamedAtOnce() throws {
    let place = try TemporaryFolder()
    let path = try place.write("x", to: "pred.csv")
    try #require(truncate(path, 8 << 30) == 0)
    for kind in FileKind.allCases {
      let found = diagnostic { _ = try FileReader.bytes(path, as: kind) }
      #expect(found?.id == "file.too-large")
      #expect(found?.exit == .input)
      #expect(found?.place?.file == path)
      #expect(found?.summary.english.contains("8,589,934,592") == true, "\(found?.summary.english ?? "")")
    }
  }

  @Test func aFileAtItsLimitIsRead() throws {
    let place = try TemporaryFolder()
    let limit = FileKind.signature.bytesMax
    let path = try place.write([UInt8](repeating: 7, count: limit), to: "key.sig")
    #expect(try FileReader.bytes(path, as: .signature).count == limit)
    try place.write([UInt8](repeating: 7, count: limit + 1), to: "key.sig")
    #expect(diagnostic { _ = try FileReader.bytes(path, as: .signature) }?.id == "file.too-large")
  }

  /// Where the file were mapped, the last line would end the process.
  @Test func aHeldFileOutlivesItsCut() throws {
    let place = try TemporaryFolder()
    let path = try place.write([UInt8](repeating: 7, count: 100_000), to: "close.day.bin")
    let held = try #require(try HeldFile(path))
    try #require(truncate(path, 0) == 0)
    #expect(held.bytes.count == 100_000)
    #expect(held.bytes.allSatisfy { $0 == 7 })
  }
}
