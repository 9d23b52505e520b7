/// Methods of frames: what they do to the order of days, and across instruments.
extension DataFlow {
  /// Whether a method goes along a row: over the columns of one day.
  func isRowWise(_ node: PythonNode) -> Bool {
    guard let axis = node.named("axis") else { return false }
    return axis.text == "1" || axis.literal == "columns"
  }

  mutating func method(_ node: PythonNode, _ frame: inout Frame) -> FlowState {
    let callee = node.children[0]
    let name = callee.text
    let state = value(callee.children[0], &frame)
    if name == "sample", state != .unknown { add(node.line, "audit.random", name) }
    var plain = state
    if case .reversed(let inner) = state {
      if FlowWords.neighbours.contains(name) { add(node.line, "audit.may-look-ahead", name) }
      plain = inner
    }
    let other = arguments(node, &frame)
    switch plain {
    case .plain(let ordered): return frameMethod(node, name, ordered, &frame)
    case .byInstrument: return grouped(node, name, .single, &frame)
    case .byDay: return grouped(node, name, .section, &frame)
    case .wide: return wideMethod(node, name, &frame)
    case .window(let result):
      if name == "apply" { _ = apply(node.positional(0) ?? node.named("func"), .unknown, &frame) }
      return result
    case .single, .section: return partMethod(node, name, plain, &frame)
    case .scalar, .unknown, .clock, .reversed:
      if ["transform", "apply", "agg", "map"].contains(name) {
        _ = apply(node.positional(0) ?? node.named("func"), .unknown, &frame)
      }
      return name == "join" || plain == .unknown ? .unknown : other
    }
  }

  private mutating func frameMethod(
    _ node: PythonNode, _ name: String, _ ordered: Bool, _ frame: inout Frame
  ) -> FlowState {
    let same = FlowState.plain(ordered: ordered)
    if name == "groupby" { return grouping(node, ordered) }
    if name == "pipe" { return apply(node.positional(0), same, &frame) }
    if name == "unstack" || name == "pivot" || name == "pivot_table" {
      let level = node.positional(0) ?? node.named("level")
      let toDays = level.map { $0.text == "0" || FlowWords.days.contains($0.literal ?? "") } ?? false
      return toDays && name == "unstack" ? .unknown : .wide
    }
    let fills = name == "fillna" && ["ffill", "pad"].contains(node.named("method")?.literal ?? "")
    if FlowWords.neighbours.contains(name) || fills, !isRowWise(node) {
      add(node.line, "audit.across-instruments", name)
      return FlowWords.windows.contains(name) ? .window(same) : same
    }
    if FlowWords.statistics.contains(name) {
      if isRowWise(node) { return same }
      add(node.line, "audit.whole-sample", name)
      return name == "rank" ? same : .scalar
    }
    if name == "apply" || name == "map" || name == "transform" {
      _ = apply(node.positional(0) ?? node.named("func"), .unknown, &frame)
    }
    if FlowWords.reordering.contains(name) { return .plain(ordered: false) }
    return FlowWords.keeping.contains(name) ? same : .unknown
  }

  private mutating func grouped(_ node: PythonNode, _ name: String, _ part: FlowState, _ frame: inout Frame)
    -> FlowState
  {
    let result = FlowState.plain(ordered: false)
    if FlowWords.neighbours.contains(name) {
      if part == .section { add(node.line, "audit.across-instruments", name) }
      return FlowWords.windows.contains(name) ? .window(result) : result
    }
    let function = node.positional(0) ?? node.named("func")
    if ["transform", "apply", "agg", "aggregate", "pipe"].contains(name) {
      if let text = function?.literal {
        if part == .single, FlowWords.statistics.contains(text) { add(node.line, "audit.whole-sample", text) }
        if part == .section, FlowWords.neighbours.contains(text) { add(node.line, "audit.across-instruments", text) }
      } else if name != "pipe" {
        _ = apply(function, part, &frame)
      }
      return name == "transform" ? result : .unknown
    }
    if FlowWords.statistics.contains(name) {
      if part == .single { add(node.line, "audit.whole-sample", name) }
      return name == "rank" ? result : part == .section ? .single : .unknown
    }
    if name == "sum" || name == "count" { return part == .section ? .single : .unknown }
    return name == "cumcount" ? result : .unknown
  }

  private mutating func wideMethod(_ node: PythonNode, _ name: String, _ frame: inout Frame) -> FlowState {
    if FlowWords.windows.contains(name) { return .window(.wide) }
    if FlowWords.neighbours.contains(name) { return .wide }
    if FlowWords.statistics.contains(name) {
      if isRowWise(node) { return name == "rank" ? .wide : .single }
      if name != "corr" && name != "cov" { add(node.line, "audit.whole-sample", name) }
      return name == "rank" ? .wide : .scalar
    }
    if name == "apply" { _ = apply(node.positional(0), isRowWise(node) ? .section : .single, &frame) }
    if name == "stack" || name == "melt" { return .plain(ordered: false) }
    return FlowWords.keeping.contains(name) && name != "apply" ? .wide : .unknown
  }

  private mutating func partMethod(
    _ node: PythonNode, _ name: String, _ state: FlowState, _ frame: inout Frame
  ) -> FlowState {
    if FlowWords.neighbours.contains(name), !isRowWise(node) {
      if state == .section { add(node.line, "audit.across-instruments", name) }
      return FlowWords.windows.contains(name) ? .window(state) : state
    }
    if FlowWords.statistics.contains(name), !isRowWise(node) {
      if state == .single { add(node.line, "audit.whole-sample", name) }
      return name == "rank" ? state : .scalar
    }
    if name == "apply" || name == "map" { _ = apply(node.positional(0), .unknown, &frame) }
    return FlowWords.keeping.contains(name) ? state : .unknown
  }

  /// By what a frame is grouped.
  private func grouping(_ node: PythonNode, _ ordered: Bool) -> FlowState {
    guard let by = node.named("level") ?? node.named("by") ?? node.positional(0) else { return .unknown }
    let isLevel = node.named("level") != nil
    return grouping(by, isLevel: isLevel, ordered)
  }

  private func grouping(_ by: PythonNode, isLevel: Bool, _ ordered: Bool) -> FlowState {
    if let name = by.literal {
      return FlowWords.instruments.contains(name) ? .byInstrument : FlowWords.days.contains(name) ? .byDay : .unknown
    }
    switch by.kind {
    case .list, .tuple:
      return by.children.count == 1 ? grouping(by.children[0], isLevel: isLevel, ordered) : .unknown
    case .number where isLevel && ordered:
      return by.text == "1" ? .byInstrument : by.text == "0" ? .byDay : .unknown
    case .operation where isLevel && ordered && isMinusOne(by): return .byInstrument
    case .call where by.children[0].kind == .attribute && by.children[0].text == "get_level_values":
      return by.positional(0).map { grouping($0, isLevel: true, ordered) } ?? .unknown
    default: return .unknown
    }
  }
}
