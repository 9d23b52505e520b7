import Primitives

/// Two terms and a sign between them: which of qlib's operators that is, and of which type.
enum Combination {
  private static let operations: [String: BinaryOperation] = [
    "+": .add, "-": .subtract, "*": .multiply, "/": .divide, "**": .power, "&": .and, "|": .or, "<": .lt,
    "<=": .le, ">": .gt, ">=": .ge, "==": .eq, "!=": .ne,
  ]

  /// With a number on the left, Python asks the expression on the right for the reflected operation.
  private static let reflected: [BinaryOperation: BinaryOperation] = [
    .lt: .gt, .le: .ge, .gt: .lt, .ge: .le, .eq: .eq, .ne: .ne, .multiply: .multiply,
  ]

  static func term(_ symbol: String, _ left: Term, _ right: Term, at offset: Int, of text: String)
    throws(ExpressionFault) -> Term
  {
    guard let operation = operations[symbol] else {
      throw ExpressionFault(.type, at: offset, of: text, .noSign(symbol), remedy: .signs)
    }
    if left.isSeries { return try term(operation, left, right, at: offset, of: text) }
    guard let turned = reflected[operation] else {
      return try term(operation, left, right, at: offset, of: text)
    }
    return try term(turned, right, left, at: offset, of: text)
  }

  static func term(_ operation: BinaryOperation, _ left: Term, _ right: Term, at offset: Int, of text: String)
    throws(ExpressionFault) -> Term
  {
    guard let first = left.expression, let second = right.expression, let firstOperand = left.operand,
      let secondOperand = right.operand
    else {
      throw ExpressionFault(
        .type, at: offset, of: text, .notCombined(left.shown, right.shown), remedy: .expressionsAndNumbers)
    }
    guard let type = Promotion.arithmetic(operation, firstOperand, secondOperand) else {
      throw ExpressionFault(
        .type, at: offset, of: text, .notDefined(operation.rawValue, left.typeName, right.typeName),
        remedy: operation == .and || operation == .or ? .bracketComparisons : .multiplyComparison)
    }
    return Term(
      value: .series(.node(.binary(operation), [first, second]), type), offset: left.offset,
      depth: max(left.depth, right.depth) + 1, size: left.size + right.size + 1)
  }
}

extension Message {
  fileprivate static func noSign(_ sign: String) -> Message {
    Message(
      "factor.no-sign", ["sign": .text(sign)], en: "qlib has no '{sign}' for expressions.", zh: "qlib 表达式没有“{sign}”。")
  }

  fileprivate static let signs = Message(
    "factor.signs", en: "Use + - * / ** & | and comparisons.", zh: "请用 + - * / ** & | 和比较运算。")

  fileprivate static func notCombined(_ left: MessageArgument, _ right: MessageArgument) -> Message {
    Message(
      "factor.not-combined", ["left": left, "right": right], en: "These cannot be combined: {left} and {right}.",
      zh: "无法组合：{left}与{right}。")
  }

  fileprivate static let expressionsAndNumbers = Message(
    "factor.expressions-and-numbers", en: "Use expressions and numbers.", zh: "请使用表达式和数字。")

  fileprivate static func notDefined(_ name: String, _ left: MessageArgument, _ right: MessageArgument) -> Message {
    Message(
      "factor.not-defined", ["name": .text(name), "left": left, "right": right],
      en: "{name} is not defined for {left} and {right}.", zh: "{name} 不适用于 {left} 与 {right}。")
  }

  fileprivate static let bracketComparisons = Message(
    "factor.bracket-comparisons", en: "Write `(a>b)&(c>d)`. & and | bind tighter than comparisons.",
    zh: "请写 `(a>b)&(c>d)`；& 和 | 比比较运算结合得更紧。")
  fileprivate static let multiplyComparison = Message(
    "factor.multiply-comparison", en: "Multiply a comparison by 1 to calculate with it.",
    zh: "要用比较结果计算，请先乘以 1。")
}
