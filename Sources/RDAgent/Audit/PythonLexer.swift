import Foundation
import Primitives

/// Splits Python source into tokens, without running or understanding it.
///
/// Follows the reference manual, chapter 2: line joining by brackets and backslashes, comments, every form of
/// string. Formatted strings are read as of Python 3.12 (PEP 701), which reads older ones alike; their values
/// are streams of tokens of their own.
struct PythonLexer {
  struct Failure: Error, Equatable {
    var line: Int
    /// One sentence.
    var what: Message
  }

  /// The file's tokens first, then those of each formatted value.
  private(set) var streams: [[PythonToken]] = []

  private let source: [Unicode.Scalar]
  private var place = 0
  private var line = 1
  private var depth = 0

  /// Formatted strings inside one another.
  private static let depthMax = 40

  /// - Parameter source: with `\n` as the only line end.
  static func streams(_ source: String) throws -> [[PythonToken]] {
    var lexer = PythonLexer(source: Array(source.unicodeScalars))
    let main = try lexer.tokens(until: nil, on: nil)
    return [main] + lexer.streams
  }

  private init(source: [Unicode.Scalar]) { self.source = source }

  private func peek(_ offset: Int = 0) -> Unicode.Scalar? {
    place + offset < source.count ? source[place + offset] : nil
  }

  private mutating func advance() -> Unicode.Scalar {
    let scalar = source[place]
    place += 1
    if scalar == "\n" { line += 1 }
    return scalar
  }

  /// Reads to the end of the source, or of the formatted value that begins here.
  /// - Parameter fixed: the line that all tokens are said to stand on.
  private mutating func tokens(until end: ValueEnd?, on fixed: Int?) throws -> [PythonToken] {
    var stream = PythonStream()
    var brackets: [(close: Unicode.Scalar, line: Int)] = []
    var columns = end == nil ? indentation() : 0
    while let scalar = peek() {
      if end != nil, brackets.isEmpty, isValueEnd(scalar) { break }
      let here = fixed ?? line
      let isFresh = stream.isFresh
      switch scalar {
      case "\n":
        _ = advance()
        if brackets.isEmpty, end == nil { stream.newline(here) }
        if brackets.isEmpty { columns = indentation() }
      case " ", "\t", "\u{0C}", "\u{FEFF}": _ = advance()
      case "#": while let next = peek(), next != "\n" { _ = next; _ = advance() }
      case "\\":
        _ = advance()
        guard peek() == "\n" else { throw Failure(line: line, what: .strayBackslash) }
        _ = advance()
      case "\"", "'": try string(prefix: "", into: &stream, on: fixed)
      case "(", "[", "{":
        brackets.append((scalar == "(" ? ")" : scalar == "[" ? "]" : "}", line))
        _ = advance()
        stream.symbol(String(scalar), here)
      case ")", "]", "}":
        guard let open = brackets.popLast(), open.close == scalar else {
          throw Failure(line: line, what: .closesNothing(scalar))
        }
        _ = advance()
        stream.symbol(String(scalar), here)
      case _ where PythonLexer.startsName(scalar):
        let name = self.name()
        if let quote = peek(), quote == "\"" || quote == "'", PythonLexer.prefixes.contains(name.lowercased()) {
          try string(prefix: name.lowercased(), into: &stream, on: fixed)
        } else {
          stream.name(name.precomposedStringWithCompatibilityMapping, here)
        }
      case "0"..."9": stream.add(PythonToken(kind: .number, text: number(), line: here))
      case ".":
        if let next = peek(1), ("0"..."9").contains(next) {
          stream.add(PythonToken(kind: .number, text: number(), line: here))
        } else {
          fallthrough
        }
      default: stream.symbol(try symbol(), here)
      }
      if isFresh { stream.indent(columns) }
    }
    if let open = brackets.last { throw Failure(line: open.line, what: .openBracket) }
    stream.newline(fixed ?? line)
    return stream.tokens
  }

  /// Columns of the blanks that begin here.
  private func indentation() -> Int {
    var columns = 0
    for scalar in source[place...] {
      switch scalar {
      case " ": columns += 1
      case "\t": columns = (columns / 8 + 1) * 8
      case "\u{0C}", "\u{FEFF}": columns = 0
      default: return columns
      }
    }
    return columns
  }

  private static func startsName(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_"
      || (scalar.value < 128
        ? ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) : scalar.properties.isXIDStart)
  }

  private mutating func name() -> String {
    var text = String.UnicodeScalarView()
    while let next = peek(), PythonLexer.startsName(next) || next.properties.isXIDContinue { text.append(advance()) }
    return String(text)
  }

  /// Any form of number. `1.` ends before a name, so that `1..real` is a number, a dot and a name.
  private mutating func number() -> String {
    let begin = place
    func isDigit(_ scalar: Unicode.Scalar?) -> Bool { scalar.map { ("0"..."9").contains($0) || $0 == "_" } ?? false }
    if peek() == "0", let base = peek(1), "xXoObB".unicodeScalars.contains(base) {
      place += 2
      while let next = peek(), next.value < 128, next.properties.isXIDContinue { place += 1 }
      return text(from: begin)
    }
    while isDigit(peek()) { place += 1 }
    if peek() == "." {
      place += 1
      while isDigit(peek()) { place += 1 }
    }
    if peek() == "e" || peek() == "E" {
      let sign = peek(1) == "+" || peek(1) == "-" ? 1 : 0
      if isDigit(peek(1 + sign)) {
        place += 1 + sign
        while isDigit(peek()) { place += 1 }
      }
    }
    if peek() == "j" || peek() == "J" { place += 1 }
    return text(from: begin)
  }

  private func text(from begin: Int) -> String { String(String.UnicodeScalarView(source[begin..<place])) }

  private static let symbols: [[String]] = [
    ["**=", "//=", ">>=", "<<=", "..."],
    ["**", "//", ">>", "<<", "<=", ">=", "==", "!=", "->", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "@=", ":="],
  ]

  private mutating func symbol() throws -> String {
    for (index, group) in PythonLexer.symbols.enumerated() {
      let count = 3 - index
      guard place + count <= source.count else { continue }
      let begin = place
      place += count
      let found = text(from: begin)
      if group.contains(found) { return found }
      place = begin
    }
    let scalar = advance()
    guard "+-*/%@&|^~<>=.,:;".unicodeScalars.contains(scalar) else {
      throw Failure(line: line, what: .foreign(scalar))
    }
    return String(scalar)
  }

  // MARK: - Strings

  private static let prefixes: Set<String> = ["r", "u", "b", "br", "rb", "f", "fr", "rf", "t", "tr", "rt"]

  /// Where a formatted value ends; one value so far.
  private enum ValueEnd { case formatted }

  private func isValueEnd(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "}", ":": true
    case "!": peek(1) != "="
    default: false
    }
  }

  private mutating func string(prefix: String, into stream: inout PythonStream, on fixed: Int?) throws {
    let begin = stream.literalLine ?? fixed ?? line
    let (opening, first) = (line, place)
    let quote = advance()
    var width = 1
    if peek() == quote, peek(1) == quote {
      _ = advance()
      _ = advance()
      width = 3
    }
    var text = StringText(prefix: prefix)
    let isFormatted = text.isFormatted
    var values: [Int] = []
    while true {
      guard let next = peek(), !(width == 1 && next == "\n") else {
        throw Failure(line: opening, what: .openString)
      }
      if next == quote, width == 1 || (peek(1) == quote && peek(2) == quote) {
        for _ in 0..<width { _ = advance() }
        break
      }
      if next == "\\" {
        _ = advance()
        guard peek() != nil else { throw Failure(line: opening, what: .openString) }
        // A brace behind a backslash still opens a formatted value.
        if isFormatted, peek() == "{" || peek() == "}" {
          text.append("\\")
        } else if isFormatted, !text.isRaw, peek() == "N", peek(1) == "{" {
          text.escape(advance())
          while let inner = peek(), inner != "}", inner != "\n" { text.append(inner); _ = advance() }
        } else {
          text.escape(advance())
        }
      } else if isFormatted, next == "{", peek(1) == "{" {
        text.append(advance())
        _ = advance()
      } else if isFormatted, next == "{" {
        text.value()
        try value(on: begin, opening: opening, into: &values)
      } else {
        text.append(advance())
      }
    }
    stream.string(text, values, begin, written: isFormatted ? self.text(from: first) : "")
  }

  /// A formatted value with its conversion and format: `{expression=!r:>{width}}`.
  private mutating func value(on begin: Int, opening: Int, into values: inout [Int]) throws {
    depth += 1
    guard depth <= PythonLexer.depthMax else {
      throw Failure(line: opening, what: .tooDeep)
    }
    defer { depth -= 1 }
    _ = advance()
    let own = streams.count
    streams.append([])
    // The file's own tokens are put before those of the values.
    values.append(own + 1)
    streams[own] = try tokens(until: .formatted, on: begin)
    if peek() == "!" { while let next = peek(), next != ":", next != "}", next != "\n" { _ = next; _ = advance() } }
    if peek() == ":" {
      _ = advance()
      while let next = peek(), next != "}" {
        if next == "{" { try value(on: begin, opening: opening, into: &values) } else { _ = advance() }
      }
    }
    guard peek() == "}" else { throw Failure(line: opening, what: .openValue) }
    _ = advance()
  }
}

extension Message {
  fileprivate static var strayBackslash: Message {
    Message(
      "audit.stray-backslash", en: "A backslash stands before the end of its line.", zh: "反斜杠不在行末。")
  }

  fileprivate static func closesNothing(_ bracket: Unicode.Scalar) -> Message {
    Message(
      "audit.bracket-unopened", ["bracket": .text(String(bracket))], en: "`{bracket}` closes no bracket.",
      zh: "`{bracket}` 没有对应的左括号。")
  }

  fileprivate static var openBracket: Message {
    Message("audit.bracket-unclosed", en: "A bracket is not closed.", zh: "括号没有闭合。")
  }

  fileprivate static var openString: Message {
    Message("audit.string-unclosed", en: "A string is not closed.", zh: "字符串没有闭合。")
  }

  fileprivate static var openValue: Message {
    Message("audit.value-unclosed", en: "A formatted value is not closed.", zh: "格式化字符串中的值没有闭合。")
  }

  fileprivate static var tooDeep: Message {
    Message("audit.nested-too-deep", en: "Formatted strings are nested too deep.", zh: "格式化字符串嵌套过深。")
  }

  fileprivate static func foreign(_ scalar: Unicode.Scalar) -> Message {
    Message(
      "audit.foreign-character", ["code": .text(String(scalar.value, radix: 16, uppercase: true))],
      en: "The character U+{code} does not belong to Python.", zh: "字符 U+{code} 不属于 Python。")
  }
}
