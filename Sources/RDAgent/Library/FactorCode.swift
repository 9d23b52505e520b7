import Primitives

/// Code of a factor, by what it computes and not by what it is called.
///
/// Its tokens count; blanks, comments, docstrings and the depth of an indentation in columns do not. Neither does the
/// factor's own name: where the code names the column that it writes with it, where it reads that column again, and in
/// `calculate_NAME`, the function that RD-Agent's coder is told to write. A name that stands anywhere else is an input or
/// an argument and counts (`"mean"` in `transform("mean")`), so that different code is never taken for equal.
struct FactorCode {
  /// SHA-256 by the name of a column that the code writes, as if it were the factor's.
  let digests: [String: String]

  private let tokens: [PythonToken]
  /// Of each token: the literal that names a written column.
  private var written: [Int: String] = [:]

  /// - Throws: `PythonLexer.Failure` where it is no Python.
  init(_ text: String) throws {
    let source = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    tokens = FactorCode.withoutDocstrings(try PythonLexer.streams(source).first ?? [])
    for index in tokens.indices {
      if let name = tokens[index].literal, !name.isEmpty, FactorCode.isWritten(index, in: tokens) {
        written[index] = name
      }
    }
    var found: [String: String] = [:]
    for name in Set(written.values) { found[name] = FactorCode.digest(tokens, written, name) }
    digests = found
  }

  // MARK: - The column that is written

  private static let columnVariables: Set<String> = [
    "name", "names", "column", "columns", "col", "col_name", "column_name", "factor_name", "feature_name",
  ]

  /// Whether the literal names a column that the code writes.
  private static func isWritten(_ index: Int, in tokens: [PythonToken]) -> Bool {
    func at(_ offset: Int) -> PythonToken? {
      tokens.indices.contains(index + offset) ? tokens[index + offset] : nil
    }
    func isSymbol(_ offset: Int, _ symbol: String) -> Bool { at(offset)?.isSymbol(symbol) == true }
    func isName(_ offset: Int, _ names: Set<String>) -> Bool {
      at(offset).map { $0.kind == .name && names.contains($0.text.lowercased()) } == true
    }
    // series.to_frame("X"), series.rename("X")
    if isSymbol(-1, "("), isName(-2, ["to_frame", "rename"]) { return true }
    // name="X", series.name = "X", FACTOR_NAME = "X", columns=["X"]
    if isSymbol(-1, "="), isName(-2, columnVariables) { return true }
    if isSymbol(-1, "["), isSymbol(1, "]"), isSymbol(-2, "="), isName(-3, columnVariables) { return true }
    // frame["X"] = …
    if isSymbol(-1, "["), isSymbol(1, "]"), isSymbol(2, "=") { return true }
    // DataFrame({"X": …}), DataFrame(data={"X": …}), rename(columns={0: "X"})
    guard let open = brace(around: index, in: tokens) else { return false }
    let before = Array(tokens[max(0, open - 4)..<open])
    func endsWith(_ texts: [String]) -> Bool { before.suffix(texts.count).map(\.text) == texts }
    if isSymbol(1, ":") { return endsWith(["DataFrame", "("]) || endsWith(["DataFrame", "(", "data", "="]) }
    return isSymbol(-1, ":") && endsWith(["columns", "="])
  }

  /// The opening brace that a literal stands directly in.
  private static func brace(around index: Int, in tokens: [PythonToken]) -> Int? {
    var depth = 0
    for place in tokens[..<index].indices.reversed() where tokens[place].kind == .symbol {
      switch tokens[place].text {
      case ")", "]", "}": depth += 1
      case "(", "[", "{":
        if depth == 0 { return tokens[place].text == "{" ? place : nil }
        depth -= 1
      default: break
      }
    }
    return nil
  }

  /// `frame["X"]`, `frame[["X"]]`.
  private static func isRead(_ index: Int, in tokens: [PythonToken]) -> Bool {
    guard index >= 2, index + 1 < tokens.count, tokens[index - 1].isSymbol("["), tokens[index + 1].isSymbol("]") else {
      return false
    }
    let before = tokens[index - 2]
    return before.kind == .name || [")", "]", "["].contains { before.isSymbol($0) }
  }

  // MARK: - Tokens

  /// Statements that are a text alone say nothing to the machine.
  private static func withoutDocstrings(_ tokens: [PythonToken]) -> [PythonToken] {
    var kept: [PythonToken] = []
    var index = 0
    while index < tokens.count {
      let token = tokens[index]
      let begins = kept.last.map { $0.kind == .newline } ?? true
      if begins, token.kind == .string, !token.isFormatted, index + 1 < tokens.count,
        tokens[index + 1].kind == .newline
      {
        index += 2
        continue
      }
      kept.append(token)
      index += 1
    }
    return kept
  }

  private static func digest(_ tokens: [PythonToken], _ written: [Int: String], _ name: String) -> String {
    // What is read before it is written is a column of the data.
    let isOwn = tokens.indices.first { tokens[$0].literal == name }.map { written[$0] == name } == true
    var bytes: [UInt8] = []
    var levels = [0]
    func add(_ kind: String, _ text: String) { bytes += "\(kind)\(text.utf8.count):\(text)".utf8 }
    for (index, token) in tokens.enumerated() {
      if token.indent >= 0 {
        while let level = levels.last, token.indent < level { levels.removeLast() }
        if levels.last.map({ token.indent > $0 }) ?? true { levels.append(token.indent) }
        add("i", "\(levels.count)")
      }
      switch token.kind {
      case .name: token.text == "calculate_" + name ? add("o", "calculate") : add("n", token.text)
      case .keyword: add("k", token.text)
      case .number: add("d", token.text)
      case .symbol: add("s", token.text)
      case .newline: add("e", "")
      case .string:
        let isNeutral = token.literal == name && (written[index] == name || (isOwn && isRead(index, in: tokens)))
        if isNeutral {
          add("o", "name")
        } else if token.isFormatted {
          add("f", token.written)
          for part in token.parts { add("p", part ?? "") }
        } else {
          add(token.isBytes ? "b" : "t", token.literal ?? token.parts.compactMap { $0 }.joined())
        }
      }
    }
    return SHA256Digest(hashing: bytes).hex
  }
}
