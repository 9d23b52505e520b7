/// Where parameters are declared: their names are no uses of anything.
struct NameScope {
  private enum Bracket { case call, definition, other }

  private var brackets: [Bracket] = []
  /// Depths of lambdas whose colon has not come.
  private var lambdas: [Int] = []

  /// Whether the name at an index is declared by a definition, or names an argument.
  func isParameter(_ stream: [PythonToken], _ index: Int) -> Bool {
    guard stream[index].kind == .name else { return false }
    let before = index > 0 ? stream[index - 1] : nil
    if before?.isKeyword("def") == true || before?.isKeyword("class") == true { return true }
    // `*rest` is a parameter, `2 * rest` is not.
    let isStarred = before?.isSymbol("*") == true || before?.isSymbol("**") == true
    let isFirst = NameScope.startsParameter(isStarred && index > 1 ? stream[index - 2] : before)
    if isFirst, lambdas.last == brackets.count { return true }
    if isFirst, brackets.last == .definition { return true }
    let isNamed = index + 1 < stream.count && stream[index + 1].isSymbol("=")
    return isNamed && (brackets.last == .call || brackets.last == .definition)
  }

  private static func startsParameter(_ before: PythonToken?) -> Bool {
    before.map { $0.isKeyword("lambda") || $0.isSymbol("(") || $0.isSymbol(",") } ?? false
  }

  /// Takes note of a token.
  mutating func pass(_ stream: [PythonToken], _ index: Int) {
    let token = stream[index]
    if token.isKeyword("lambda") { lambdas.append(brackets.count) }
    guard token.kind == .symbol else { return }
    switch token.text {
    case "(":
      let isDefinition = index >= 2 && stream[index - 2].isKeyword("def")
      brackets.append(isDefinition ? .definition : .call)
    case "[", "{": brackets.append(.other)
    case ")", "]", "}": _ = brackets.popLast()
    case ":" where lambdas.last == brackets.count: _ = lambdas.popLast()
    default: break
    }
  }
}
