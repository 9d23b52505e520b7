/// Follows frames through assignments, chains and calls inside one file, and says where values mix what they should not.
///
/// What cannot be decided is no finding: a state is claimed only where a known call gave it.
struct DataFlow {
  private let tree: PythonNode
  private let scopes: NameScopes
  private var found: [FlowFinding] = []
  private var functions: [String: PythonNode] = [:]
  private var seen: Set<ObjectIdentifier> = []
  private var done: [Call: FlowState] = [:]
  private var module: [String: FlowState] = [:]
  private var depth = 0
  /// Values that are only shown: nothing that they use enters a factor.
  private var shown = 0
  /// Nodes still to be looked at; honest code uses a small part.
  private var left = 400_000

  private struct Call: Hashable {
    var function: ObjectIdentifier
    var states: [String]
  }

  /// The names of a function while it runs.
  struct Frame {
    var names: [String: FlowState] = [:]
    var isModule = false
    var answer: FlowState?
  }

  private static let depthMax = 6

  init(_ tree: PythonNode, _ scopes: NameScopes) {
    self.tree = tree
    self.scopes = scopes
  }

  mutating func findings() -> [FlowFinding] {
    var all: [PythonNode] = []
    tree.visit { if $0.kind == .function { all.append($0) } }
    for function in all { functions[function.text] = function }
    var frame = Frame(isModule: true)
    run(tree, &frame)
    // What the file itself does not call is looked at without knowing its arguments.
    for function in all where !seen.contains(ObjectIdentifier(function)) {
      _ = enter(function, [:], Frame())
    }
    return found
  }

  mutating func add(_ line: Int, _ id: String, _ symbol: String) {
    guard shown == 0 else { return }
    let finding = FlowFinding(line: line, id: id, symbol: symbol)
    if !found.contains(finding), found.count < 1000 { found.append(finding) }
  }

  // MARK: - Statements

  private mutating func run(_ block: PythonNode, _ frame: inout Frame) {
    for statement in block.children { run(statement: statement, &frame) }
  }

  private mutating func run(statement node: PythonNode, _ frame: inout Frame) {
    left -= 1
    guard left > 0 else { return }
    switch node.kind {
    case .block: run(node, &frame)
    case .assign:
      guard let value = node.children.last else { return }
      let state = self.value(value, &frame)
      for target in node.children.dropLast() { assign(target, state, &frame) }
    case .annotated:
      if node.children.count > 2 { assign(node.children[0], value(node.children[2], &frame), &frame) }
    case .augmented:
      let state = value(node.children[0], &frame).combined(value(node.children[1], &frame))
      assign(node.children[0], state, &frame)
    case .answer:
      let state = node.children.first.map { value($0, &frame) } ?? .scalar
      frame.answer = frame.answer.map { $0 == state ? state : .unknown } ?? state
    case .branch, .attempt, .match: branches(node, &frame)
    case .loop:
      if node.text == "for" {
        bind(node.children[0], each: value(node.children[1], &frame), &frame)
      }
      branches(node, &frame)
    case .function, .type, .importing, .importingFrom: break
    case .other where node.text == "assert":
      shown += 1
      for child in node.children { _ = value(child, &frame) }
      shown -= 1
    default:
      for child in node.children {
        if child.kind == .block { run(child, &frame) } else { _ = value(child, &frame) }
      }
    }
    if frame.isModule { module = frame.names }
  }

  /// Each block from the same beginning; where they differ, nothing is known.
  private mutating func branches(_ node: PythonNode, _ frame: inout Frame) {
    let before = frame.names
    var ends: [[String: FlowState]] = []
    func note(_ names: [String: FlowState]) { ends.append(names) }
    for child in node.children {
      switch child.kind {
      case .block:
        frame.names = before
        run(child, &frame)
        note(frame.names)
      case .handler, .arm:
        frame.names = before
        for part in child.children where part.kind == .block { run(part, &frame) }
        note(frame.names)
      default:
        frame.names = before
        if node.kind != .loop || node.text != "for" { _ = value(child, &frame) }
      }
    }
    guard var merged = ends.first else { return }
    for end in ends.dropFirst() {
      for (name, state) in end { merged[name] = merged[name].map { $0 == state ? state : .unknown } ?? state }
    }
    frame.names = merged
  }

  private mutating func assign(_ target: PythonNode, _ state: FlowState, _ frame: inout Frame) {
    switch target.kind {
    case .name: frame.names[target.text] = state
    case .tuple, .list: for part in target.children { assign(part, state == .scalar ? .scalar : .unknown, &frame) }
    default: break
    }
  }

  /// A loop's names, by what the loop goes through.
  private mutating func bind(_ target: PythonNode, each state: FlowState, _ frame: inout Frame) {
    let inner: FlowState = state == .byInstrument ? .single : state == .byDay ? .section : .unknown
    if target.kind == .tuple, target.children.count == 2 {
      assign(target.children[0], .unknown, &frame)
      assign(target.children[1], inner, &frame)
    } else {
      assign(target, .unknown, &frame)
      if target.kind == .tuple { for part in target.children { assign(part, .unknown, &frame) } }
    }
  }

  // MARK: - Calls of the file's own functions

  private mutating func enter(_ function: PythonNode, _ states: [String: FlowState], _ outer: Frame) -> FlowState {
    seen.insert(ObjectIdentifier(function))
    guard depth < DataFlow.depthMax, left > 0 else { return .unknown }
    let names = function.parameters.map(\.text)
    let key = Call(function: ObjectIdentifier(function), states: names.map { "\(states[$0] ?? .unknown)" })
    if let state = done[key] { return state }
    done[key] = .unknown
    depth += 1
    defer { depth -= 1 }
    var frame = Frame(names: outer.isModule ? [:] : outer.names)
    for name in names { frame.names[name] = states[name] ?? .unknown }
    let state: FlowState
    if let block = function.block {
      run(block, &frame)
      state = frame.answer ?? .scalar
    } else {
      state = function.children.last.map { value($0, &frame) } ?? .unknown
    }
    done[key] = state
    return state
  }

  /// Applies a function value to one argument of a kind.
  mutating func apply(_ node: PythonNode?, _ state: FlowState, _ frame: inout Frame) -> FlowState {
    guard let node else { return .unknown }
    if node.kind == .lambda {
      guard let first = node.parameters.first else { return .unknown }
      return enter(node, [first.text: state], frame)
    }
    if node.kind == .name, frame.names[node.text] == nil, let function = functions[node.text],
      let first = function.parameters.first
    {
      return enter(function, [first.text: state], frame)
    }
    return .unknown
  }

  mutating func own(_ node: PythonNode, _ frame: inout Frame) -> FlowState? {
    guard node.children[0].kind == .name, frame.names[node.children[0].text] == nil,
      let function = functions[node.children[0].text]
    else { return nil }
    var states: [String: FlowState] = [:]
    let names = function.parameters.map(\.text)
    for (place, argument) in node.positional.enumerated() where place < names.count {
      states[names[place]] = value(argument, &frame)
    }
    for argument in node.arguments where argument.kind == .keyword {
      states[argument.text] = value(argument.children[0], &frame)
    }
    return enter(function, states, frame)
  }

  // MARK: - Expressions

  /// Full dotted names of an expression that stands for a part of a module.
  func path(_ node: PythonNode, _ frame: Frame) -> Set<String> {
    switch node.kind {
    case .name: frame.names[node.text] == nil ? scopes.paths(node.text) : []
    case .attribute: Set(path(node.children[0], frame).map { $0 + "." + node.text })
    default: []
    }
  }

  mutating func value(_ node: PythonNode, _ frame: inout Frame) -> FlowState {
    left -= 1
    guard left > 0 else { return .unknown }
    switch node.kind {
    case .name: return frame.names[node.text] ?? module[node.text] ?? .unknown
    case .string, .number, .constant:
      for child in node.children {
        shown += 1
        _ = value(child, &frame)
        shown -= 1
      }
      return .scalar
    case .attribute: return member(node, &frame)
    case .item: return item(node, &frame)
    case .call: return call(node, &frame)
    case .operation:
      let states = node.children.map { value($0, &frame) }
      if states.contains(.clock) {
        if node.text != "-" { add(node.line, "audit.not-reproducible", "time") }
        return .scalar
      }
      return states.dropFirst().reduce(states.first ?? .unknown) { $0.combined($1) }
    case .conditional:
      let states = node.children.map { value($0, &frame) }
      return states[0] == states[2] ? states[0] : .unknown
    case .walrus:
      let state = value(node.children[1], &frame)
      assign(node.children[0], state, &frame)
      return state
    case .lambda: return .unknown
    case .comprehension:
      let before = frame.names
      var last = FlowState.unknown
      for child in node.children {
        if child.kind == .assign {
          bind(child.children[0], each: value(child.children[1], &frame), &frame)
        } else {
          last = value(child, &frame)
        }
      }
      frame.names = before
      return last.isPlain || last == .wide ? last : .unknown
    default:
      let states = node.children.map { value($0, &frame) }
      return states.dropFirst().reduce(states.first ?? .scalar) { $0.combined($1) }
    }
  }

  private mutating func member(_ node: PythonNode, _ frame: inout Frame) -> FlowState {
    if !path(node, frame).isEmpty { return .unknown }
    let state = value(node.children[0], &frame)
    switch node.text {
    case "index", "columns", "shape", "dtypes", "dtype", "empty", "size", "ndim", "levels": return .scalar
    case "T": return .unknown
    default: return state == .scalar || state == .clock ? .unknown : state
    }
  }

  private mutating func item(_ node: PythonNode, _ frame: inout Frame) -> FlowState {
    let (base, index) = (node.children[0], node.children[1])
    let state = value(base, &frame)
    _ = value(index, &frame)
    let accessor = base.kind == .attribute ? base.text : ""
    if ["iloc", "iat"].contains(accessor) {
      let begin = index.kind == .slice ? index.children[0] : index
      if begin.kind == .operation, begin.text == "+", begin.children[0].kind == .name {
        add(node.line, "audit.may-look-ahead", accessor)
      }
    }
    if index.kind == .slice, isMinusOne(index.children[2]) { return .reversed(state) }
    guard ["loc", "iloc", "iat", "at"].contains(accessor) else { return state }
    let first = index.kind == .tuple ? index.children.first : index
    return first?.kind == .slice || state == .wide ? state : .unknown
  }

  func isMinusOne(_ node: PythonNode) -> Bool {
    node.kind == .operation && node.text == "unary-" && node.children[0].text == "1"
  }

  private mutating func call(_ node: PythonNode, _ frame: inout Frame) -> FlowState {
    let callee = node.children[0]
    if let state = own(node, &frame) { return state }
    let paths = path(callee, frame)
    if callee.kind == .name, paths.isEmpty || callee.text == "print" { return builtin(node, callee.text, &frame) }
    if !paths.isEmpty { return library(node, paths, &frame) }
    guard callee.kind == .attribute else {
      _ = value(callee, &frame)
      return arguments(node, &frame)
    }
    return method(node, &frame)
  }

  private mutating func builtin(_ node: PythonNode, _ name: String, _ frame: inout Frame) -> FlowState {
    if name == "print" || name == "len" { shown += 1 }
    let state = arguments(node, &frame)
    if name == "print" || name == "len" {
      shown -= 1
      return .scalar
    }
    return ["abs", "round", "sorted", "reversed", "list"].contains(name) ? state : .unknown
  }

  /// The arguments' kinds taken together.
  mutating func arguments(_ node: PythonNode, _ frame: inout Frame) -> FlowState {
    var state = FlowState.scalar
    for argument in node.arguments {
      let value = value(argument.kind == .keyword ? argument.children[0] : argument, &frame)
      if value == .clock { add(node.line, "audit.not-reproducible", "time") }
      state = state.combined(value == .clock ? .scalar : value)
    }
    return state
  }

  private mutating func library(_ node: PythonNode, _ paths: Set<String>, _ frame: inout Frame) -> FlowState {
    let states = node.positional.map { value($0, &frame) }
    let all = arguments(node, &frame)
    for path in paths.sorted() {
      let name = path.split(separator: ".").last.map(String.init) ?? path
      if path.hasPrefix("numpy.random.") || path.hasPrefix("random.") || ["torch.rand", "torch.randn"].contains(path) {
        if name != "seed" { add(node.line, "audit.random", name) }
        return .unknown
      }
      if FlowWords.clocks.contains(path) { add(node.line, "audit.not-reproducible", name) }
      if path == "time.time" { return .clock }
      if path == "pandas.read_hdf" || path == "pandas.read_parquet" { return .plain(ordered: true) }
      guard path.hasPrefix("numpy.") || path.hasPrefix("pandas.") || path.hasPrefix("scipy.stats.") else { continue }
      if let first = states.first, first.isPlain || first == .single, !isRowWise(node) {
        if first.isPlain, path.hasPrefix("numpy."), FlowWords.numpyNeighbours.contains(name) {
          add(node.line, "audit.across-instruments", name)
        } else if FlowWords.statistics.contains(name), !["corr", "cov"].contains(name) {
          add(node.line, "audit.whole-sample", name)
          return .scalar
        }
      }
      return path.hasPrefix("numpy.") || ["concat", "DataFrame", "Series", "to_numeric"].contains(name) ? all : .unknown
    }
    return .unknown
  }
}
