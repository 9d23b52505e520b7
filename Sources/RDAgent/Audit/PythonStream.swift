/// Tokens in their order, with what must be known of the line so far: adjacent literals, blocks and lambdas.
struct PythonStream {
  private(set) var tokens: [PythonToken] = []
  /// Open brackets.
  private var depth = 0
  /// Lambdas of this depth whose colon has not come.
  private var lambdas = 0
  /// Whether the statement began with a word that a block follows, and its colon has not come.
  private var awaitsBlock = false

  /// The line of the literal that a next one would be joined to.
  var literalLine: Int? {
    guard let last = tokens.last, last.kind == .string else { return nil }
    return last.line
  }

  private var startsStatement: Bool { PythonStream.startsStatement(after: tokens.last) }

  /// Whether a token begins a statement, by the one before it.
  static func startsStatement(after token: PythonToken?) -> Bool {
    guard let token else { return true }
    return token.kind == .newline || token.isSymbol(";") || (token.isSymbol(":") && token.opensBlock)
  }

  mutating func add(_ token: PythonToken) { tokens.append(token) }

  mutating func newline(_ line: Int) {
    guard let last = tokens.last, last.kind != .newline else { return }
    tokens.append(PythonToken(kind: .newline, text: "", line: line))
    lambdas = 0
    awaitsBlock = false
  }

  mutating func name(_ text: String, _ line: Int) {
    let kind: PythonToken.Kind = PythonToken.keywords.contains(text) ? .keyword : .name
    if startsStatement { awaitsBlock = PythonToken.blockWords.contains(text) }
    if kind == .keyword, text == "lambda", depth == 0 { lambdas += 1 }
    tokens.append(PythonToken(kind: kind, text: text, line: line))
  }

  mutating func symbol(_ text: String, _ line: Int) {
    var token = PythonToken(kind: .symbol, text: text, line: line)
    switch text {
    case "(", "[", "{": depth += 1
    case ")", "]", "}": depth -= 1
    case ":" where depth == 0:
      if lambdas > 0 {
        lambdas -= 1
      } else if awaitsBlock {
        token.opensBlock = true
        awaitsBlock = false
      }
    case ";": awaitsBlock = false
    default: break
    }
    tokens.append(token)
  }

  mutating func string(_ text: StringText, _ line: Int) {
    if var last = tokens.last, last.kind == .string {
      // Joined pieces are one text where both meet without a formatted value between them.
      var parts = last.parts
      var added = text.parts[...]
      if let left = parts.last, let left, let right = added.first, let right {
        parts[parts.count - 1] = left + right
        added = added.dropFirst()
      }
      last.parts = parts + added
      last.isFormatted = last.isFormatted || text.isFormatted
      tokens[tokens.count - 1] = last
      return
    }
    var token = PythonToken(kind: .string, text: "", line: line)
    token.parts = text.parts
    token.isBytes = text.isBytes
    token.isFormatted = text.isFormatted
    tokens.append(token)
  }
}
