import Primitives
import TestSupport
import Testing

struct SHA256Tests {
  /// Example vectors of FIPS 180-2, appendix B, and the hash of nothing.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func publishedVectorsAreMet(text: String, hex: String) {
    #expect(SHA256Digest(hashing: text).hex == hex)
  }

  @Test func aMillionLettersHashInPieces() {
    var hasher = SHA256Hasher()
    for _ in 0..<1000 { hasher.update([UInt8](repeating: UInt8(ascii: "a"), count: 1000)) }
    #expect(
      hasher.finish().hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  /// However the bytes are cut into pieces, for every length around the edges of a block.
  @Test func piecesGiveTheDigestOfTheWhole() {
    var random = SeededRandom(seed: 17)
    for length in 0...300 {
      let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      var pieces = SHA256Hasher()
      var start = 0
      while start < length {
        let end = min(length, start + random.whole(1...90))
        pieces.update(Array(bytes[start..<end]))
        start = end
      }
      let digest = pieces.finish()
      #expect(digest == SHA256Digest(hashing: bytes), "\(length) bytes")
    }
  }

  /// Two sequences of pieces with the same bytes in a row hash differently.
  @Test func labelsKeepPiecesApart() {
    func hash(_ pieces: [(String, String)]) -> String {
      var hasher = SHA256Hasher()
      for (label, text) in pieces {
        Array(text.utf8).withUnsafeBytes { hasher.update(labelled: label, $0) }
      }
      return hasher.finish().hex
    }
    let hashes = [
      hash([("a", "12"), ("b", "3")]), hash([("a", "1"), ("b", "23")]),
      hash([("a", "123"), ("b", "")]),
      hash([("ab", "12"), ("", "3")]),
    ]
    #expect(Set(hashes).count == hashes.count)
  }
}
