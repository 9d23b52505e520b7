import Archive
import Foundation
import Primitives
import Records
import TestSupport
import Testing

/// Seeded tamperings over archive, sign-off and bundle; every one must be found.
///
/// `AISTOCK_TAMPERINGS` sets how many; a failure names seed and number, so that it can be made again.
@Suite("many tamperings of archive, sign-off and bundle") struct ManyTamperingsTests {
  private static let count =
    ProcessInfo.processInfo.environment["AISTOCK_TAMPERINGS"].flatMap { Int($0) } ?? 120

  private enum Way: String, CaseIterable {
    case flipped, shortened, lengthened, emptied, removed, linked, hardLinked, folder, emptyFolder, beside, swapped
    case blanks, unknownKey, doubledKey, memberAppended, memberPrepended, packedAgain
  }

  @Test("every one of them is found, and the world is sound again after each")
  func all() throws {
    let world = try SealedWorld()
    #expect(try world.archive.verify() == [])
    #expect(world.soundness() == (true, true, true))
    let files = try world.files()
    var random = SeededRandom(seed: 13)
    var made = 0
    while made < ManyTamperingsTests.count {
      let file = files[random.whole(0...(files.count - 1))]
      let way = Way.allCases[random.whole(0...(Way.allCases.count - 1))]
      guard try tamper(world, file, way, files, &random) else { continue }
      made += 1
      let sound = world.soundness()
      let what: Comment = "number \(made): \(way.rawValue) \(file)"
      if file.hasPrefix("bundles/") {
        #expect(!sound.bundle, what)
      } else {
        #expect(!(sound.archive && sound.approval), what)
      }
      try world.restore()
    }
    #expect(world.soundness() == (true, true, true))
  }

  /// False where the way does not apply to the file.
  private func tamper(
    _ world: SealedWorld, _ file: String, _ way: Way, _ files: [String], _ random: inout SeededRandom
  ) throws -> Bool {
    let path = world.path(file)
    let bytes = try FileReader.bytes(path)
    var changed = bytes
    let isJSON = file.hasSuffix(".json")
    let isPacked = file.hasSuffix(".gz")
    switch way {
    case .flipped:
      guard !bytes.isEmpty else { return false }
      // In the armour of a signature some bits say nothing: there a letter in the middle is changed.
      let isSignature = file.hasSuffix(".sig")
      let place = isSignature ? bytes.count / 2 : random.whole(0...(bytes.count - 1))
      if isSignature, bytes[place] == 0x0A { return false }
      changed[place] = isSignature ? (bytes[place] == 0x41 ? 0x42 : 0x41) : bytes[place] ^ 1
    case .shortened:
      guard bytes.count > 60 || !file.hasSuffix(".sig") else { return false }
      changed.removeLast(file.hasSuffix(".sig") ? 60 : 1)
    case .lengthened:
      // What follows the armour of a signature is not read.
      if file.hasSuffix(".sig"), !file.hasPrefix("bundles/") { return false }
      changed.append(0x0A)
    case .emptied: changed = []
    case .swapped:
      let other = try FileReader.bytes(world.path(files[random.whole(0...(files.count - 1))]))
      guard other != bytes else { return false }
      changed = other
    case .blanks:
      guard isJSON else { return false }
      changed = [0x20] + bytes
    case .unknownKey:
      guard isJSON, bytes.first == UInt8(ascii: "{") else { return false }
      changed = Array(#"{"AA":1,"#.utf8) + bytes.dropFirst()
    case .doubledKey:
      guard isJSON, bytes.starts(with: Array("{\"".utf8)), let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
      else { return false }
      changed = Array(bytes[0..<colon]) + Array(":null,".utf8) + bytes.dropFirst()
    case .memberAppended:
      guard isPacked else { return false }
      changed = bytes + (try Gzip.pack([]))
    case .memberPrepended:
      guard isPacked else { return false }
      changed = try Gzip.pack([]) + bytes
    case .packedAgain:
      guard isPacked else { return false }
      changed = try Gzip.pack(try Gzip.unpack(bytes, path: path), level: 9)
      if changed == bytes { changed = try Gzip.pack(try Gzip.unpack(bytes, path: path), level: 0) }
    case .removed:
      try FileManager.default.removeItem(atPath: path)
      return true
    case .linked, .hardLinked:
      let outside = world.review.temporary.path("outside-\(random.next())")
      try FileWriter.write(bytes, to: outside)
      try FileManager.default.removeItem(atPath: path)
      if way == .linked {
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: outside)
      } else {
        try FileManager.default.linkItem(atPath: outside, toPath: path)
      }
      return true
    case .folder:
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      return true
    case .emptyFolder, .beside:
      let beside = Path.join(Path.folder(of: path), "beside-\(random.next())")
      if way == .beside {
        try FileWriter.write([1], to: beside)
      } else {
        try FileManager.default.createDirectory(atPath: beside, withIntermediateDirectories: false)
      }
      return true
    }
    try FileWriter.write(changed, to: path)
    return true
  }
}
