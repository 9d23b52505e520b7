import CGLib

/// SHA-256 (FIPS 180-4) by GLib's checksum.
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

/// Hashes a stream piece by piece.
package struct SHA256Hasher: ~Copyable {
  private let checksum: OpaquePointer?

  package init() { checksum = g_checksum_new(G_CHECKSUM_SHA256) }

  deinit { g_checksum_free(checksum) }

  package mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return }
    g_checksum_update(checksum, base.assumingMemoryBound(to: UInt8.self), bytes.count)
  }

  /// A piece under a name, with its length, so that no two sequences of pieces hash alike.
  package mutating func update(labelled label: String, _ bytes: UnsafeRawBufferPointer) {
    update(Array("\(label)\u{0}\(bytes.count)\u{0}".utf8))
    update(bytes)
  }

  package consuming func finish() -> SHA256Digest {
    SHA256Digest(hex: String(cString: g_checksum_get_string(checksum)))
  }
}
