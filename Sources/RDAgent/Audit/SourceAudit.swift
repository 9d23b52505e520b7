import Foundation
import Primitives

/// The audit of one file of Python: what its code may do, judged by its syntax tree and a list of what is allowed.
///
/// The exporter judges by Python's own tree, with the same table; both name the same findings. It is a courtesy to
/// the reader: the wall around code that runs is the sandbox.
struct SourceAudit {
  let file: String
  let rules: AuditRules
  /// Modules that lie in the audited folder and are judged too.
  let localModules: Set<String>
  let tree: PythonNode
  let facts: SourceFacts
  private let lines: [String]
  private var found: [Key: AuditFinding] = [:]

  private struct Key: Hashable, Comparable {
    var line: Int
    var id: String
    var symbol: String

    static func < (left: Key, right: Key) -> Bool {
      (left.line, left.id, left.symbol) < (right.line, right.id, right.symbol)
    }
  }

  /// - Throws: `PythonLexer.Failure` where the source is no Python.
  init(file: String, source: String, rules: AuditRules, localModules: Set<String>) throws {
    self.file = file
    self.rules = rules
    self.localModules = localModules
    lines = source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    tree = try PythonParser.module(source)
    facts = SourceFacts(tree)
  }

  /// Sorted by line, identifier and symbol.
  mutating func findings() -> [AuditFinding] {
    if let (line, name) = SourceEncoding.declared(in: lines), !SourceEncoding.isUTF8(name) {
      add(line, "audit.encoding", name)
    }
    let module = NameScope(.module)
    module.collect(tree)
    module.add(imports: facts.globalImports)
    let scopes = NameScopes(module)
    for statement in tree.children {
      judge(statement, scopes)
      if [.assign, .annotated, .importing, .importingFrom, .function, .type].contains(statement.kind) {
        let names = NameScope.bound(statement) + NameScope.imported(statement).keys
        module.steady.formUnion(names.filter { !facts.deleted.contains($0) })
        if statement.kind == .function || statement.kind == .type { module.steady.insert(statement.text) }
      }
    }
    var flow = DataFlow(tree, scopes)
    for entry in flow.findings() { add(entry.line, entry.id, entry.symbol) }
    return found.sorted { $0.key < $1.key }.map(\.value)
  }

  mutating func add(_ line: Int, _ id: String, _ symbol: String) {
    let key = Key(line: line, id: id, symbol: symbol)
    guard found[key] == nil, let reason = rules.reasons[id] else { return }
    let text = line <= lines.count ? lines[line - 1].trimmingCharacters(in: .whitespaces) : ""
    found[key] = AuditFinding(
      file: file, line: line, id: id, severity: reason.severity, symbol: symbol, text: text, reason: reason.text,
      remedy: reason.remedy)
  }

  // MARK: - The walk

  private mutating func judge(_ node: PythonNode, _ scopes: NameScopes, behindDot: Bool = false, called: Bool = false) {
    switch node.kind {
    case .importing, .importingFrom:
      imports(node)
      return
    case .function, .lambda:
      function(node, scopes)
      return
    case .type:
      type(node, scopes)
      return
    case .comprehension:
      let inner = NameScope(.function)
      for part in node.children where part.kind == .assign {
        part.children.first.map { NameScope.targets($0).forEach(inner.bind) }
      }
      for child in node.children { judge(child, scopes.adding(inner)) }
      return
    case .expression where node.children[0].kind == .string && node.children[0].token?.isFormatted == false:
      return
    case .name: name(node, scopes, behindDot: behindDot, called: called)
    case .attribute:
      attribute(node.text, of: node.children[0], node.line, scopes, called: called)
      if !behindDot { bare(path(node, scopes), node.line) }
    case .call: call(node, scopes)
    case .string: literal(node)
    case .clause: pattern(node)
    default: break
    }
    for (index, child) in node.children.enumerated() {
      judge(
        child, scopes, behindDot: node.kind == .attribute, called: node.kind == .call && index == 0)
    }
  }

  private mutating func function(_ node: PythonNode, _ scopes: NameScopes) {
    let inner = NameScope(.function)
    inner.bind(parameters: node.parameters)
    if let block = node.block { inner.collect(block) } else { node.children.last.map { walruses($0, inner) } }
    if node.kind == .function { definition(node) }
    for child in node.children {
      switch child.kind {
      case .decorator: decorator(child, scopes)
      case .parameter, .annotation: for part in child.children { judge(part, scopes) }
      default: judge(child, scopes.adding(inner))
      }
    }
  }

  private func walruses(_ node: PythonNode, _ scope: NameScope) {
    node.visit { if $0.kind == .walrus { NameScope.bound($0).forEach(scope.bind) } }
  }

  private mutating func definition(_ node: PythonNode) {
    if AuditRules.dunders(in: node.text) == [node.text], !rules.permittedDefinitions.contains(node.text) {
      add(node.line, "audit.definition", node.text)
    }
  }

  private mutating func type(_ node: PythonNode, _ scopes: NameScopes) {
    let inner = NameScope(.type)
    if let block = node.block { inner.collect(block) }
    for child in node.children {
      switch child.kind {
      case .decorator: decorator(child, scopes)
      case .keyword, .doubleStarred, .starred:
        add(node.line, "audit.definition", child.text)
        for part in child.children { judge(part, scopes) }
      case .block: judge(child, scopes.adding(inner))
      default: judge(child, scopes)
      }
    }
  }

  private mutating func decorator(_ node: PythonNode, _ scopes: NameScopes) {
    guard var value = node.children.first else { return }
    judge(value, scopes)
    if value.kind == .call { value = value.children[0] }
    let paths = path(value, scopes)
    if value.kind == .attribute, value.text == "setter", value.children[0].kind == .name { return }
    if value.kind == .name, facts.functions[value.text] != nil, paths.isEmpty { return }
    let named = paths.isEmpty ? [value.kind == .name ? value.text : ""] : paths
    if !named.isSubset(of: rules.decorators) {
      add(node.line, "audit.definition", value.text.isEmpty ? "@" : value.text)
    }
  }

  private mutating func pattern(_ node: PythonNode) {
    guard let pattern = node.children.first, node.text != "as" else { return }
    var refused: [PythonNode] = []
    pattern.visit { part in
      guard part.kind == .call, let type = part.children.first else { return }
      if type.kind == .name, rules.patternTypes.contains(type.text),
        !part.arguments.contains(where: { $0.kind == .keyword })
      {
        return
      }
      refused.append(type)
    }
    for type in refused { add(type.line, "audit.definition", type.text) }
  }

  // MARK: - Imports

  private mutating func imports(_ node: PythonNode) {
    guard node.kind == .importingFrom else {
      for name in node.children { _ = imported(name.text, node.line) }
      return
    }
    if node.text.first == "." {
      if localModules.isEmpty { add(node.line, "audit.import", node.text) }
      return
    }
    guard imported(node.text, node.line) else { return }
    let first = String(node.text.prefix { $0 != "." })
    for name in node.children {
      if name.text == "*" {
        add(node.line, "audit.import", node.text + ".*")
      } else if localModules.contains(first) {
        if name.text.first == "_" { add(node.line, "audit.import", node.text + "." + name.text) }
      } else {
        member(name.text, of: node.text, node.line)
      }
    }
  }

  /// Whether a module is allowed as such.
  private mutating func imported(_ module: String, _ line: Int) -> Bool {
    let first = String(module.prefix { $0 != "." })
    if localModules.contains(first) || rules.modules[module] != nil { return true }
    let known = rules.moduleFindings[module] ?? rules.moduleFindings[first]
    add(line, known ?? "audit.import", module)
    return false
  }

  /// Judges a member of an allowed module.
  private mutating func member(_ name: String, of module: String, _ line: Int) {
    let path = module + "." + name
    if let id = rules.moduleFindings[path] {
      add(line, id, path)
    } else if !rules.allows(name, of: module) {
      add(line, rules.attributes[name] ?? "audit.import", rules.attributes[name] == nil ? path : name)
    }
  }

  // MARK: - Names

  /// Full dotted names that an expression may stand for.
  func path(_ node: PythonNode, _ scopes: NameScopes) -> Set<String> {
    switch node.kind {
    case .name: scopes.paths(node.text)
    case .attribute: Set(path(node.children[0], scopes).map { $0 + "." + node.text })
    default: []
    }
  }

  /// A module that is handed on as a value can be asked for anything.
  private mutating func bare(_ paths: Set<String>, _ line: Int) {
    for path in paths where rules.modules[path] != nil && !localModules.contains(path) {
      add(line, "audit.import", path)
    }
  }

  mutating func attribute(
    _ name: String, of value: PythonNode, _ line: Int, _ scopes: NameScopes, called: Bool
  ) {
    let paths = path(value, scopes)
    let modules = paths.filter { rules.modules[$0] != nil }
    for module in modules.sorted() { member(name, of: module, line) }
    if !modules.isEmpty {
      if rules.readers.contains(name) || name == "HDFStore", !called { add(line, "audit.file-read", name) }
      if value.kind != .name || !scopes.isValue(value.text) { return }
    }
    if let first = paths.first?.prefix(while: { $0 != "." }), localModules.contains(String(first)) {
      if name.first == "_" { add(line, "audit.attribute", name) }
      return
    }
    let isSelf = value.kind == .name && (value.text == "self" || value.text == "cls")
    // A variable, or an object of a class that the file names.
    let isOwn = value.kind == .name || (value.kind == .call && value.children[0].kind == .name)
    if let id = rules.attributes[name] {
      add(line, id, name)
    } else if AuditRules.dunders(in: name) == [name] {
      if !rules.permittedDunders.contains(name) { add(line, "audit.builtins", name) }
    } else if rules.writers.contains(name) || rules.textWriters.contains(name) {
      if !called { add(line, "audit.file-write", name) }
    } else if rules.dispatching.contains(name) || ["eval", "format", "query"].contains(name) {
      if !called { add(line, "audit.dispatch", name) }
    } else if name == "bfill" || name == "backfill" {
      add(line, "audit.look-ahead", name)
    } else if name.first == "_" {
      if !isSelf || !facts.members.contains(name) { add(line, "audit.attribute", name) }
    } else if !rules.methods.contains(name), !(isOwn && facts.members.contains(name)) {
      add(line, "audit.attribute", name)
    }
  }

  private mutating func name(_ node: PythonNode, _ scopes: NameScopes, behindDot: Bool, called: Bool) {
    let name = node.text
    if AuditRules.dunders(in: name) == [name] {
      if let id = rules.names[name] {
        add(node.line, id, name)
      } else if !rules.permittedDunders.contains(name), !rules.permittedDefinitions.contains(name) {
        add(node.line, "audit.builtins", name)
      }
      return
    }
    let paths = scopes.paths(name)
    if !behindDot { bare(paths, node.line) }
    guard !scopes.hides(name), paths.isEmpty, !facts.stores.contains(ObjectIdentifier(node)) else { return }
    if rules.refusedBuiltins.contains(name) {
      add(node.line, rules.names[name] ?? "audit.builtins", name)
    } else if !called {
      if name == "open" { add(node.line, "audit.file-read", name) }
      if ["getattr", "setattr", "type"].contains(name), !facts.annotated.contains(ObjectIdentifier(node)) {
        add(node.line, "audit.builtins", name)
      }
    }
  }

  // MARK: - Literals

  private mutating func literal(_ node: PythonNode) {
    guard let token = node.token, !token.isBytes else { return }
    if let first = token.parts.first, let text = first?.lowercased() {
      for scheme in rules.schemes where text.hasPrefix(scheme) { add(token.line, "audit.network", scheme) }
    }
    for part in token.parts {
      for dunder in AuditRules.dunders(in: part ?? "") where !rules.permittedDunders.contains(dunder) {
        add(token.line, "audit.builtins", dunder)
      }
    }
  }
}
