/// Tokens in their order; adjacent literals are joined as Python joins them.
struct PythonStream {
  private(set) var tokens: [PythonToken] = []

  /// The line of the literal that a next one would be joined to.
  var literalLine: Int? {
    guard let last = tokens.last, last.kind == .string else { return nil }
    return last.line
  }

  /// Whether the next token begins a logical line.
  var isFresh: Bool { tokens.last.map { $0.kind == .newline } ?? true }

  mutating func add(_ token: PythonToken) { tokens.append(token) }

  /// Takes note of the indentation of the token that was added last.
  mutating func indent(_ columns: Int) {
    guard let last = tokens.indices.last, tokens[last].kind != .newline else { return }
    tokens[last].indent = columns
  }

  mutating func newline(_ line: Int) {
    guard let last = tokens.last, last.kind != .newline else { return }
    tokens.append(PythonToken(kind: .newline, text: "", line: line))
  }

  mutating func name(_ text: String, _ line: Int) {
    let kind: PythonToken.Kind = PythonToken.keywords.contains(text) ? .keyword : .name
    tokens.append(PythonToken(kind: kind, text: text, line: line))
  }

  mutating func symbol(_ text: String, _ line: Int) {
    tokens.append(PythonToken(kind: .symbol, text: text, line: line))
  }

  mutating func string(_ text: StringText, _ values: [Int], _ line: Int, written: String) {
    if var last = tokens.last, last.kind == .string {
      // Joined pieces are one text where both meet without a formatted value between them.
      var parts = last.parts
      var added = text.parts[...]
      if let left = parts.last, let left, let right = added.first, let right {
        parts[parts.count - 1] = left + right
        added = added.dropFirst()
      }
      last.parts = parts + added
      last.values += values
      last.isFormatted = last.isFormatted || text.isFormatted
      last.written += written
      tokens[tokens.count - 1] = last
      return
    }
    var token = PythonToken(kind: .string, text: "", line: line)
    token.parts = text.parts
    token.values = values
    token.isBytes = text.isBytes
    token.isFormatted = text.isFormatted
    token.written = written
    tokens.append(token)
  }
}
