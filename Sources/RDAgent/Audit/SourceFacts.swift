/// What a file says about its own names, wherever it says it.
struct SourceFacts {
  /// Functions by name; more than one where a name is defined again.
  private(set) var functions: [String: [PythonNode]] = [:]
  /// Values that a name is given; of a loop what it goes through.
  private(set) var values: [String: [PythonNode]] = [:]
  /// Functions that have a parameter of a name, with its place.
  private(set) var parameters: [String: [(function: String, place: Int)]] = [:]
  /// Calls by the name that is called.
  private(set) var calls: [String: [PythonNode]] = [:]
  /// Names that the file's own classes have behind a dot.
  private(set) var members: Set<String> = []
  private(set) var deleted: Set<String> = []
  /// Imports of names that a function declares global.
  private(set) var globalImports: [String: Set<String>] = [:]
  /// Nodes of names that are written, not read.
  private(set) var stores: Set<ObjectIdentifier> = []
  /// Nodes of names in annotations.
  private(set) var annotated: Set<ObjectIdentifier> = []

  init(_ tree: PythonNode) {
    var globals: Set<String> = []
    var imports: [String: Set<String>] = [:]
    tree.visit { node in
      switch node.kind {
      case .function:
        functions[node.text, default: []].append(node)
        for (place, parameter) in node.parameters.enumerated() {
          parameters[parameter.text, default: []].append((node.text, place))
        }
      case .type:
        for statement in node.block?.children ?? [] {
          if statement.kind == .function { members.insert(statement.text) }
          members.formUnion(NameScope.bound(statement))
        }
      case .assign, .augmented, .annotated, .walrus: assigned(node)
      case .loop where node.text == "for":
        assigned(node.children[0], node.children[1])
      case .delete: node.children.first.map { deleted.formUnion(NameScope.targets($0)) }
      case .global, .outer: globals.formUnion(node.children.map(\.text))
      case .importing, .importingFrom: imports.merge(NameScope.imported(node)) { $0.union($1) }
      case .call:
        if let callee = node.children.first, callee.kind == .name || callee.kind == .attribute {
          calls[callee.text, default: []].append(node)
          registered(node, callee)
        }
      case .clause: node.visit { if $0.kind == .name { stores.insert(ObjectIdentifier($0)) } }
      case .annotation: node.visit { annotated.insert(ObjectIdentifier($0)) }
      default: break
      }
    }
    globalImports = imports.filter { globals.contains($0.key) }
  }

  /// A network's buffers and parts that it names by a text: `self.register_buffer("table", ...)`.
  private mutating func registered(_ call: PythonNode, _ callee: PythonNode) {
    guard callee.kind == .attribute, ["add_module", "register_buffer", "register_parameter"].contains(callee.text),
      callee.children[0].kind == .name, callee.children[0].text == "self", let name = call.positional(0)?.literal,
      let first = name.first, first != "_"
    else { return }
    members.insert(name)
  }

  private mutating func assigned(_ node: PythonNode) {
    if node.text == "=" {
      guard let value = node.children.last else { return }
      for target in node.children.dropLast() { assigned(target, value) }
    } else if node.kind == .annotated {
      assigned(node.children[0], node.children.count > 2 ? node.children[2] : nil)
    } else {
      assigned(node.children[0], node.children.count > 1 ? node.children[1] : nil)
    }
  }

  private mutating func assigned(_ target: PythonNode, _ value: PythonNode?) {
    switch target.kind {
    case .name:
      stores.insert(ObjectIdentifier(target))
      if let value { values[target.text, default: []].append(value) }
    case .attribute where target.children[0].kind == .name && target.children[0].text == "self":
      members.insert(target.text)
    case .tuple, .list:
      let isTuple = value?.kind == .tuple && value?.children.count == target.children.count
      for (index, part) in target.children.enumerated() { assigned(part, isTuple ? value?.children[index] : value) }
    case .starred: assigned(target.children[0], value)
    default: break
    }
  }

  /// Whether every value that may stand in a place is accepted, followed through names and parameters.
  func all(_ node: PythonNode, depth: Int = 0, _ accepts: (PythonNode) -> Bool?) -> Bool {
    if let answer = accepts(node) { return answer }
    guard depth < 8 else { return false }
    func follow(_ node: PythonNode) -> Bool { all(node, depth: depth + 1, accepts) }
    switch node.kind {
    case .conditional: return follow(node.children[0]) && follow(node.children[2])
    case .walrus: return follow(node.children[1])
    case .name:
      let assigned = values[node.text] ?? []
      let places = parameters[node.text] ?? []
      guard assigned.count + places.count <= 40 else { return false }
      return assigned.allSatisfy(follow)
        && places.allSatisfy { function, place in
          (calls[function] ?? []).prefix(40).allSatisfy { call in
            guard !call.isSpread else { return false }
            guard let value = call.named(node.text) ?? call.positional(place) else { return true }
            return follow(value)
          }
        }
    default: return true
    }
  }
}
