import Primitives

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
      throw parser.unexpected(.operatorOrEnd)
    }
    guard case .series(let expression, let type) = term.value else {
      throw ExpressionFault(.syntax, at: 0, of: text, .noFactor(term.shown), remedy: .useAField)
    }
    if expression.hasBarePeriodField {
      throw ExpressionFault(.type, at: parser.periodOffset, of: text, .barePeriodField, remedy: .write("P($$name_q)"))
    }
    if expression.extendedWindow.isBehindTheEnd {
      throw ExpressionFault(.argument, at: 0, of: text, .expandingPair, remedy: .expandingBesideAnother)
    }
    return Result(expression: expression, type: type, futureOffset: parser.futureOffset)
  }

  private init(text: String, tokens: [Token]) {
    self.text = text
    self.tokens = tokens
  }

  private var token: Token { tokens[index] }

  /// Characters before the first point-in-time field.
  private var periodOffset: Int {
    tokens.first { token in
      switch token.kind {
      case .pointInTimeField, .name("PFeature"): true
      default: false
      }
    }?.offset ?? 0
  }

  private func fault(_ kind: ExpressionFault.Kind, _ offset: Int, _ summary: Message, _ remedy: Message)
    -> ExpressionFault
  {
    ExpressionFault(kind, at: offset, of: text, summary, remedy: remedy)
  }

  private func unexpected(_ expected: Message) -> ExpressionFault {
    if case .name(let word) = token.kind, ["and", "or", "not", "if", "else", "in", "is"].contains(word) {
      return fault(.syntax, token.offset, .pythonWord(word), .operatorsForWords)
    }
    return fault(.syntax, token.offset, .unexpected(token.shown, expected), .correctHere)
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
      throw fault(.limit, token.offset, .tooDeep(Parser.depthMax), .splitFactor)
    }
    return try body(&self)
  }

  /// `a<b<c` is `a<b and b<c` to Python, and an expression counts as true: what remains is `b<c`.
  private mutating func comparison() throws(ExpressionFault) -> Term {
    var left = try operation()
    var result: Term?
    while let token = take("<", "<=", ">", ">=", "==", "!=") {
      let right = try operation()
      if let known = result, case .number(let number) = known.value, !number.isTrue { continue }
      result = try combine(symbol(token), left, right, at: token.offset)
      left = right
    }
    return result ?? left
  }

  /// How tight a sign binds.
  private static let levels: [String: Int] = [
    "|": 0, "^": 1, "&": 2, "<<": 3, ">>": 3, "+": 4, "-": 4, "*": 5, "/": 5, "//": 5, "%": 5, "@": 5,
  ]

  /// Signs between operands, from the left. What waits for a tighter sign lies in a list: a call a level would make
  /// each bracket cost a dozen frames of the stack.
  private mutating func operation() throws(ExpressionFault) -> Term {
    var waiting: [(symbol: String, level: Int, left: Term, offset: Int)] = []
    var right = try unary()
    while true {
      let sign = symbol(token)
      let level = Parser.levels[sign]
      while let last = waiting.last, last.level >= level ?? 0 {
        waiting.removeLast()
        right = try combine(last.symbol, last.left, right, at: last.offset)
      }
      guard let level else { return right }
      waiting.append((sign, level, right, token.offset))
      index += 1
      right = try unary()
    }
  }

  private mutating func unary() throws(ExpressionFault) -> Term {
    guard let sign = take("-", "+", "~") else { return try power() }
    return try signed(sign)
  }

  private mutating func signed(_ sign: Token) throws(ExpressionFault) -> Term {
    let operand = try nested { parser throws(ExpressionFault) in try parser.unary() }
    let symbol = symbol(sign)
    guard case .number(let number) = operand.value else {
      throw fault(
        .type, sign.offset, .noUnary(symbol), symbol == "-" ? .writeMinus : symbol == "~" ? .write("Not(x)") : .leaveOut
      )
    }
    do {
      let value = symbol == "-" ? try number.negated() : symbol == "~" ? try number.inverted() : try number.positive()
      return Term(value: .number(value), offset: sign.offset)
    } catch { throw refusal(error, sign.offset) }
  }

  private mutating func power() throws(ExpressionFault) -> Term {
    let base = try primary()
    guard let token = take("**") else { return base }
    return try raised(base, at: token.offset)
  }

  private mutating func raised(_ base: Term, at offset: Int) throws(ExpressionFault) -> Term {
    let exponent = try nested { parser throws(ExpressionFault) in try parser.unary() }
    return try combine("**", base, exponent, at: offset)
  }

  private mutating func primary() throws(ExpressionFault) -> Term {
    switch token.kind {
    case .name(let name): try named(name, token)
    case .symbol("("): try bracketed()
    default: try single()
    }
  }

  private mutating func bracketed() throws(ExpressionFault) -> Term {
    index += 1
    let inner = try nested { parser throws(ExpressionFault) in try parser.comparison() }
    guard take(")") != nil else { throw unexpected(.bracketOrOperator) }
    return inner
  }

  /// A number, a field or a text.
  private mutating func single() throws(ExpressionFault) -> Term {
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
    default: throw unexpected(.operand)
    }
  }

  private mutating func named(_ name: String, _ start: Token) throws(ExpressionFault) -> Term {
    index += 1
    return take("(") == nil ? try bare(name, start) : try call(name, start)
  }

  /// A name without brackets.
  private mutating func bare(_ name: String, _ start: Token) throws(ExpressionFault) -> Term {
    if name == "True" || name == "False" {
      return Term(value: .number(.bool(name == "True")), offset: start.offset)
    }
    if name == "None" { return Term(value: .number(.null), offset: start.offset) }
    index -= 1
    guard let signature = OperatorTable.signature(name) else { throw unexpected(.fieldOrNumber(name)) }
    throw fault(.syntax, start.offset, .noParentheses(name), .write(signature.usage))
  }

  private mutating func call(_ name: String, _ start: Token) throws(ExpressionFault) -> Term {
    var call = CallArguments(text: text, name: name, offset: start.offset)
    try nested { parser throws(ExpressionFault) in
      while parser.take(")") == nil {
        try parser.argument(into: &call)
        if parser.take(",") == nil, parser.token.kind != .symbol(")") { throw parser.unexpected(.commaOrBracket) }
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
      throw fault(.syntax, start.offset, .unnamedArgument, .nameArgument)
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
    fault(.type, offset, refusal.reason, .correctNumbers)
  }

  private func check(_ term: Term, _ offset: Int) throws(ExpressionFault) {
    if term.depth > Parser.depthMax || term.size > Parser.sizeMax {
      throw fault(.limit, offset, .tooLarge(steps: Parser.sizeMax, levels: Parser.depthMax), .splitFactor)
    }
  }
}

/// What can stand at a place.
extension Message {
  fileprivate static let operatorOrEnd = Message(
    "factor.operator-or-end-word", en: "an operator or the end", zh: "运算符或结尾")
  fileprivate static let bracketOrOperator = Message(
    "factor.bracket-or-operator-word", en: "')' or an operator", zh: "“)”或运算符")
  fileprivate static let operand = Message(
    "factor.operand-word", en: "a field, a number or the name of an operator", zh: "字段、数字或运算符名")
  fileprivate static let commaOrBracket = Message("factor.comma-or-bracket-word", en: "',' or ')'", zh: "“,”或“)”")

  fileprivate static func fieldOrNumber(_ name: String) -> Message {
    Message(
      "factor.field-or-number-word", ["name": .text(name)], en: "a field (written ${name}) or a number",
      zh: "字段（写作 ${name}）或数字")
  }
}

extension Message {
  fileprivate static func unexpected(_ found: MessageArgument, _ expected: Message) -> Message {
    Message(
      "factor.unexpected", ["expected": .message(expected), "found": found],
      en: "Expected here: {expected}. Found: {found}.", zh: "此处应为{expected}，实为 {found}。")
  }

  fileprivate static let correctHere = Message(
    "factor.correct-here", en: "Correct the expression at this place.", zh: "请更正此处的表达式。")

  fileprivate static func pythonWord(_ word: String) -> Message {
    Message(
      "factor.python-word", ["word": .text(word)], en: "'{word}' does not work in expressions of qlib.",
      zh: "qlib 表达式不支持“{word}”。")
  }

  fileprivate static let operatorsForWords = Message(
    "factor.operators-for-words",
    en: "Use `&`, `|`, `Not(x)` and `If(condition,a,b)`. Put comparisons in parentheses.",
    zh: "请用 `&`、`|`、`Not(x)` 和 `If(condition,a,b)`，并给比较加括号。")

  fileprivate static func noFactor(_ found: MessageArgument) -> Message {
    Message(
      "factor.alone", ["found": found], en: "The expression is only {found}. That is not a factor.",
      zh: "表达式只有{found}，不构成因子。")
  }

  fileprivate static let barePeriodField = Message(
    "factor.bare-period-field", en: "qlib refuses a point-in-time field outside P and PRef.",
    zh: "qlib 拒绝在 P 与 PRef 之外使用时点字段。")

  fileprivate static let expandingPair = Message(
    "factor.expanding-pair", en: "qlib finds no rows for Cov with N=0 where no other operand loads any.",
    zh: "N=0 的 Cov 若没有其他操作数载入数据，qlib 取不到任何行。")
  fileprivate static let expandingBesideAnother = Message(
    "factor.expanding-beside-another", en: "Give a window in rows, or `Rolling(x,0,'cov')` for the variance.",
    zh: "请给出以行计的窗口；若求方差，请写 `Rolling(x,0,'cov')`。")

  fileprivate static let useAField = Message(
    "factor.use-a-field", en: "Use at least one field such as $close.", zh: "请至少使用一个字段，如 $close。")

  fileprivate static func tooDeep(_ levels: Int) -> Message {
    Message(
      "factor.too-deep", ["levels": .count(levels)], en: "The expression is nested deeper than {levels} levels.",
      zh: "表达式嵌套超过 {levels} 层。")
  }

  fileprivate static func tooLarge(steps: Int, levels: Int) -> Message {
    Message(
      "factor.too-large", ["steps": .count(steps), "levels": .count(levels)],
      en: "The expression has more than {steps} steps or {levels} levels.",
      zh: "表达式超过 {steps} 步或 {levels} 层。")
  }

  fileprivate static func noUnary(_ sign: String) -> Message {
    Message(
      "factor.no-unary", ["sign": .text(sign)], en: "qlib has no unary '{sign}' for expressions.",
      zh: "qlib 表达式没有一元运算“{sign}”。")
  }

  fileprivate static let writeMinus = Message(
    "factor.write-minus", en: "Write `0-x` or `-1*x`.", zh: "请写 `0-x` 或 `-1*x`。")
  fileprivate static let leaveOut = Message("factor.leave-out", en: "Leave it out.", zh: "请删去。")

  fileprivate static func noParentheses(_ name: String) -> Message {
    Message(
      "factor.no-parentheses", ["name": .text(name)], en: "The operator {name} needs its arguments in parentheses.",
      zh: "运算符 {name} 的参数须写在括号内。")
  }

  fileprivate static let unnamedArgument = Message(
    "factor.unnamed-argument", en: "An argument without a name follows one with a name.",
    zh: "未命名的参数位于命名参数之后。")
  fileprivate static let nameArgument = Message(
    "factor.name-argument", en: "Name this argument too.", zh: "请为该参数也写上名称。")
  fileprivate static let correctNumbers = Message(
    "factor.correct-numbers", en: "Correct the numbers.", zh: "请更正数字。")
}
