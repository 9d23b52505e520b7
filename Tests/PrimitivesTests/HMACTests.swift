import Primitives
import Testing

@Suite("Message authentication codes")
struct HMACTests {
  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { (String($0 >> 4, radix: 16) + String($0 & 15, radix: 16)) }.joined()
  }

  /// RFC 4231, test cases 1, 2 and 6 (a key longer than a block).
  @Test("the codes are those of the published vectors")
  func publishedVectors() {
    #expect(
      hex(HMACSHA256.code(of: Array("Hi There".utf8), key: Array(repeating: 0x0b, count: 20)))
        == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
    #expect(
      hex(HMACSHA256.code(of: Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8)))
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    #expect(
      hex(
        HMACSHA256.code(
          of: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
          key: Array(repeating: 0xaa, count: 131)))
        == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }

  /// Of nothing under nothing, as `python3 -c 'import hmac; print(hmac.new(b"", b"", "sha256").hexdigest())'` gives it.
  @Test("an empty key and an empty message have a code")
  func emptyInput() {
    #expect(
      hex(HMACSHA256.code(of: [], key: []))
        == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
  }
}
