import CGLib
import CSHA256

/// SHA-256 (FIPS 180-4).
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

/// Hashes a stream piece by piece: with the processor's own instructions where it has them, six times as
/// fast, else by GLib.
package struct SHA256Hasher: ~Copyable {
  private static let hasInstructions = csha256_available() != 0

  /// GLib's; nil where the processor hashes.
  private let checksum: OpaquePointer?
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  /// Bytes that fill no block yet.
  private var rest: [UInt8] = []
  private var count: UInt64 = 0

  package init() { self.init(byInstructions: true) }

  /// - Parameter byInstructions: false hashes by GLib whatever the processor has.
  package init(byInstructions: Bool) {
    checksum = byInstructions && SHA256Hasher.hasInstructions ? nil : g_checksum_new(G_CHECKSUM_SHA256)
    rest.reserveCapacity(64)
  }

  deinit { if let checksum { g_checksum_free(checksum) } }

  package mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return }
    if let checksum {
      g_checksum_update(checksum, base.assumingMemoryBound(to: UInt8.self), bytes.count)
      return
    }
    count += UInt64(bytes.count)
    var bytes = bytes[...]
    if !rest.isEmpty {
      let taken = bytes.prefix(64 - rest.count)
      rest.append(contentsOf: taken)
      bytes = bytes.dropFirst(taken.count)
      guard rest.count == 64 else { return }
      let block = rest
      block.withUnsafeBytes { SHA256Hasher.take($0, &state) }
      rest = []
    }
    let whole = bytes.count / 64 * 64
    SHA256Hasher.take(UnsafeRawBufferPointer(rebasing: bytes.prefix(whole)), &state)
    rest.append(contentsOf: bytes.dropFirst(whole))
  }

  /// A piece under a name, with its length, so that no two sequences of pieces hash alike.
  package mutating func update(labelled label: String, _ bytes: UnsafeRawBufferPointer) {
    update(Array("\(label)\u{0}\(bytes.count)\u{0}".utf8))
    update(bytes)
  }

  package consuming func finish() -> SHA256Digest {
    if let checksum { return SHA256Digest(hex: String(cString: g_checksum_get_string(checksum))) }
    // One bit, zeros, and the number of bits (FIPS 180-4, 5.1.1).
    let bits = count * 8
    var tail = rest + [0x80]
    tail += Array(repeating: 0, count: (120 - tail.count % 64) % 64)
    tail += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * UInt64($0))) }
    tail.withUnsafeBytes { SHA256Hasher.take($0, &state) }
    return SHA256Digest(hex: state.map { SHA256Hasher.hex($0) }.joined())
  }

  private static func hex(_ word: UInt32) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// Whole blocks into the state.
  private static func take(_ bytes: UnsafeRawBufferPointer, _ state: inout [UInt32]) {
    guard let base = bytes.baseAddress, bytes.count >= 64 else { return }
    state.withUnsafeMutableBufferPointer {
      csha256_blocks($0.baseAddress, base.assumingMemoryBound(to: UInt8.self), bytes.count / 64)
    }
  }
}
