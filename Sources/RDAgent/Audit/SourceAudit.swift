import Foundation
import Primitives

/// The audit of one file of Python: what its code may do, judged by its tokens alone.
///
/// The exporter judges by Python's own syntax tree, with the same table; both name the same findings. What
/// neither can see, a sandbox must hold back: this is the first of two fences.
struct SourceAudit {
  let file: String
  let rules: AuditRules
  /// Modules that lie in the audited folder and are judged too.
  let localModules: Set<String>
  let streams: [[PythonToken]]
  let imports: [PythonImport]
  /// What a name may stand for, as full dotted names.
  private let aliases: [String: Set<String>]
  /// Names that are given a negative number somewhere.
  private let negatives: Set<String>
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
    let streams = try PythonLexer.streams(source).map(PythonImport.withoutNeedlessParentheses)
    self.streams = streams
    imports = try PythonImport.all(in: streams[0])
    aliases = PythonImport.aliases(imports)
    negatives = Set(streams[0].indices.compactMap { SourceAudit.negativeName(streams[0], at: $0) })
  }

  /// Sorted by line, identifier and symbol.
  mutating func findings() -> [AuditFinding] {
    if let (line, name) = SourceEncoding.declared(in: lines), !SourceEncoding.isUTF8(name) {
      add(line, "audit.encoding", name)
    }
    for statement in imports { judge(statement) }
    for (index, stream) in streams.enumerated() {
      let skipped = index == 0 ? imports.map(\.tokens) : []
      names(in: stream, skipping: skipped)
      calls(in: stream)
    }
    return found.sorted { $0.key < $1.key }.map(\.value)
  }

  mutating func add(_ line: Int, _ id: String, _ symbol: String) {
    let text = line <= lines.count ? lines[line - 1].trimmingCharacters(in: .whitespaces) : ""
    let key = Key(line: line, id: id, symbol: symbol)
    if found[key] == nil {
      found[key] = AuditFinding(
        file: file, line: line, id: id, symbol: symbol, text: text, reason: rules.reasons[id] ?? .unexplained)
    }
  }

  // MARK: - Imports

  private mutating func judge(_ statement: PythonImport) {
    let line = statement.line
    guard statement.isFrom else {
      for name in statement.names { _ = imported(name.name, line) }
      return
    }
    if statement.level > 0 {
      if localModules.isEmpty {
        add(line, "audit.import", String(repeating: ".", count: statement.level) + statement.module)
      }
      return
    }
    guard imported(statement.module, line) else { return }
    for name in statement.names {
      let path = statement.module + "." + name.name
      if name.name == "*" {
        add(line, "audit.import", path)
      } else {
        member(name.name, [path], line)
      }
    }
  }

  /// Whether a module is allowed as such.
  private mutating func imported(_ module: String, _ line: Int) -> Bool {
    let parts = module.split(separator: ".").map(String.init)
    guard let first = parts.first, !localModules.contains(first) else { return true }
    guard rules.allowedModules.contains(first) else {
      add(line, rules.moduleFindings[first] ?? "audit.import", module)
      return false
    }
    for count in 1..<max(parts.count, 1) { member(parts[count], [parts[...count].joined(separator: ".")], line) }
    return true
  }

  // MARK: - Names

  /// Judges one name behind a dot, or one that is imported from a module.
  mutating func member(_ name: String, _ paths: Set<String>, _ line: Int) {
    for path in paths.sorted() {
      if let id = rules.moduleFindings[path] ?? rules.qualified[path] { add(line, id, path) }
      let module = path.prefix { $0 != "." }
      if let allowed = rules.partlyAllowedModules[String(module)], path.dropFirst(module.count + 1) == name,
        !allowed.contains(name), rules.attributes[name] == nil
      {
        add(line, "audit.import", path)
      }
    }
    if let id = rules.attributes[name] {
      add(line, id, name)
    } else if rules.hiddenModules.contains(name) {
      add(line, "audit.import", name)
    }
    if rules.isForbiddenDunder(name) { add(line, "audit.builtins", name) }
  }

  private mutating func names(in stream: [PythonToken], skipping skipped: [Range<Int>]) {
    var scope = NameScope()
    for (index, token) in stream.enumerated() {
      let isParameter = scope.isParameter(stream, index)
      scope.pass(stream, index)
      if skipped.contains(where: { $0.contains(index) }) { continue }
      let next = index + 1 < stream.count ? stream[index + 1] : nil
      switch token.kind {
      case .string: literal(stream, index)
      case .name:
        let isCalled = next?.isSymbol("(") == true
        if index > 0, stream[index - 1].isSymbol(".") {
          member(token.text, paths(stream, to: index), token.line)
          if !isCalled, rules.writers.contains(token.text) || rules.textWriters.contains(token.text) {
            add(token.line, "audit.file-write", token.text)
          }
        } else if !isParameter {
          name(token, isCalled: isCalled)
          if next?.isSymbol(".") != true {
            for path in (aliases[token.text] ?? []).sorted() where rules.partlyAllowedModules[path] != nil {
              add(token.line, "audit.import", path)
            }
          }
        }
      default: break
      }
    }
  }

  private mutating func name(_ token: PythonToken, isCalled: Bool) {
    if let id = rules.names[token.text] {
      add(token.line, id, token.text)
    } else if rules.isForbiddenDunder(token.text) {
      add(token.line, "audit.builtins", token.text)
    }
    guard !isCalled else { return }
    if token.text == "open" { add(token.line, "audit.file-write", token.text) }
    if rules.reflection[token.text] != nil { add(token.line, "audit.builtins", token.text) }
  }

  /// Full dotted names of the chain that ends at a name behind a dot.
  private func paths(_ stream: [PythonToken], to index: Int) -> Set<String> {
    var parts = [stream[index].text]
    var place = index
    while place >= 2, stream[place - 1].isSymbol("."), stream[place - 2].kind == .name {
      place -= 2
      parts.insert(stream[place].text, at: 0)
    }
    if place > 0, stream[place - 1].isSymbol(".") { return [] }
    let rest = parts.dropFirst().joined(separator: ".")
    return Set((aliases[parts[0]] ?? []).map { $0 + "." + rest })
  }

  func resolved(_ name: String) -> Set<String> {
    Set((aliases[name] ?? []).map { path in path.split(separator: ".").last.map(String.init) ?? path })
  }

  // MARK: - Literals

  private mutating func literal(_ stream: [PythonToken], _ index: Int) {
    let token = stream[index]
    guard !token.isBytes, !SourceAudit.isSilent(stream, index) else { return }
    if let first = token.parts.first, let text = first?.lowercased() {
      for scheme in rules.schemes where text.hasPrefix(scheme) { add(token.line, "audit.network", scheme) }
    }
    for part in token.parts {
      for dunder in AuditRules.dunders(in: part ?? "") where !rules.permittedDunders.contains(dunder) {
        add(token.line, "audit.builtins", dunder)
      }
    }
  }

  /// A literal that is a statement of its own does nothing: documentation.
  private static func isSilent(_ stream: [PythonToken], _ index: Int) -> Bool {
    guard !stream[index].isFormatted, PythonStream.startsStatement(after: index > 0 ? stream[index - 1] : nil) else {
      return false
    }
    let next = index + 1 < stream.count ? stream[index + 1] : nil
    return next == nil || next?.kind == .newline || next?.isSymbol(";") == true
  }

  /// The name of a statement `name = -1`.
  private static func negativeName(_ stream: [PythonToken], at index: Int) -> String? {
    guard stream[index].kind == .name, PythonStream.startsStatement(after: index > 0 ? stream[index - 1] : nil),
      index + 1 < stream.count, stream[index + 1].isSymbol("=")
    else { return nil }
    let end = stream[(index + 2)...].firstIndex { $0.kind == .newline || $0.isSymbol(";") } ?? stream.count
    let value = stream[(index + 2)..<end].filter { !$0.isSymbol("(") && !$0.isSymbol(")") }
    guard value.count == 2, value[0].isSymbol("-"), value[1].kind == .number else { return nil }
    return stream[index].text
  }

  func isNegative(_ argument: CallArgument) -> Bool {
    if argument.tokens.count == 1, argument.tokens[0].kind == .name {
      return negatives.contains(argument.tokens[0].text)
    }
    return argument.tokens.first { !$0.isSymbol("(") }?.isSymbol("-") == true
  }
}

extension Message {
  fileprivate static var unexplained: Message {
    Message("audit.unexplained", en: "The audit does not allow it.", zh: "审查不允许这样做。")
  }
}
