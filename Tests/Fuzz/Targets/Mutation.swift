import TestSupport

/// Makes damaged inputs out of sound ones: the same seed and number give the same bytes.
package struct Mutation {
  /// Sound inputs; at least one.
  package let seeds: [[UInt8]]
  /// Texts that readers are known to stumble over, of the format and of all formats.
  package let words: [[UInt8]]

  package init(seeds: [[UInt8]], words: [String]) {
    self.seeds = seeds
    self.words = (words + Mutation.commonWords).map { Array($0.utf8) }
  }

  private static let commonWords = [
    "", "0", "-1", "1", "nan", "NaN", "inf", "-inf", "1e400", "-1e400", "1e-400", "9223372036854775807",
    "-9223372036854775808", "9223372036854775808", "18446744073709551616", "4294967296", "2147483648", "1e308",
    "5e-324",
    "0x10", "1_000", "\u{FEFF}", "\u{0}", "\n", "\r", "\r\n", "\t", " ", ",", ";", "=", ":", "\"", "'", "\\", "{", "}",
    "[",
    "]", "(", ")", "&", "*", "%", "#", "../", "/", ".", "..", "null", "true", "\u{FF10}", "é", "贵州茅台", "\u{202E}",
  ]

  /// The bytes of one case: up to four changes, each of one place, to one of the seeds.
  package func bytes(seed: UInt64, number: Int) -> [UInt8] {
    var random = SeededRandom(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(bitPattern: Int64(number)))
    var bytes = seeds[random.whole(0...seeds.count - 1)]
    for _ in 0..<(random.whole(0...3) == 0 ? random.whole(2...4) : 1) { change(&bytes, &random) }
    return bytes
  }

  private func change(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
    guard !bytes.isEmpty else {
      bytes = words[random.whole(0...words.count - 1)]
      return
    }
    let place = random.whole(0...bytes.count - 1)
    switch random.whole(0...9) {
    case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
    case 1: bytes[place] ^= 1 << UInt8(random.whole(0...7))
    case 2: bytes.removeSubrange(place...)
    case 3: bytes.removeSubrange(place..<min(place + random.whole(1...64), bytes.count))
    case 4: bytes.insert(contentsOf: words[random.whole(0...words.count - 1)], at: place)
    case 5: replaceToken(&bytes, at: place, with: words[random.whole(0...words.count - 1)])
    case 6: replaceToken(&bytes, at: place, with: Array(token(bytes, at: random.whole(0...bytes.count - 1))))
    case 7: removeLine(&bytes, at: place)
    case 8: repeatLine(&bytes, at: place, times: random.whole(0...9) == 0 ? 400 : 1)
    default:
      let other = seeds[random.whole(0...seeds.count - 1)]
      guard !other.isEmpty else { return }
      let from = random.whole(0...other.count - 1)
      bytes.replaceSubrange(
        place..<min(place + random.whole(1...256), bytes.count),
        with: other[from..<min(from + random.whole(1...256), other.count)])
    }
  }

  private static func isOfToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }

  private func range(_ bytes: [UInt8], at place: Int, _ belongs: (UInt8) -> Bool) -> Range<Int> {
    var (low, high) = (place, place)
    while low > 0, belongs(bytes[low - 1]) { low -= 1 }
    while high < bytes.count, belongs(bytes[high]) { high += 1 }
    return low..<high
  }

  private func token(_ bytes: [UInt8], at place: Int) -> ArraySlice<UInt8> {
    bytes[range(bytes, at: place, Mutation.isOfToken)]
  }

  private func replaceToken(_ bytes: inout [UInt8], at place: Int, with word: [UInt8]) {
    bytes.replaceSubrange(range(bytes, at: place, Mutation.isOfToken), with: word)
  }

  private func removeLine(_ bytes: inout [UInt8], at place: Int) {
    bytes.removeSubrange(range(bytes, at: place) { $0 != UInt8(ascii: "\n") })
  }

  private func repeatLine(_ bytes: inout [UInt8], at place: Int, times: Int) {
    let line = range(bytes, at: place) { $0 != UInt8(ascii: "\n") }
    let text = Array(bytes[line]) + [UInt8(ascii: "\n")]
    for _ in 0..<times { bytes.insert(contentsOf: text, at: line.lowerBound) }
  }
}
