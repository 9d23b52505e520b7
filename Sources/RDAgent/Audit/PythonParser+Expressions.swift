extension PythonParser {
  /// Expressions with commas between them: a tuple where there is a comma.
  mutating func list() throws -> PythonNode {
    let line = line
    let first = try starredOrNamed()
    guard has(",") else { return first }
    var parts = [first]
    while take(",") {
      guard startsExpression else { break }
      parts.append(try starredOrNamed())
    }
    return try made(PythonNode(.tuple, "", line, parts))
  }

  /// What stands before `in` of a loop: the operator `in` does not belong to it.
  mutating func targets() throws -> PythonNode {
    let line = line
    var parts = [try target()]
    var isTuple = false
    while take(",") {
      isTuple = true
      if word("in") { break }
      parts.append(try target())
    }
    return isTuple ? PythonNode(.tuple, "", line, parts) : parts[0]
  }

  mutating func target() throws -> PythonNode {
    let line = line
    if take("*") { return PythonNode(.starred, "*", line, [try binary(1)]) }
    return try binary(1)
  }

  private var startsExpression: Bool {
    guard let token = current else { return false }
    switch token.kind {
    case .name, .number, .string: return true
    case .keyword: return ["not", "lambda", "await", "None", "True", "False", "yield"].contains(token.text)
    case .symbol: return ["(", "[", "{", "-", "+", "~", "*", "..."].contains(token.text)
    case .newline: return false
    }
  }

  private mutating func starredOrNamed() throws -> PythonNode {
    let line = line
    if take("*") { return PythonNode(.starred, "*", line, [try binary(1)]) }
    return try named()
  }

  mutating func starredOrTest() throws -> PythonNode {
    let line = line
    if take("*") { return PythonNode(.starred, "*", line, [try binary(1)]) }
    return try test()
  }

  mutating func named() throws -> PythonNode {
    let value = try test()
    if value.kind == .name, take(":=") { return PythonNode(.walrus, ":=", value.line, [value, try test()]) }
    if isPattern, takeWord("as") {
      let token = try name()
      return PythonNode(.clause, "as", value.line, [value, PythonNode(.capture, token.text, token.line)])
    }
    return value
  }

  mutating func test() throws -> PythonNode {
    let line = line
    if takeWord("lambda") {
      let parameters = try parameters(until: ":", annotated: false)
      try expect(":")
      let body = try nested { try $0.test() }
      return try made(PythonNode(.lambda, "", line, parameters + [body]))
    }
    if takeWord("yield") {
      _ = takeWord("from")
      return PythonNode(.wait, "yield", line, startsExpression ? [try list()] : [])
    }
    let value = try binary(-2)
    guard !isPattern, takeWord("if") else { return value }
    let condition = try binary(-2)
    guard takeWord("else") else { throw failure }
    let other = try nested { try $0.test() }
    return try made(PythonNode(.conditional, "", line, [value, condition, other]))
  }

  /// Levels of binary operators: `or` -2, `and` -1, comparisons 0, `|` 1 … `*` 6.
  private static let levels: [String: Int] = [
    "or": -2, "and": -1, "<": 0, ">": 0, "==": 0, ">=": 0, "<=": 0, "!=": 0, "in": 0, "is": 0, "not": 0, "|": 1, "^": 2,
    "&": 3, "<<": 4, ">>": 4, "+": 5, "-": 5, "*": 6, "/": 6, "//": 6, "%": 6, "@": 6,
  ]

  /// Operands of one level stand side by side in one node, however many there are.
  mutating func binary(_ level: Int) throws -> PythonNode {
    guard level <= 6 else { return try unary() }
    let line = line
    if level == 0, word("not") {
      var count = 0
      while takeWord("not") { count += 1 }
      return PythonNode(.operation, "not", line, [try binary(0)])
    }
    let first = try binary(level + 1)
    var parts = [first]
    var symbols: [String] = []
    while let token = current, token.kind == .symbol || token.kind == .keyword,
      PythonParser.levels[token.text] == level
    {
      index += 1
      if token.text == "not", !takeWord("in") { throw failure }
      if token.text == "is" { _ = takeWord("not") }
      symbols.append(token.text)
      parts.append(level == -2 || level == -1 ? try binary(level + 1) : try binary(level + 1))
    }
    return symbols.isEmpty ? first : try made(PythonNode(.operation, symbols.joined(separator: " "), line, parts))
  }

  private mutating func unary() throws -> PythonNode {
    let line = line
    var signs = ""
    while let token = current, ["-", "+", "~"].contains(where: { token.isSymbol($0) }) {
      signs += token.text
      index += 1
    }
    let value = try power()
    return signs.isEmpty ? value : PythonNode(.operation, "unary" + String(signs.prefix(1)), line, [value])
  }

  private mutating func power() throws -> PythonNode {
    let line = line
    let waits = takeWord("await")
    let base = try primary()
    let value = waits ? PythonNode(.wait, "await", line, [base]) : base
    guard take("**") else { return value }
    let exponent = try nested { try $0.unary() }
    return try made(PythonNode(.operation, "**", line, [value, exponent]))
  }

  private mutating func primary() throws -> PythonNode {
    var node = try atom()
    while true {
      if take(".") {
        let token = try name()
        node = PythonNode(.attribute, token.text, token.line, [node])
      } else if take("(") {
        let line = node.line
        let arguments = try nested { try $0.arguments() }
        node = PythonNode(.call, "", line, [node] + arguments)
      } else if take("[") {
        let line = node.line
        let index = try nested { try $0.subscripts() }
        node = PythonNode(.item, "", line, [node, index])
      } else {
        return try made(node)
      }
      _ = try made(node)
    }
  }

  /// Up to and with the closing bracket.
  mutating func arguments() throws -> [PythonNode] {
    var found: [PythonNode] = []
    while !has(")") {
      let line = line
      if take("**") {
        found.append(PythonNode(.doubleStarred, "**", line, [try test()]))
      } else if take("*") {
        found.append(PythonNode(.starred, "*", line, [try test()]))
      } else if let token = current, token.kind == .name, index + 1 < tokens.count, tokens[index + 1].isSymbol("=") {
        index += 2
        found.append(PythonNode(.keyword, token.text, token.line, [try isPattern ? named() : test()]))
      } else {
        let value = try named()
        found.append(word("for") || word("async") ? try comprehension(value, nil, "(") : value)
      }
      guard take(",") else { break }
    }
    try expect(")")
    return found
  }

  private mutating func subscripts() throws -> PythonNode {
    let line = line
    var parts: [PythonNode] = []
    var isTuple = false
    while !has("]") {
      parts.append(try slice())
      guard take(",") else { break }
      isTuple = true
    }
    try expect("]")
    guard let first = parts.first else { throw failure }
    return isTuple ? PythonNode(.tuple, "", line, parts) : first
  }

  private mutating func slice() throws -> PythonNode {
    let line = line
    let nothing = PythonNode(.constant, "None", line)
    let first = has(":") ? nothing : try starredOrNamed()
    guard take(":") else { return first }
    let second = has(":") || has("]") || has(",") ? nothing : try test()
    var third = nothing
    if take(":"), !has("]"), !has(",") { third = try test() }
    return PythonNode(.slice, ":", line, [first, second, third])
  }

  private mutating func comprehension(_ value: PythonNode, _ second: PythonNode?, _ bracket: String) throws
    -> PythonNode
  {
    var parts: [PythonNode] = []
    while word("for") || word("async") {
      _ = takeWord("async")
      guard takeWord("for") else { throw failure }
      let target = try targets()
      guard takeWord("in") else { throw failure }
      parts.append(PythonNode(.assign, "in", target.line, [target, try binary(-2)]))
      while takeWord("if") { parts.append(try conditionOfComprehension()) }
    }
    return try made(PythonNode(.comprehension, bracket, value.line, parts + [value] + (second.map { [$0] } ?? [])))
  }

  private mutating func conditionOfComprehension() throws -> PythonNode {
    let value = try binary(-2)
    if value.kind == .name, take(":=") { return PythonNode(.walrus, ":=", value.line, [value, try binary(-2)]) }
    return value
  }

  private mutating func atom() throws -> PythonNode {
    guard let token = current else { throw failure }
    index += 1
    switch token.kind {
    case .name: return PythonNode(.name, token.text, token.line)
    case .number: return PythonNode(.number, token.text, token.line)
    case .string:
      let values = try token.values.map { try formatted($0) }
      return PythonNode(.string, "", token.line, values, token: token)
    case .keyword where ["None", "True", "False"].contains(token.text):
      return PythonNode(.constant, token.text, token.line)
    case .symbol where token.text == "...": return PythonNode(.constant, "...", token.line)
    case .symbol where token.text == "(":
      if take(")") { return PythonNode(.tuple, "", token.line) }
      return try nested { parser in
        let value = try parser.list()
        let node =
          parser.word("for") || parser.word("async") ? try parser.comprehension(value, nil, "(") : value
        try parser.expect(")")
        return node
      }
    case .symbol where token.text == "[":
      if take("]") { return PythonNode(.list, "", token.line) }
      return try nested { parser in
        let value = try parser.list()
        if parser.word("for") || parser.word("async") {
          let node = try parser.comprehension(value, nil, "[")
          try parser.expect("]")
          return node
        }
        try parser.expect("]")
        // A tuple without brackets of its own: its parts are those of the list.
        let isBare = value.kind == .tuple
        return PythonNode(.list, "", token.line, isBare ? value.children : [value])
      }
    case .symbol where token.text == "{": return try nested { try $0.braces(token.line) }
    default:
      index -= 1
      throw failure
    }
  }

  /// The expression of a formatted value.
  private func formatted(_ stream: Int) throws -> PythonNode {
    var tokens = streams[stream]
    if tokens.last?.kind == .newline { tokens.removeLast() }
    // `{x=}` shows the expression beside its value.
    if tokens.last?.isSymbol("=") == true { tokens.removeLast() }
    var parser = PythonParser(streams: streams, tokens: tokens)
    parser.depth = depth + 1
    guard parser.depth <= PythonParser.depthMax else { throw failure }
    let value = try parser.list()
    guard parser.current == nil else { throw parser.failure }
    return value
  }

  private mutating func braces(_ line: Int) throws -> PythonNode {
    var parts: [PythonNode] = []
    var isDict = true
    while !has("}") {
      if take("**") {
        parts.append(PythonNode(.doubleStarred, "**", line, [isPattern ? try binary(1) : try binary(1)]))
      } else {
        let key = try starredOrNamed()
        if take(":") {
          let value = isPattern ? try named() : try test()
          if word("for") || word("async") {
            let node = try comprehension(key, value, "{")
            try expect("}")
            return node
          }
          parts += [key, value]
        } else {
          if word("for") || word("async") {
            let node = try comprehension(key, nil, "{")
            try expect("}")
            return node
          }
          isDict = false
          parts.append(key)
        }
      }
      guard take(",") else { break }
    }
    try expect("}")
    return PythonNode(isDict ? .dict : .set, "", line, parts)
  }
}
