/// Reads an expression with Python's precedence into a checked tree.
///
/// From loose to tight: comparisons (chained), `|`, `^`, `&`, shifts, `+ -`, `* / // % @`, unary
/// signs, `**` (to the right), calls. `&` and `|` bind tighter than comparisons, as in Python.
package struct Parser {
  /// Deeper nesting is refused instead of exhausting the stack.
  package static let depthMax = 200
  package static let sizeMax = 5_000

  private let text: String
  private let tokens: [Token]
  private var index = 0
  private var nesting = 0
  private var futureOffset: Int?

  /// An expression with what its text alone tells.
  package struct Result: Sendable {
    package var expression: Expression
    package var type: ValueType
    /// Characters before the first operator that takes later days.
    package var futureOffset: Int?
  }

  package static func parse(_ text: String) throws(ExpressionFault) -> Result {
    var parser = Parser(text: text, tokens: try Lexer.tokens(text))
    let term = try parser.comparison()
    guard parser.token.kind == .end else {
      throw parser.unexpected("an operator or the end")
    }
    guard case .series(let expression, let type) = term.value else {
      throw ExpressionFault(
        .syntax, at: 0, of: text, "\(term.shown) alone is no factor", remedy: "Use at least one field such as $close.")
    }
    return Result(expression: expression, type: type, futureOffset: parser.futureOffset)
  }

  private init(text: String, tokens: [Token]) {
    self.text = text
    self.tokens = tokens
  }

  private var token: Token { tokens[index] }

  private func fault(_ kind: ExpressionFault.Kind, _ offset: Int, _ summary: String, _ remedy: String)
    -> ExpressionFault
  {
    ExpressionFault(kind, at: offset, of: text, summary, remedy: remedy)
  }

  private func unexpected(_ expected: String) -> ExpressionFault {
    if case .name(let word) = token.kind, ["and", "or", "not", "if", "else", "in", "is"].contains(word) {
      return fault(
        .syntax, token.offset, "'\(word)' does not work in qlib expressions",
        "Use & for and, | for or, Not(...), If(condition, a, b); parenthesise comparisons.")
    }
    return fault(
      .syntax, token.offset, "\(expected) is expected, not \(token.shown)", "Correct the expression at this place.")
  }

  private mutating func take(_ symbols: String...) -> Token? {
    guard case .symbol(let symbol) = token.kind, symbols.contains(symbol) else { return nil }
    defer { index += 1 }
    return token
  }

  private func symbol(_ token: Token) -> String {
    if case .symbol(let symbol) = token.kind { symbol } else { "" }
  }

  private mutating func nested<R>(_ body: (inout Parser) throws(ExpressionFault) -> R) throws(ExpressionFault) -> R {
    nesting += 1
    defer { nesting -= 1 }
    if nesting > Parser.depthMax {
      throw fault(
        .limit, token.offset, "nested deeper than \(Parser.depthMax) levels", "Split the factor into several.")
    }
    return try body(&self)
  }

  /// `a<b<c` is `a<b and b<c` to Python, and an expression counts as true: what remains is `b<c`.
  private mutating func comparison() throws(ExpressionFault) -> Term {
    var left = try level(0)
    var result: Term?
    while let token = take("<", "<=", ">", ">=", "==", "!=") {
      let right = try level(0)
      if let known = result, case .number(let number) = known.value, !number.isTrue { continue }
      result = try combine(symbol(token), left, right, at: token.offset)
      left = right
    }
    return result ?? left
  }

  private static let levels: [[String]] = [
    ["|"], ["^"], ["&"], ["<<", ">>"], ["+", "-"], ["*", "/", "//", "%", "@"],
  ]

  private mutating func level(_ number: Int) throws(ExpressionFault) -> Term {
    guard number < Parser.levels.count else { return try unary() }
    var left = try level(number + 1)
    while case .symbol(let symbol) = token.kind, Parser.levels[number].contains(symbol) {
      let offset = token.offset
      index += 1
      left = try combine(symbol, left, try level(number + 1), at: offset)
    }
    return left
  }

  private mutating func unary() throws(ExpressionFault) -> Term {
    guard let sign = take("-", "+", "~") else { return try power() }
    let operand = try nested { parser throws(ExpressionFault) in try parser.unary() }
    let symbol = symbol(sign)
    guard case .number(let number) = operand.value else {
      throw fault(
        .type, sign.offset, "qlib has no unary '\(symbol)' for expressions",
        symbol == "-" ? "Write 0-x or -1*x." : symbol == "~" ? "Write Not(x)." : "Leave it out.")
    }
    do {
      let value = symbol == "-" ? try number.negated() : symbol == "~" ? try number.inverted() : try number.positive()
      return Term(value: .number(value), offset: sign.offset)
    } catch { throw refusal(error, sign.offset) }
  }

  private mutating func power() throws(ExpressionFault) -> Term {
    let base = try primary()
    guard let token = take("**") else { return base }
    let exponent = try nested { parser throws(ExpressionFault) in try parser.unary() }
    return try combine("**", base, exponent, at: token.offset)
  }

  private mutating func primary() throws(ExpressionFault) -> Term {
    let start = token
    switch start.kind {
    case .number(let number):
      index += 1
      return Term(value: .number(number), offset: start.offset)
    case .field(let name):
      index += 1
      return Term(value: .series(.node(.field(name), []), .float32), offset: start.offset)
    case .pointInTimeField(let name):
      index += 1
      return Term(value: .series(.node(.pointInTime(name), []), .float32), offset: start.offset)
    case .string(let text):
      index += 1
      return Term(value: .text(text), offset: start.offset)
    case .name(let name): return try named(name, start)
    case .symbol("("):
      index += 1
      let inner = try nested { parser throws(ExpressionFault) in try parser.comparison() }
      guard take(")") != nil else { throw unexpected("')' or an operator") }
      return inner
    default: throw unexpected("a field, a number or an operator's name")
    }
  }

  private mutating func named(_ name: String, _ start: Token) throws(ExpressionFault) -> Term {
    index += 1
    guard take("(") != nil else {
      if name == "True" || name == "False" {
        return Term(value: .number(.bool(name == "True")), offset: start.offset)
      }
      index -= 1
      if OperatorTable.signature(name) == nil { throw unexpected("a field (written $\(name)) or a number") }
      throw fault(
        .syntax, start.offset, "the operator \(name) needs its arguments in parentheses",
        "Write \(OperatorTable.signature(name)?.usage ?? name).")
    }
    var call = CallArguments(text: text, name: name, offset: start.offset)
    try nested { parser throws(ExpressionFault) in
      while parser.take(")") == nil {
        try parser.argument(into: &call)
        if parser.take(",") == nil, parser.token.kind != .symbol(")") { throw parser.unexpected("',' or ')'") }
      }
    }
    let term = try call.term()
    try check(term, start.offset)
    if futureOffset == nil, call.looksAhead { futureOffset = start.offset }
    return term
  }

  private mutating func argument(into call: inout CallArguments) throws(ExpressionFault) {
    let start = token
    if case .name(let keyword) = start.kind, tokens[index + 1].kind == .symbol("=") {
      index += 2
      call.keywords.append((keyword, start.offset, try comparison()))
    } else if call.keywords.isEmpty {
      call.positional.append(try comparison())
    } else {
      throw fault(
        .syntax, start.offset, "an argument without a name follows one with a name", "Name this argument too.")
    }
  }

  private func combine(_ symbol: String, _ left: Term, _ right: Term, at offset: Int) throws(ExpressionFault) -> Term {
    if case .number(let first) = left.value, case .number(let second) = right.value {
      do {
        return Term(value: .number(try first.applying(symbol, second)), offset: left.offset)
      } catch { throw refusal(error, offset) }
    }
    let term = try Combination.term(symbol, left, right, at: offset, of: text)
    try check(term, offset)
    return term
  }

  private func refusal(_ refusal: PythonNumber.Refusal, _ offset: Int) -> ExpressionFault {
    fault(.type, offset, "Python refuses this: \(refusal.reason)", "Correct the numbers.")
  }

  private func check(_ term: Term, _ offset: Int) throws(ExpressionFault) {
    if term.depth > Parser.depthMax || term.size > Parser.sizeMax {
      throw fault(
        .limit, offset,
        "more than \(Parser.sizeMax) steps or \(Parser.depthMax) levels", "Split the factor into several.")
    }
  }
}
