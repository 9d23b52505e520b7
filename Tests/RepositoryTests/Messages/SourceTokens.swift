/// A piece of Swift source, as far as calls with literal arguments need it.
struct SourceToken: Equatable {
  enum Kind: Equatable {
    case word(String)
    case symbol(Character)
    /// The value of a string literal; an interpolation is left out of it and reported.
    case text(String, isInterpolated: Bool)
  }

  var kind: Kind
  /// Counted from 1.
  var line: Int

  func isSymbol(_ symbol: Character) -> Bool { kind == .symbol(symbol) }

  var word: String? {
    if case .word(let word) = kind { word } else { nil }
  }
}

/// Reads Swift source into tokens: comments are left out, literals of every form are one token, code inside an
/// interpolation follows in a list of its own.
struct SourceLexer {
  private let bytes: [UInt8]
  private var place = 0
  private var line: Int
  private(set) var tokens: [SourceToken] = []
  /// The code of interpolations.
  private(set) var inner: [[SourceToken]] = []

  /// All lists of tokens of a source: its own first.
  static func lists(_ source: String) -> [[SourceToken]] {
    var lexer = SourceLexer(Array(source.utf8), line: 1)
    lexer.run()
    return [lexer.tokens] + lexer.inner
  }

  private init(_ bytes: [UInt8], line: Int) {
    self.bytes = bytes
    self.line = line
  }

  private func byte(_ offset: Int = 0) -> UInt8 { place + offset < bytes.count ? bytes[place + offset] : 0 }

  private func starts(_ text: StaticString) -> Bool {
    for offset in 0..<text.utf8CodeUnitCount where byte(offset) != text.utf8Start[offset] { return false }
    return true
  }

  private mutating func advance() {
    if byte() == UInt8(ascii: "\n") { line += 1 }
    place += 1
  }

  private mutating func run() {
    while place < bytes.count {
      let next = byte()
      if starts("//") {
        while place < bytes.count, byte() != UInt8(ascii: "\n") { place += 1 }
      } else if starts("/*") {
        skipBlockComment()
      } else if let hashes = literalStart() {
        readText(hashes)
      } else if SourceLexer.isName(next) {
        let start = place
        while place < bytes.count, SourceLexer.isName(byte()) { place += 1 }
        tokens.append(SourceToken(kind: .word(String(decoding: bytes[start..<place], as: UTF8.self)), line: line))
      } else if next == UInt8(ascii: "/"), beginsRegex() {
        skipRegex()
      } else {
        if next > 0x20, next < 0x7F {
          tokens.append(SourceToken(kind: .symbol(Character(UnicodeScalar(next))), line: line))
        }
        advance()
      }
    }
  }

  private static func isName(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || byte >= 0x80 || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }

  private mutating func skipBlockComment() {
    var depth = 0
    repeat {
      if starts("/*") {
        (depth, place) = (depth + 1, place + 2)
      } else if starts("*/") {
        (depth, place) = (depth - 1, place + 2)
      } else {
        advance()
      }
    } while depth > 0 && place < bytes.count
  }

  /// A slash opens a regex where no value can stand before it.
  private func beginsRegex() -> Bool {
    guard byte(1) != UInt8(ascii: " "), byte(1) != UInt8(ascii: "=") else { return false }
    switch tokens.last?.kind {
    case .symbol(let symbol): return "(,=:{[".contains(symbol)
    case .word(let word): return ["return", "in", "case"].contains(word)
    default: return false
    }
  }

  private mutating func skipRegex() {
    place += 1
    while place < bytes.count, byte() != UInt8(ascii: "/"), byte() != UInt8(ascii: "\n") {
      place += byte() == UInt8(ascii: "\\") ? 2 : 1
    }
    place += 1
  }

  /// The number of `#` before a quote; nil where no text begins here.
  private func literalStart() -> Int? {
    var hashes = 0
    while byte(hashes) == UInt8(ascii: "#") { hashes += 1 }
    return byte(hashes) == UInt8(ascii: "\"") ? hashes : nil
  }

  private mutating func readText(_ hashes: Int) {
    let start = line
    place += hashes
    let isBlock = starts("\"\"\"")
    place += isBlock ? 3 : 1
    var value: [UInt8] = []
    var isInterpolated = false
    while place < bytes.count {
      if ends(hashes, isBlock) {
        place += (isBlock ? 3 : 1) + hashes
        break
      }
      if byte() == UInt8(ascii: "\\"), (0..<hashes).allSatisfy({ byte(1 + $0) == UInt8(ascii: "#") }) {
        place += 1 + hashes
        if byte() == UInt8(ascii: "(") {
          isInterpolated = true
          skipInterpolation()
        } else {
          readEscape(into: &value)
        }
      } else {
        value.append(byte())
        advance()
      }
    }
    let text = String(decoding: value, as: UTF8.self)
    tokens.append(
      SourceToken(kind: .text(isBlock ? Self.unindented(text) : text, isInterpolated: isInterpolated), line: start))
  }

  private func ends(_ hashes: Int, _ isBlock: Bool) -> Bool {
    guard isBlock ? starts("\"\"\"") : byte() == UInt8(ascii: "\"") else { return false }
    return (0..<hashes).allSatisfy { byte((isBlock ? 3 : 1) + $0) == UInt8(ascii: "#") }
  }

  private mutating func readEscape(into value: inout [UInt8]) {
    switch byte() {
    case UInt8(ascii: "n"): value.append(UInt8(ascii: "\n"))
    case UInt8(ascii: "t"): value.append(UInt8(ascii: "\t"))
    // A line that goes on: the break is taken out with the indentation of the next.
    case UInt8(ascii: "\n"): value.append(contentsOf: [0, UInt8(ascii: "\n")])
    case UInt8(ascii: "u"):
      let open = place + 2
      while byte() != UInt8(ascii: "}"), place < bytes.count { place += 1 }
      let code = UInt32(String(decoding: bytes[min(open, place)..<place], as: UTF8.self), radix: 16)
      if let scalar = code.flatMap(UnicodeScalar.init) { value.append(contentsOf: Array(String(scalar).utf8)) }
    default: value.append(byte())
    }
    advance()
  }

  /// The code between the parentheses is read by itself.
  private mutating func skipInterpolation() {
    var code = SourceLexer(bytes, line: line)
    code.place = place + 1
    code.runToClosingParenthesis()
    if !code.tokens.isEmpty { inner.append(code.tokens) }
    inner.append(contentsOf: code.inner)
    (place, line) = (code.place, code.line)
  }

  private mutating func runToClosingParenthesis() {
    var depth = 1
    while place < bytes.count {
      if let hashes = literalStart() {
        readText(hashes)
        continue
      }
      if byte() == UInt8(ascii: "(") { depth += 1 }
      if byte() == UInt8(ascii: ")") { depth -= 1 }
      if depth == 0 {
        place += 1
        return
      }
      if SourceLexer.isName(byte()) {
        let start = place
        while place < bytes.count, SourceLexer.isName(byte()) { place += 1 }
        tokens.append(SourceToken(kind: .word(String(decoding: bytes[start..<place], as: UTF8.self)), line: line))
      } else {
        if byte() > 0x20, byte() < 0x7F {
          tokens.append(SourceToken(kind: .symbol(Character(UnicodeScalar(byte()))), line: line))
        }
        advance()
      }
    }
  }

  /// A block text as the compiler takes it: without its first break, its last line, and the indentation of that.
  private static func unindented(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count >= 2 else { return text }
    let indentation = lines.removeLast().prefix { $0 == " " }.count
    return lines.dropFirst().map { String($0.dropFirst(indentation)) }.joined(separator: "\n").replacing(
      "\0\n", with: "")
  }
}
