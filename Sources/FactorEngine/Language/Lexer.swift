/// A piece of an expression's text.
struct Token: Equatable {
  enum Kind: Equatable {
    case number(PythonNumber)
    /// `$close` without its dollar.
    case field(String)
    /// `$$roewa_q`: point-in-time data.
    case pointInTimeField(String)
    case name(String)
    case string(String)
    case symbol(String)
    case end
  }

  var kind: Kind
  /// Characters before it in the text as the user wrote it.
  var offset: Int

  /// For messages.
  var shown: String {
    switch kind {
    case .number(let number): number.text
    case .field(let name): "$" + name
    case .pointInTimeField(let name): "$$" + name
    case .name(let name): name
    case .string(let text): "'\(text)'"
    case .symbol(let symbol): symbol
    case .end: "the end"
    }
  }
}

/// Cuts an expression into tokens as qlib and Python together do.
///
/// qlib deletes every blank before anything else (`qlib/data/data.py`, `get_expression_instance`
/// is given text without blanks by the loaders), so `$clo se` is `$close` and blanks inside strings
/// vanish too. `#` starts a comment.
struct Lexer {
  /// Longer texts are refused: Python's own parser gives up in the same region.
  static let lengthMax = 20_000

  private let text: String
  private let characters: [Character]
  private let offsets: [Int]
  private var index = 0

  static func tokens(_ text: String) throws(ExpressionFault) -> [Token] {
    var lexer = Lexer(text)
    if text.utf8.count > lengthMax {
      throw ExpressionFault(
        .limit, at: 0, of: text, "the expression has more than \(lengthMax) bytes",
        remedy: "Split the factor into several.")
    }
    var tokens: [Token] = []
    while let token = try lexer.next() { tokens.append(token) }
    tokens.append(Token(kind: .end, offset: text.count))
    return tokens
  }

  private init(_ text: String) {
    self.text = text
    var characters: [Character] = []
    var offsets: [Int] = []
    for (offset, character) in text.enumerated() where character != " " {
      characters.append(character)
      offsets.append(offset)
    }
    self.characters = characters
    self.offsets = offsets
  }

  private func peek(_ ahead: Int = 0) -> Character? {
    index + ahead < characters.count ? characters[index + ahead] : nil
  }

  private mutating func next() throws(ExpressionFault) -> Token? {
    while let character = peek(), character.isWhitespace { index += 1 }
    guard let character = peek(), character != "#" else { return nil }
    let offset = offsets[index]
    let kind: Token.Kind
    if character == "$" {
      kind = try field()
    } else if Lexer.isDigit(character) || (character == "." && peek(1).map(Lexer.isDigit) == true) {
      kind = try number()
    } else if Lexer.isWord(character) {
      kind = .name(take(while: Lexer.isWord))
    } else if character == "'" || character == "\"" {
      kind = try string(character)
    } else {
      kind = try symbol()
    }
    return Token(kind: kind, offset: offset)
  }

  private mutating func field() throws(ExpressionFault) -> Token.Kind {
    let offset = offsets[index]
    index += 1
    let pointInTime = peek() == "$"
    if pointInTime { index += 1 }
    let name = take { Lexer.isWord($0) || "、：（）".contains($0) }
    if name.isEmpty {
      throw fault(.syntax, offset, "a field name is expected behind '$'", "Write a field such as $close.")
    }
    return pointInTime ? .pointInTimeField(name) : .field(name)
  }

  private mutating func string(_ quote: Character) throws(ExpressionFault) -> Token.Kind {
    let offset = offsets[index]
    index += 1
    let content = take { $0 != quote && $0 != "\n" }
    guard peek() == quote else {
      throw fault(.syntax, offset, "the string has no end", "Close it with \(quote).")
    }
    index += 1
    return .string(content)
  }

  private mutating func symbol() throws(ExpressionFault) -> Token.Kind {
    for length in [2, 1] where index + length <= characters.count {
      let candidate = String(characters[index..<(index + length)])
      if Lexer.symbols.contains(candidate) {
        index += length
        return .symbol(candidate)
      }
    }
    let character = peek() ?? " "
    throw fault(
      .syntax, offsets[index], "'\(character)' has no meaning here",
      "Operators are + - * / ** < <= > >= == != & | and parentheses; fields start with $.")
  }

  private mutating func number() throws(ExpressionFault) -> Token.Kind {
    let offset = offsets[index]
    let start = index
    if peek() == "0", let letter = peek(1), let radix = Lexer.radixes[letter.lowercased()] {
      index += 2
      let digits = take { $0.isHexDigit || $0 == "_" }.filter { $0 != "_" }
      guard let value = Int(digits, radix: radix) else {
        throw fault(.syntax, offset, "the number is not readable or too large", "Write it in decimal digits.")
      }
      return .number(.int(value))
    }
    _ = take { Lexer.isDigit($0) || $0 == "_" }
    var isFloat = false
    if peek() == "." {
      isFloat = true
      index += 1
      _ = take { Lexer.isDigit($0) || $0 == "_" }
    }
    if peek() == "e" || peek() == "E" {
      let sign = peek(1) == "+" || peek(1) == "-"
      if peek(sign ? 2 : 1).map(Lexer.isDigit) == true {
        isFloat = true
        index += sign ? 2 : 1
        _ = take { Lexer.isDigit($0) || $0 == "_" }
      }
    }
    let written = characters[start..<index]
    let digits = String(written.filter { $0 != "_" })
    if !isFloat {
      // Python refuses 007, and so does everything that reads the text after us.
      let leadingZero = digits.count > 1 && digits.hasPrefix("0") && digits.contains { $0 != "0" }
      guard let value = Int(digits), !leadingZero else {
        throw fault(.syntax, offset, "'\(digits)' is no number Python reads", "Drop leading zeros or digits.")
      }
      return .number(.int(value))
    }
    guard let value = Double(digits) else {
      throw fault(.syntax, offset, "'\(digits)' is no number", "Write it like 0.5 or 1e-12.")
    }
    return .number(.float(value))
  }

  private mutating func take(while matches: (Character) -> Bool) -> String {
    let start = index
    while let character = peek(), matches(character) { index += 1 }
    return String(characters[start..<index])
  }

  private func fault(_ kind: ExpressionFault.Kind, _ offset: Int, _ summary: String, _ remedy: String)
    -> ExpressionFault
  {
    ExpressionFault(kind, at: offset, of: text, summary, remedy: remedy)
  }

  private static func isDigit(_ character: Character) -> Bool {
    character.isASCII && character.isNumber
  }

  private static func isWord(_ character: Character) -> Bool {
    character == "_" || character.isLetter || character.isNumber
  }

  private static let radixes = ["x": 16, "o": 8, "b": 2]
  private static let symbols: Set<String> = [
    "**", "//", "<=", ">=", "==", "!=", "<<", ">>", "+", "-", "*", "/", "%", "@", "^", "~", "&", "|", "<",
    ">", "(", ")", ",", "=",
  ]
}
