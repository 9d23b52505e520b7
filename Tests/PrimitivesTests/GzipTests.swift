import Primitives
import TestSupport
import Testing

struct GzipTests {
  @Test(arguments: [0, 1, 100, 70_000])
  func packedBytesComeBack(count: Int) throws {
    var random = SeededRandom(seed: UInt64(count))
    let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.whole(0...9)) }
    let packed = try Gzip.pack(bytes)
    #expect(packed.starts(with: [0x1F, 0x8B]))
    #expect(try Gzip.unpack(packed, path: "x.gz") == bytes)
  }

  /// Expands far beyond the first guess of the buffer.
  @Test func zerosExpandBeyondTheFirstBuffer() throws {
    let zeros = [UInt8](repeating: 0, count: 3_000_000)
    let packed = try Gzip.pack(zeros)
    #expect(packed.count < 10_000)
    #expect(try Gzip.unpack(packed, path: "x.gz") == zeros)
  }

  /// Bytes 4 to 7 are the time of packing (RFC 1952): always 0, so that equal content is equal bytes.
  @Test func equalContentIsEqualBytes() throws {
    let bytes = Array("the same every night".utf8)
    let packed = try Gzip.pack(bytes)
    #expect(packed == (try Gzip.pack(bytes)))
    #expect(packed[4..<8].allSatisfy { $0 == 0 })
  }

  /// `printf a | gzip -n`, by hand: a stored block of one byte.
  @Test func readsAMemberWrittenByHand() throws {
    let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    let stored: [UInt8] = [1, 1, 0, 0xFE, 0xFF, 0x61]
    // CRC-32 of "a" is e8b7be43 (little-endian here), the length 1.
    let trailer: [UInt8] = [0x43, 0xBE, 0xB7, 0xE8, 1, 0, 0, 0]
    let member = header + stored + trailer
    #expect(try Gzip.unpack(member, path: "x.gz") == [0x61])
    #expect(try Gzip.unpack(member + member, path: "x.gz") == [0x61, 0x61])
  }

  @Test func aCutFileIsDamageAtEveryLength() throws {
    let packed = try Gzip.pack(Array("1,2,3\n4,5,6\n".utf8))
    for count in 2..<packed.count {
      let found = diagnostic { _ = try Gzip.unpack(Array(packed.prefix(count)), path: "x.gz") }
      #expect(found?.id == "gzip.damaged", "\(count) of \(packed.count) bytes")
      #expect(found?.place?.file == "x.gz")
    }
  }

  @Test func aFlippedBitIsDamage() throws {
    var packed = try Gzip.pack(Array("1,2,3\n4,5,6\n".utf8))
    packed[packed.count - 8] ^= 1
    #expect(diagnostic { _ = try Gzip.unpack(packed, path: "x.gz") }?.id == "gzip.damaged")
  }

  @Test func oneMemberMeansNothingBehindIt() throws {
    let packed = try Gzip.pack(Array("1,2,3\n".utf8))
    #expect(try Gzip.unpack(packed, path: "x.gz", members: .one) == Array("1,2,3\n".utf8))
    for behind in [try Gzip.pack([]), packed, [0], [0x1F, 0x8B]] {
      let found = diagnostic { _ = try Gzip.unpack(packed + behind, path: "x.gz", members: .one) }
      #expect(found?.id == "gzip.damaged")
    }
    #expect(try Gzip.unpack(packed + Gzip.pack([]), path: "x.gz") == Array("1,2,3\n".utf8))
  }

  @Test func contentBeyondItsLimitIsRefused() throws {
    let limit = FileKind.signature.bytesMax
    let atLimit = [UInt8](repeating: 7, count: limit)
    #expect(try Gzip.unpack(Gzip.pack(atLimit), path: "x.gz", as: .signature) == atLimit)
    for count in [limit + 1, 40 * limit] {
      let packed = try Gzip.pack([UInt8](repeating: 7, count: count))
      let found = diagnostic { _ = try Gzip.unpack(packed, path: "x.gz", as: .signature) }
      #expect(found?.id == "file.too-large")
      #expect(found?.exit == .input)
    }
  }

  /// The size in the trailer is a guess only: a wrong one neither reserves memory nor cuts.
  @Test func aFalseSizeInTheTrailerIsDamage() throws {
    var packed = try Gzip.pack(Array("1,2,3\n".utf8))
    for place in packed.count - 4..<packed.count { packed[place] = 0xFF }
    #expect(diagnostic { _ = try Gzip.unpack(packed, path: "x.gz") }?.id == "gzip.damaged")
  }
}
