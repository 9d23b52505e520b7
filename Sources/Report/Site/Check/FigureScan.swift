/// Finds figures and words in a text that a reader should not meet there, in one pass over its bytes.
enum FigureScan {
  enum Kind: Equatable {
    /// Nine decimals or more.
    case raw
    /// 64 hexadecimal digits.
    case digest
    /// `-` before a figure, where pages write U+2212.
    case hyphen
    /// `1 days`.
    case plural
  }

  static func findings(in text: String, isEnglish: Bool) -> [(Kind, String)] {
    guard text.utf8.contains(where: isDigit) || text.utf8.count >= 64 else { return [] }
    let bytes = Array(text.utf8)
    var found: [(Kind, String)] = []
    func words(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      guard isWord(byte) else {
        if byte == 0x2D, index + 1 < bytes.count, isDigit(bytes[index + 1]), index == 0 || isOpening(bytes[index - 1]) {
          let end = bytes[(index + 1)...].firstIndex { !isWord($0) && $0 != 0x2E && $0 != 0x2C } ?? bytes.count
          found.append((.hyphen, words(index..<end)))
        }
        index += 1
        continue
      }
      let end = bytes[index...].firstIndex { !isWord($0) } ?? bytes.count
      let word = index..<end
      if word.count == 64, bytes[word].allSatisfy(isHexadecimal) { found.append((.digest, words(word))) }
      // Decimals stand behind a point that stands behind a digit.
      let isDecimals = index > 1 && bytes[index - 1] == 0x2E && isDigit(bytes[index - 2])
      if isDecimals {
        let digits = bytes[word].prefix(while: isDigit).count
        if digits >= 9 { found.append((.raw, words(start(of: index - 1, bytes)..<end))) }
      }
      // `1e-10`.
      if end + 1 < bytes.count, bytes[end] == 0x2D, isDigit(bytes[end + 1]), bytes[end - 1] == 0x65, word.count > 1,
        bytes[word].dropLast().allSatisfy(isDigit)
      {
        found.append((.hyphen, words(start(of: index, bytes)..<end + 2)))
      }
      if isEnglish, word.count == 1, byte == 0x31, index == 0 || isOpening(bytes[index - 1]), end < bytes.count,
        bytes[end] == 0x20
      {
        let next = end + 1
        let last = bytes[next...].firstIndex { !isWord($0) } ?? bytes.count
        let noun = words(next..<last)
        if counted.contains(noun) { found.append((.plural, "1 " + noun)) }
      }
      index = end
    }
    return found
  }

  /// What the pages count.
  private static let counted: Set<String> = [
    "days", "nights", "rungs", "stocks", "migrations", "previews", "factors", "findings", "problems", "orders", "fills",
    "rows", "cells", "columns", "pages", "files", "seeds", "lines", "instruments", "points", "lots", "shares", "months",
    "years", "seconds", "minutes", "changes", "models", "metrics", "entries", "steps", "weeks", "differences", "values",
  ]

  /// Of the figure that reaches to here: digits, commas and points before it.
  private static func start(of index: Int, _ bytes: [UInt8]) -> Int {
    var start = index
    while start > 0, isDigit(bytes[start - 1]) || bytes[start - 1] == 0x2C || bytes[start - 1] == 0x2E { start -= 1 }
    return start
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
  }
  private static func isHexadecimal(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x66).contains(byte) }
  /// Blank, bracket, slash, or the end of a character of another script.
  private static func isOpening(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == 0x28 || byte == 0x5B || byte >= 0x80
  }
}
