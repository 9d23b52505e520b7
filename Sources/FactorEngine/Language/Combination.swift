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
      throw ExpressionFault(
        .type, at: offset, of: text, "qlib has no '\(symbol)' for expressions",
        remedy: "There are + - * / ** and comparisons, & and |.")
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
        .type, at: offset, of: text, "\(left.shown) and \(right.shown) cannot be combined",
        remedy: "Use expressions and numbers.")
    }
    guard let type = Promotion.arithmetic(operation, firstOperand, secondOperand) else {
      throw ExpressionFault(
        .type, at: offset, of: text,
        "\(operation.rawValue) is not defined for \(left.typeName) and \(right.typeName)",
        remedy: operation == .and || operation == .or
          ? "& and | join comparisons and bind tighter than them: write (a>b)&(c>d)."
          : "Multiply a comparison by 1 to calculate with it.")
    }
    return Term(
      value: .series(.node(.binary(operation), [first, second]), type), offset: left.offset,
      depth: max(left.depth, right.depth) + 1, size: left.size + right.size + 1)
  }
}
