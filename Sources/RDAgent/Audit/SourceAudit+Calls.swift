extension SourceAudit {
  /// Judges a call by its name and its arguments.
  mutating func call(_ node: PythonNode, _ scopes: NameScopes) {
    let callee = node.children[0]
    let line = node.line
    for argument in node.arguments where argument.kind == .keyword {
      let word = argument.text
      guard let value = argument.children.first else { continue }
      if let id = rules.refusedKeywords[word], !value.isFalse { add(line, id, word) }
      if word == "aggfunc" { dispatch(value, word, line) }
      if let text = value.literal, rules.lookAheadWords[word]?.contains(text) == true {
        add(line, "audit.look-ahead", text)
      }
    }
    let isMethod = callee.kind == .attribute
    guard isMethod || (callee.kind == .name && !(scopes.hides(callee.text) && scopes.paths(callee.text).isEmpty)) else {
      return
    }
    let paths = path(callee, scopes)
    let last = paths.compactMap { $0.split(separator: ".").last.map(String.init) }
    for name in Set(last + (isMethod || paths.isEmpty ? [callee.text] : [])).sorted() {
      call(node, name, line, scopes, isMethod: isMethod, isModule: !paths.isEmpty)
    }
  }

  private mutating func call(
    _ node: PythonNode, _ name: String, _ line: Int, _ scopes: NameScopes, isMethod: Bool, isModule: Bool
  ) {
    if rules.readers.contains(name), !isMethod || isModule || name == "open" { read(node, name, line) }
    if rules.writers.contains(name) || rules.textWriters.contains(name) { written(node, name, line) }
    if rules.dispatching.contains(name), isMethod { dispatching(node, name, line, isUnbound: isModule) }
    if !isMethod || isModule { builtin(node, name, line, scopes) }
    if isMethod { textual(node, name, line) }
    if let (place, word) = rules.lookAheadPeriods[name], let value = node.named(word) ?? node.positional(place),
      isNegative(value)
    {
      add(line, "audit.look-ahead", name)
    }
    if name == "rolling", let center = node.named("center"), !center.isFalse { add(line, "audit.look-ahead", "center") }
    if name == "FixedForwardWindowIndexer" || (name == "interpolate" && isMethod && !isModule) {
      add(line, "audit.look-ahead", name)
    }
  }

  private mutating func builtin(_ node: PythonNode, _ name: String, _ line: Int, _ scopes: NameScopes) {
    switch name {
    case "getattr", "setattr", "hasattr":
      guard !node.isSpread, let text = node.positional(1)?.literal, let value = node.positional(0) else {
        add(line, "audit.builtins", name)
        return
      }
      attribute(text, of: value, line, scopes, called: false)
    case "type":
      if node.children.count != 2 || node.isSpread { add(line, "audit.builtins", name) }
    case "pivot_table", "crosstab", "NamedAgg":
      if let value = node.positional(name == "NamedAgg" ? 1 : 4) { dispatch(value, name, line) }
      if node.isSpread { add(line, "audit.dispatch", name) }
    case "print":
      if node.arguments.contains(where: { $0.kind == .doubleStarred }) { add(line, "audit.file-write", name) }
    default: break
    }
  }

  /// Methods whose text is a small language.
  private mutating func textual(_ node: PythonNode, _ name: String, _ line: Int) {
    switch name {
    case "eval":
      if node.children.count > 1 { add(line, "audit.eval", name) }
    case "query":
      let text = (node.positional(0) ?? node.named("expr"))?.literal
      if node.isSpread || text?.contains(where: { "@(_".contains($0) }) ?? true { add(line, "audit.eval", name) }
    case "format":
      guard let text = node.children[0].children[0].literal, SourceAudit.isPlain(format: text) else {
        add(line, "audit.builtins", name)
        return
      }
    case "pivot_table":
      if let value = node.positional(3) { dispatch(value, name, line) }
      if node.isSpread { add(line, "audit.dispatch", name) }
    default: break
    }
  }

  /// Whether the places of a format name arguments only, and nothing of them.
  private static func isPlain(format: String) -> Bool {
    var isField = false
    for character in format {
      switch character {
      case "{": isField = true
      case "}", ":", "!": isField = false
      case ".", "[": if isField { return false }
      default: break
      }
    }
    return true
  }

  // MARK: - Methods by name

  /// - Parameter isUnbound: whether the frame itself stands among the arguments: `DataFrame.agg(frame, "mean")`.
  private mutating func dispatching(_ node: PythonNode, _ name: String, _ line: Int, isUnbound: Bool) {
    if node.isSpread { add(line, "audit.dispatch", name) }
    let names = ["agg", "aggregate"].contains(name)
    for argument in node.arguments {
      switch argument.kind {
      case .keyword where names || argument.text == "func": dispatch(argument.children[0], name, line)
      case .keyword, .starred, .doubleStarred: break
      default: if isUnbound || argument === node.positional.first { dispatch(argument, name, line) }
      }
    }
  }

  /// Texts are names of methods: all of them must be seen and be on the list.
  private mutating func dispatch(_ node: PythonNode, _ name: String, _ line: Int) {
    let isSeen = facts.all(node) { accepts($0, depth: 0) }
    if !isSeen { add(line, "audit.dispatch", node.literal ?? name) }
  }

  private func accepts(_ node: PythonNode, depth: Int) -> Bool? {
    guard depth < 8 else { return false }
    func inner(_ node: PythonNode) -> Bool { facts.all(node, depth: depth + 1) { accepts($0, depth: depth + 1) } }
    switch node.kind {
    case .string: return node.literal.map(rules.dispatched.contains) ?? false
    case .list, .set: return node.children.allSatisfy(inner)
    // A named aggregation begins with its column.
    case .tuple: return node.children.suffix(1).allSatisfy(inner)
    case .dict:
      guard !node.children.contains(where: { $0.kind == .doubleStarred }) else { return false }
      return node.children.enumerated().allSatisfy { $0.offset % 2 == 0 || inner($0.element) }
    case .operation: return !mayBeText(node)
    case .item: return node.children[0].kind == .name || node.children[0].kind == .attribute ? isFrame(node) : false
    case .call:
      let callee = node.children[0]
      let makesText = callee.kind == .attribute && SourceAudit.textMethods.contains(callee.text)
      return !makesText && !["str", "chr", "repr", "bytes", "next", "min", "max"].contains(callee.text)
    case .comprehension, .wait: return false
    default: return nil
    }
  }

  private static let textMethods: Set<String> = [
    "join", "replace", "lower", "upper", "strip", "lstrip", "rstrip", "title", "capitalize", "swapcase", "decode",
    "removeprefix", "removesuffix", "translate", "casefold", "format", "group", "sub", "pop", "get", "popleft",
    "expandtabs",
    "zfill", "ljust", "rjust", "center", "tolist", "item",
  ]

  private func mayBeText(_ node: PythonNode) -> Bool {
    var found = false
    node.visit { part in
      if part.kind == .string
        || (part.kind == .call && part.children[0].kind == .attribute
          && SourceAudit.textMethods.contains(part.children[0].text))
      {
        found = true
      }
      if part.kind == .name, let values = facts.values[part.text], values.contains(where: { $0.kind == .string }) {
        found = true
      }
    }
    return found
  }

  /// Columns of a frame, and not one of a list of texts.
  private func isFrame(_ node: PythonNode) -> Bool {
    let base = node.children[0]
    guard base.kind == .name else { return true }
    let values = facts.values[base.text] ?? []
    return !values.contains {
      [.list, .tuple, .dict, .set, .string, .comprehension].contains($0.kind) || mayBeText($0)
    }
  }

  // MARK: - Files

  private mutating func read(_ node: PythonNode, _ name: String, _ line: Int) {
    if name == "open" {
      let mode = node.named("mode") ?? node.positional(1)
      if node.isSpread || (mode.map { $0.literal?.contains(where: { "wax+".contains($0) }) ?? true } ?? false) {
        add(line, "audit.file-write", name)
        return
      }
    }
    let target =
      ["path_or_buf", "path", "filepath_or_buffer", "file"].lazy.compactMap { node.named($0) }.first
      ?? node.positional(0)
    guard !node.isSpread, let target, isFile(target, rules.permittedInputs) else {
      add(line, "audit.file-read", name)
      return
    }
  }

  private mutating func written(_ node: PythonNode, _ name: String, _ line: Int) {
    let target = node.named("path_or_buf") ?? node.named("path") ?? node.named("buf") ?? node.positional(0)
    if !node.isSpread {
      if target == nil, rules.textWriters.contains(name) { return }
      if let target, ["to_hdf", "HDFStore"].contains(name), isFile(target, rules.permittedOutputs) { return }
      if name == "HDFStore", (node.named("mode") ?? node.positional(1))?.literal == "r", let target,
        isFile(target, rules.permittedInputs)
      {
        return
      }
    }
    add(line, "audit.file-write", name)
  }

  /// Whether an expression surely names one of these files in the working folder.
  private func isFile(_ node: PythonNode, _ names: Set<String>, depth: Int = 0) -> Bool {
    func isOne(_ text: String) -> Bool { names.contains(text.hasPrefix("./") ? String(text.dropFirst(2)) : text) }
    guard depth < 6 else { return false }
    switch node.kind {
    case .string: return node.literal.map(isOne) ?? false
    case .name:
      let values = facts.values[node.text] ?? []
      guard facts.parameters[node.text] == nil, !values.isEmpty, values.count < 20 else { return false }
      return values.allSatisfy { isFile($0, names, depth: depth + 1) }
    case .call:
      guard !node.isSpread, ["Path", "join", "str"].contains(node.children[0].text), let last = node.positional.last
      else { return false }
      let isOwn = node.positional.dropLast().allSatisfy { isOwnFolder($0) }
      return isOwn && isFile(last, names, depth: depth + 1)
    case .operation where node.text == "/":
      return node.children.dropLast().allSatisfy { isOwnFolder($0) }
        && node.children.last.map { isFile($0, names, depth: depth + 1) } ?? false
    default: return false
    }
  }

  /// The folder of the code or the working folder.
  private func isOwnFolder(_ node: PythonNode) -> Bool {
    var isOwn = false
    var texts = false
    node.visit { part in
      if part.kind == .string, part.literal != ".", part.literal != "" { texts = true }
      if ["__file__", "getcwd", "cwd", "curdir"].contains(part.text) || part.literal == "." { isOwn = true }
    }
    return isOwn && !texts
  }

  // MARK: - Later days

  private func isNegative(_ node: PythonNode) -> Bool {
    switch node.kind {
    case .operation where node.text == "unary-": true
    case .operation: node.children.first.map(isNegative) ?? false
    case .conditional: isNegative(node.children[0]) || isNegative(node.children[2])
    case .name:
      (facts.values[node.text] ?? []).contains {
        $0.kind == .operation && $0.text == "unary-" && $0.children[0].kind == .number
      }
    default: false
    }
  }
}
