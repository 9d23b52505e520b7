import CCrypto

/// A SHA-256 digest (FIPS 180-4).
package struct SHA256Digest: Hashable, Sendable, CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  package let hex: String

  package init(hashing bytes: some Sequence<UInt8>) {
    var hasher = SHA256Hasher()
    hasher.update(Array(bytes))
    self = hasher.finish()
  }

  package init(hashing text: String) { self.init(hashing: Array(text.utf8)) }

  fileprivate init(hex: String) { self.hex = hex }

  package var description: String { hex }
}

/// Digests a stream piece by piece with libcrypto, which uses the processor's own instructions.
package struct SHA256Hasher: ~Copyable {
  /// Fetched once: a fetch costs more than the digest of a short text.
  nonisolated(unsafe) private static let algorithm = EVP_MD_fetch(nil, "SHA256", nil)

  private let context: OpaquePointer

  package init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex2(context, SHA256Hasher.algorithm, nil) == 1 else {
      preconditionFailure("libcrypto has SHA-256")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  package mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    precondition(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1, "a digest takes any bytes")
  }

  /// A piece under a name, with its length, so that no two sequences of pieces have one digest.
  package mutating func update(labelled label: String, _ bytes: UnsafeRawBufferPointer) {
    update(Array("\(label)\u{0}\(bytes.count)\u{0}".utf8))
    update(bytes)
  }

  package consuming func finish() -> SHA256Digest {
    let digits = Array("0123456789abcdef".utf8)
    let bytes = [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
      var length: UInt32 = 0
      precondition(EVP_DigestFinal_ex(context, buffer.baseAddress, &length) == 1, "a digest ends once")
      count = Int(length)
    }
    return SHA256Digest(
      hex: String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self))
  }
}
