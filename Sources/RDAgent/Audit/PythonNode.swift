/// One node of the tree of a Python file: an expression, a statement or a part of one.
final class PythonNode {
  enum Kind {
    // Expressions
    case name, attribute, call, item, number, string, constant, lambda, operation, conditional, tuple, list, set, dict
    case comprehension, starred, doubleStarred, keyword, slice, walrus, wait
    // Statements
    case assign, augmented, annotated, expression, answer, delete, global, outer, importing, importingFrom, function
    case type, branch, loop, scope, attempt, match, arm, other
    // Parts of them
    case parameter, decorator, annotation, block, handler, imported, capture, clause
  }

  let kind: Kind
  /// The name, the operator or the literal number; of a keyword argument its name.
  let text: String
  /// Counted from 1: the line of the name itself, where there is one.
  let line: Int
  let children: [PythonNode]
  /// Of a string its token.
  let token: PythonToken?
  /// Nodes on the longest way down.
  let height: Int

  init(_ kind: Kind, _ text: String = "", _ line: Int, _ children: [PythonNode] = [], token: PythonToken? = nil) {
    self.kind = kind
    self.text = text
    self.line = line
    self.children = children
    self.token = token
    height = 1 + (children.lazy.map(\.height).max() ?? 0)
  }

  /// The text of a plain literal; nil for everything else.
  var literal: String? { kind == .string ? token?.literal : nil }
  var isFalse: Bool { kind == .constant && text == "False" }

  /// Of a call: what stands between its brackets.
  var arguments: ArraySlice<PythonNode> { kind == .call ? children.dropFirst() : [] }
  var positional: [PythonNode] { arguments.filter { ![.keyword, .doubleStarred].contains($0.kind) } }
  var isSpread: Bool { arguments.contains { $0.kind == .starred || $0.kind == .doubleStarred } }
  var parameters: [PythonNode] { children.filter { $0.kind == .parameter } }
  var block: PythonNode? { children.last { $0.kind == .block } }

  func named(_ keyword: String) -> PythonNode? {
    arguments.last { $0.kind == .keyword && $0.text == keyword }?.children.first
  }

  func positional(_ place: Int) -> PythonNode? {
    let plain = positional
    return place < plain.count && plain[...place].allSatisfy { $0.kind != .starred } ? plain[place] : nil
  }

  /// Every node below and this one, each before its children.
  func visit(_ body: (PythonNode) -> Void) {
    var todo = [self]
    while let node = todo.popLast() {
      body(node)
      todo.append(contentsOf: node.children.reversed())
    }
  }
}
