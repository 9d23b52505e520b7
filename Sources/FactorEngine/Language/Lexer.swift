import Primitives

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
  var shown: MessageArgument {
    switch kind {
    case .number(let number): .text(number.text)
    case .field(let name): .text("$" + name)
    case .pointInTimeField(let name): .text("$$" + name)
    case .name(let name): .text(name)
    case .string(let text): .text("'\(text)'")
    case .symbol(let symbol): .text(symbol)
    case .end: .message(.theEnd)
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
    if text.utf8.count > lengthMax {
      // The diagnostic shows the beginning only: the text may be as long as a file.
      let start = String(decoding: text.utf8.prefix(400), as: UTF8.self)
      throw ExpressionFault(.limit, at: 0, of: start, .tooLong(lengthMax), remedy: .splitFactor)
    }
    var lexer = Lexer(text)
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
    if name.isEmpty { throw fault(offset, .noFieldName, .writeAField) }
    return pointInTime ? .pointInTimeField(name) : .field(name)
  }

  private mutating func string(_ quote: Character) throws(ExpressionFault) -> Token.Kind {
    let offset = offsets[index]
    index += 1
    let content = take { $0 != quote && $0 != "\n" }
    guard peek() == quote else { throw fault(offset, .openString, .closeString(quote)) }
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
    throw fault(offsets[index], .noSymbol(character), .symbols)
  }

  private mutating func number() throws(ExpressionFault) -> Token.Kind {
    let offset = offsets[index]
    let start = index
    if peek() == "0", let letter = peek(1), let radix = Lexer.radixes[letter.lowercased()] {
      index += 2
      let digits = take { $0.isHexDigit || $0 == "_" }.filter { $0 != "_" }
      guard let value = Int(digits, radix: radix) else { throw fault(offset, .unreadableNumber, .decimalDigits) }
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
      guard let value = Int(digits), !leadingZero else { throw fault(offset, .noPythonNumber(digits), .fewerDigits) }
      return .number(.int(value))
    }
    guard let value = Double(digits) else { throw fault(offset, .noNumber(digits), .writeANumber) }
    return .number(.float(value))
  }

  private mutating func take(while matches: (Character) -> Bool) -> String {
    let start = index
    while let character = peek(), matches(character) { index += 1 }
    return String(characters[start..<index])
  }

  private func fault(_ offset: Int, _ summary: Message, _ remedy: Message) -> ExpressionFault {
    ExpressionFault(.syntax, at: offset, of: text, summary, remedy: remedy)
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

extension Message {
  fileprivate static let theEnd = Message("factor.end-word", en: "the end", zh: "结尾")
  fileprivate static let noFieldName = Message(
    "factor.no-field-name", en: "A field name is missing behind '$'.", zh: "“$”之后缺少字段名。")
  fileprivate static let writeAField = Message(
    "factor.write-a-field", en: "Write a field such as $close.", zh: "请写字段，如 $close。")
  fileprivate static let openString = Message(
    "factor.open-string", en: "The string has no end.", zh: "字符串没有结束。")
  fileprivate static let symbols = Message(
    "factor.symbols", en: "Operators are + - * / ** < <= > >= == != & | and parentheses. Fields begin with $.",
    zh: "运算符有 + - * / ** < <= > >= == != & | 和括号；字段以 $ 开头。")
  fileprivate static let unreadableNumber = Message(
    "factor.unreadable-number", en: "The number cannot be read, or is too large.", zh: "数字无法读取，或过大。")
  fileprivate static let decimalDigits = Message(
    "factor.decimal-digits", en: "Write it in decimal digits.", zh: "请用十进制数字书写。")
  fileprivate static let fewerDigits = Message(
    "factor.fewer-digits", en: "Remove leading zeros, or write fewer digits.", zh: "请去掉前导零，或减少位数。")
  fileprivate static let writeANumber = Message(
    "factor.write-a-number", en: "Write it like 0.5 or 1e-12.", zh: "请写成 0.5 或 1e-12 的形式。")

  fileprivate static func tooLong(_ limit: Int) -> Message {
    Message(
      "factor.too-long", ["limit": .count(limit)], en: "The expression has more than {limit} bytes.",
      zh: "表达式超过 {limit} 字节。")
  }

  fileprivate static func closeString(_ quote: Character) -> Message {
    Message("factor.close-string", ["quote": .text(String(quote))], en: "Close it with {quote}.", zh: "请用 {quote} 结束。")
  }

  fileprivate static func noSymbol(_ character: Character) -> Message {
    Message(
      "factor.no-symbol", ["character": .text(String(character))], en: "'{character}' has no meaning here.",
      zh: "“{character}”在此处没有意义。")
  }

  fileprivate static func noPythonNumber(_ digits: String) -> Message {
    Message(
      "factor.no-python-number", ["digits": .text(digits)], en: "'{digits}' is not a number that Python reads.",
      zh: "“{digits}”不是 Python 能读取的数字。")
  }

  fileprivate static func noNumber(_ digits: String) -> Message {
    Message("factor.no-number", ["digits": .text(digits)], en: "'{digits}' is not a number.", zh: "“{digits}”不是数字。")
  }
}
