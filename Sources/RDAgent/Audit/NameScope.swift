/// What a block of Python binds: a file, a function, a class or a comprehension.
final class NameScope {
  enum Kind { case module, function, type }

  let kind: Kind
  private(set) var names: Set<String> = []
  /// Full dotted names that an import gives a name.
  private(set) var imports: [String: Set<String>] = [:]
  /// Names that something other than an import binds.
  private(set) var others: Set<String> = []
  /// Of a file: names that a statement outside of any block has bound already.
  var steady: Set<String> = []
  private var elsewhere: Set<String> = []

  init(_ kind: Kind) { self.kind = kind }

  /// Takes note of everything that statements bind, without entering functions and classes.
  func collect(_ node: PythonNode) {
    var todo = node.children
    while let node = todo.popLast() {
      switch node.kind {
      case .function, .type:
        bind(node.text)
        todo += node.children.filter { [.decorator, .annotation, .keyword].contains($0.kind) }
        continue
      case .lambda: continue
      case .global, .outer:
        elsewhere.formUnion(node.children.map(\.text))
        continue
      default: NameScope.bound(node).forEach(bind)
      }
      for (name, paths) in NameScope.imported(node) { imports[name, default: []].formUnion(paths) }
      todo += node.children
    }
    names.formUnion(imports.keys)
    names.subtract(elsewhere)
    for name in elsewhere { imports[name] = nil }
  }

  func bind(_ name: String) {
    names.insert(name)
    others.insert(name)
  }

  func bind(parameters: [PythonNode]) { parameters.forEach { bind($0.text) } }

  /// An import of a name that a function has declared global.
  func add(imports added: [String: Set<String>]) {
    for (name, paths) in added {
      imports[name, default: []].formUnion(paths)
      names.insert(name)
    }
  }

  /// Names that one node binds by itself, imports aside.
  static func bound(_ node: PythonNode) -> [String] {
    switch node.kind {
    case .assign where node.text == "=": node.children.dropLast().flatMap(targets)
    case .assign, .augmented, .annotated, .walrus: node.children.first.map(targets) ?? []
    case .loop where node.text == "for": node.children.first.map(targets) ?? []
    case .handler, .clause: node.children.filter { $0.kind == .capture }.map(\.text) + captures(node)
    default: []
    }
  }

  private static func captures(_ node: PythonNode) -> [String] {
    guard node.kind == .clause, let pattern = node.children.first else { return [] }
    var found: [String] = []
    func read(_ node: PythonNode) {
      switch node.kind {
      case .name: found.append(node.text)
      case .call: node.arguments.forEach(read)
      case .attribute: break
      default: node.children.forEach(read)
      }
    }
    read(pattern)
    return found
  }

  static func targets(_ node: PythonNode) -> [String] {
    switch node.kind {
    case .name: [node.text]
    case .tuple, .list, .starred: node.children.flatMap(targets)
    default: []
    }
  }

  static func imported(_ node: PythonNode) -> [String: Set<String>] {
    guard node.kind == .importing || node.kind == .importingFrom, node.text.first != "." else { return [:] }
    var found: [String: Set<String>] = [:]
    for name in node.children {
      let alias = name.children.first?.text
      if node.kind == .importingFrom {
        found[alias ?? name.text, default: []].insert(node.text + "." + name.text)
      } else {
        let first = String(name.text.prefix { $0 != "." })
        found[alias ?? first, default: []].insert(alias == nil ? first : name.text)
      }
    }
    return found
  }
}

/// The scopes around a place, the innermost last.
struct NameScopes {
  private(set) var scopes: [NameScope]

  init(_ module: NameScope) { scopes = [module] }

  var module: NameScope { scopes[0] }
  var isModule: Bool { scopes.count == 1 }

  func adding(_ scope: NameScope) -> NameScopes {
    var copy = self
    copy.scopes.append(scope)
    return copy
  }

  /// The scope that a name belongs to.
  private func owner(_ name: String) -> NameScope? {
    for (index, scope) in scopes.enumerated().reversed() {
      if scope.kind == .type, index < scopes.count - 1 { continue }
      if scope.names.contains(name) { return scope }
    }
    return nil
  }

  func paths(_ name: String) -> Set<String> { owner(name)?.imports[name] ?? [] }

  /// Whether something other than an import may have bound the name.
  func isValue(_ name: String) -> Bool { owner(name).map { $0.others.contains(name) } ?? false }

  /// Whether the name is surely not Python's built-in one.
  func hides(_ name: String) -> Bool {
    guard let owner = owner(name) else { return false }
    return owner.kind == .function || (owner.kind == .module && owner.steady.contains(name))
  }
}
