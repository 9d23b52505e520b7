import Primitives

/// Reads tokens into a tree, by the grammar of Python 3.12 without type parameters.
///
/// What it does not understand is a failure: code that cannot be read is not judged.
struct PythonParser {
  let streams: [[PythonToken]]
  var tokens: [PythonToken]
  var index = 0
  /// Open brackets, blocks and lambdas.
  var depth = 0
  /// Whether a pattern of `case` is being read, in which `as` binds a name.
  var isPattern = false

  /// Nodes on one way down; honest code stays far below.
  static let heightMax = 200
  static let depthMax = 60

  /// The statements of a file.
  static func module(_ source: String) throws -> PythonNode {
    let streams = try PythonLexer.streams(source)
    var parser = PythonParser(streams: streams, tokens: streams[0])
    let block = try parser.statements(indent: 0, 1)
    if let left = parser.current { throw PythonLexer.Failure(line: left.line, what: .notUnderstood(left.shown)) }
    return block
  }

  init(streams: [[PythonToken]], tokens: [PythonToken]) {
    self.streams = streams
    self.tokens = tokens
  }

  // MARK: - Tokens

  var current: PythonToken? { index < tokens.count ? tokens[index] : nil }
  var line: Int { current?.line ?? tokens.last?.line ?? 1 }

  func has(_ symbol: String) -> Bool { current?.isSymbol(symbol) == true }
  func word(_ keyword: String) -> Bool { current?.isKeyword(keyword) == true }
  /// Whether one of the words that are names elsewhere stands here.
  func soft(_ name: String) -> Bool { current?.kind == .name && current?.text == name }

  mutating func take(_ symbol: String) -> Bool {
    guard has(symbol) else { return false }
    index += 1
    return true
  }

  mutating func takeWord(_ keyword: String) -> Bool {
    guard word(keyword) else { return false }
    index += 1
    return true
  }

  var failure: PythonLexer.Failure {
    PythonLexer.Failure(line: line, what: .notUnderstood(current?.shown ?? "end of file"))
  }

  mutating func expect(_ symbol: String) throws { guard take(symbol) else { throw failure } }

  mutating func name() throws -> PythonToken {
    guard let token = current, token.kind == .name else { throw failure }
    index += 1
    return token
  }

  mutating func nested<T>(_ body: (inout PythonParser) throws -> T) throws -> T {
    depth += 1
    defer { depth -= 1 }
    guard depth <= PythonParser.depthMax else { throw PythonLexer.Failure(line: line, what: .tooDeepToJudge) }
    return try body(&self)
  }

  func made(_ node: PythonNode) throws -> PythonNode {
    guard node.height <= PythonParser.heightMax else {
      throw PythonLexer.Failure(line: node.line, what: .tooDeepToJudge)
    }
    return node
  }

  // MARK: - Statements

  private mutating func statements(indent: Int, _ line: Int) throws -> PythonNode {
    var found: [PythonNode] = []
    while let token = current {
      guard token.indent >= 0 else { throw failure }
      if token.indent < indent { break }
      guard token.indent == indent else { throw PythonLexer.Failure(line: token.line, what: .indented) }
      found += try statement(indent)
    }
    return try made(PythonNode(.block, "", line, found))
  }

  private mutating func block(_ indent: Int) throws -> PythonNode {
    let line = line
    try expect(":")
    guard current?.kind == .newline else { return PythonNode(.block, "", line, try simpleStatements()) }
    index += 1
    guard let token = current, token.indent > indent else {
      throw PythonLexer.Failure(line: line, what: .noBlock)
    }
    return try nested { try $0.statements(indent: token.indent, line) }
  }

  private mutating func simpleStatements() throws -> [PythonNode] {
    var found: [PythonNode] = []
    repeat {
      if current?.kind == .newline { break }
      found.append(try made(try simple()))
    } while take(";")
    guard current?.kind == .newline else { throw failure }
    index += 1
    return found
  }

  private mutating func statement(_ indent: Int) throws -> [PythonNode] {
    guard let token = current else { throw failure }
    let line = token.line
    if token.isSymbol("@") || token.isKeyword("def") || token.isKeyword("class") || token.isKeyword("async") {
      return [try definition(indent)]
    }
    guard token.kind == .keyword else {
      if soft("match"), let found = try matching(indent) { return [found] }
      return try simpleStatements()
    }
    switch token.text {
    case "if", "while":
      var parts: [PythonNode] = []
      repeat {
        index += 1
        parts.append(try named())
        parts.append(try block(indent))
      } while continues("elif", indent)
      if continues("else", indent) {
        index += 1
        parts.append(try block(indent))
      }
      return [PythonNode(token.text == "if" ? .branch : .loop, token.text, line, parts)]
    case "for", "with": return [try looping(indent)]
    case "try":
      index += 1
      var parts = [try block(indent)]
      while continues("except", indent) {
        let at = self.line
        index += 1
        _ = take("*")
        var inner: [PythonNode] = []
        if !has(":") { inner.append(try list()) }
        if takeWord("as") {
          let token = try name()
          inner.append(PythonNode(.capture, token.text, token.line))
        }
        inner.append(try block(indent))
        parts.append(PythonNode(.handler, "", at, inner))
      }
      for word in ["else", "finally"] where continues(word, indent) {
        index += 1
        parts.append(try block(indent))
      }
      return [PythonNode(.attempt, "", line, parts)]
    default: return try simpleStatements()
    }
  }

  private func continues(_ keyword: String, _ indent: Int) -> Bool {
    word(keyword) && current?.indent == indent
  }

  private mutating func looping(_ indent: Int) throws -> PythonNode {
    let (line, isLoop) = (line, word("for"))
    index += 1
    var parts: [PythonNode] = []
    if isLoop {
      parts.append(try targets())
      guard takeWord("in") else { throw failure }
      parts.append(try list())
      parts.append(try block(indent))
      if continues("else", indent) {
        index += 1
        parts.append(try block(indent))
      }
      return PythonNode(.loop, "for", line, parts)
    }
    let begin = index
    // Brackets around all of the items; else they belong to an expression.
    if take("("), let inside = try? items(until: ")"), take(")"), has(":") {
      parts = inside
    } else {
      index = begin
      parts = try items(until: ":")
    }
    parts.append(try block(indent))
    return PythonNode(.scope, "with", line, parts)
  }

  private mutating func items(until end: String) throws -> [PythonNode] {
    var parts: [PythonNode] = []
    repeat {
      if has(end) { break }
      let value = try test()
      parts.append(takeWord("as") ? PythonNode(.assign, "as", value.line, [try target(), value]) : value)
    } while take(",")
    return parts
  }

  private mutating func definition(_ indent: Int) throws -> PythonNode {
    var parts: [PythonNode] = []
    while has("@") {
      let line = line
      index += 1
      parts.append(PythonNode(.decorator, "", line, [try named()]))
      guard current?.kind == .newline else { throw failure }
      index += 1
      guard current?.indent == indent else { throw failure }
    }
    if takeWord("async") {
      if word("for") || word("with"), parts.isEmpty { return try looping(indent) }
      guard word("def") else { throw failure }
    }
    if takeWord("class") {
      let token = try name()
      if take("(") { parts += try nested { try $0.arguments() } }
      parts.append(try block(indent))
      return try made(PythonNode(.type, token.text, token.line, parts))
    }
    guard takeWord("def") else { throw failure }
    let token = try name()
    try expect("(")
    parts += try nested { try $0.parameters(until: ")", annotated: true) }
    try expect(")")
    if take("->") { parts.append(PythonNode(.annotation, "", line, [try list()])) }
    parts.append(try block(indent))
    return try made(PythonNode(.function, token.text, token.line, parts))
  }

  mutating func parameters(until end: String, annotated: Bool) throws -> [PythonNode] {
    var found: [PythonNode] = []
    while !has(end) {
      if !take("/") {
        let stars = take("**") ? "**" : take("*") ? "*" : ""
        if !(stars == "*" && has(",")) {
          let token = try name()
          var parts: [PythonNode] = []
          if annotated, take(":") { parts.append(PythonNode(.annotation, "", line, [try starredOrTest()])) }
          if take("=") { parts.append(try test()) }
          found.append(
            PythonNode(
              .parameter, token.text, token.line, parts + (stars.isEmpty ? [] : [PythonNode(.other, stars, token.line)])
            ))
        }
      }
      guard take(",") else { break }
    }
    return found
  }

  /// `match` where it begins such a statement; nil where it is a name.
  private mutating func matching(_ indent: Int) throws -> PythonNode? {
    let begin = index
    let line = line
    index += 1
    guard let subject = try? list(), take(":"), current?.kind == .newline, index + 1 < tokens.count,
      tokens[index + 1].kind == .name, tokens[index + 1].text == "case", tokens[index + 1].indent > indent
    else {
      index = begin
      return nil
    }
    index += 1
    let inner = current?.indent ?? 0
    var parts = [subject]
    while soft("case"), current?.indent == inner {
      let at = self.line
      index += 1
      isPattern = true
      let pattern = try list()
      isPattern = false
      var arm = [PythonNode(.clause, "", at, [pattern])]
      if takeWord("if") { arm.append(try named()) }
      arm.append(try block(inner))
      parts.append(PythonNode(.arm, "", at, arm))
    }
    return try made(PythonNode(.match, "", line, parts))
  }

  private mutating func simple() throws -> PythonNode {
    guard let token = current else { throw failure }
    let line = token.line
    guard token.kind == .keyword else { return try expressionStatement() }
    switch token.text {
    case "pass", "break", "continue":
      index += 1
      return PythonNode(.other, token.text, line)
    case "import", "from": return try importing()
    case "return", "del", "raise", "assert":
      index += 1
      var parts: [PythonNode] = []
      if current?.kind != .newline, !has(";") { parts.append(try list()) }
      if token.text == "raise", takeWord("from") { parts.append(try test()) }
      let kind: PythonNode.Kind = token.text == "return" ? .answer : token.text == "del" ? .delete : .other
      return PythonNode(kind, token.text, line, parts)
    case "global", "nonlocal":
      index += 1
      var names: [PythonNode] = []
      repeat {
        let token = try name()
        names.append(PythonNode(.capture, token.text, token.line))
      } while take(",")
      return PythonNode(token.text == "global" ? .global : .outer, "", line, names)
    default: return try expressionStatement()
    }
  }

  private mutating func expressionStatement() throws -> PythonNode {
    let line = line
    let first = try list()
    if take(":") {
      var parts = [first, PythonNode(.annotation, "", self.line, [try test()])]
      if take("=") { parts.append(try list()) }
      return PythonNode(.annotated, "", line, parts)
    }
    if let token = current, token.kind == .symbol, token.text.hasSuffix("="), token.text.count > 1,
      !["==", "!=", "<=", ">=", ":="].contains(token.text)
    {
      index += 1
      return PythonNode(.augmented, token.text, line, [first, try list()])
    }
    guard has("=") else { return PythonNode(.expression, "", line, [first]) }
    var parts = [first]
    while take("=") { parts.append(try list()) }
    return PythonNode(.assign, "=", line, parts)
  }

  private mutating func importing() throws -> PythonNode {
    let line = line
    let failure = PythonLexer.Failure(line: line, what: .unreadableImport)
    func dotted(_ parser: inout PythonParser) throws -> String {
      var text = ""
      while let token = parser.current, token.kind == .name {
        parser.index += 1
        text += token.text
        guard parser.take(".") else { return text }
        text += "."
      }
      throw failure
    }
    var module = ""
    let isFrom = takeWord("from")
    if isFrom {
      while let token = current, token.isSymbol(".") || token.isSymbol("...") {
        module += token.text
        index += 1
      }
      if !word("import") { module += try dotted(&self) }
      guard !module.isEmpty else { throw failure }
    }
    guard takeWord("import") else { throw failure }
    if isFrom, take("*") { return PythonNode(.importingFrom, module, line, [PythonNode(.imported, "*", line)]) }
    let isClosed = isFrom && take("(")
    var names: [PythonNode] = []
    repeat {
      if isClosed, has(")") { break }
      let name =
        isFrom
        ? try {
          guard let token = current, token.kind == .name else { throw failure }; index += 1; return token.text
        }() : try dotted(&self)
      var alias: [PythonNode] = []
      if takeWord("as") {
        guard let token = current, token.kind == .name else { throw failure }
        index += 1
        alias = [PythonNode(.capture, token.text, token.line)]
      }
      names.append(PythonNode(.imported, name, line, alias))
    } while take(",")
    guard !names.isEmpty, !isClosed || take(")") else { throw failure }
    return PythonNode(isFrom ? .importingFrom : .importing, module, line, names)
  }
}

extension PythonToken {
  /// How a token is shown to a reader.
  fileprivate var shown: String {
    switch kind {
    case .newline: "end of line"
    case .string: "string"
    default: text
    }
  }
}

extension Message {
  fileprivate static func notUnderstood(_ token: String) -> Message {
    Message(
      "audit.not-understood", ["token": .text(token)], en: "The syntax is not understood at `{token}`.",
      zh: "无法理解 `{token}` 处的语法。")
  }

  fileprivate static var unreadableImport: Message {
    Message("audit.import-unreadable", en: "The import statement cannot be read.", zh: "无法读取该 import 语句。")
  }

  fileprivate static var indented: Message {
    Message("audit.indented", en: "The indentation fits no block.", zh: "缩进与任何代码块都不一致。")
  }

  fileprivate static var noBlock: Message {
    Message("audit.no-block", en: "An indented block must follow.", zh: "其后应有缩进的代码块。")
  }

  fileprivate static var tooDeepToJudge: Message {
    Message("audit.too-deep", en: "The code is nested too deep to be judged.", zh: "代码嵌套过深，无法判断。")
  }
}
