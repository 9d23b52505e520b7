import Primitives
package import Records

/// Puts a loop together from all entries that tell of it.
///
/// Where several tell a value, the one nearest to the result counts: `factor_perf.json`, then a catalog's metrics, then
/// the registry's columns, which present code never fills. A value that nobody tells is missing.
package enum LoopAssembly {
  /// - Parameter entries: of one loop, in any order.
  /// - Returns: nil where no row is of the loop itself, and its task or number cannot be told.
  package static func loop(_ id: String, from entries: [LibraryEntry]) -> LibraryLoop? {
    let parts = id.split(separator: "/", maxSplits: 1)
    guard parts.count == 2, let number = Int(parts[1]) else { return nil }
    var loop = LibraryLoop(task: String(parts[0]), number: number)
    let entries = entries.filter { !$0.repairs.contains(.superseded) }
    let sorted = entries.sorted { ($0.rank, $0.origin, $0.key) < ($1.rank, $1.origin, $1.key) }
    for entry in sorted { add(entry, to: &loop) }
    loop.workspaces = Set(loop.workspaces).sorted()
    loop.origins = Set(entries.map(\.origin)).sorted()
    return loop
  }

  private static func add(_ entry: LibraryEntry, to loop: inout LibraryLoop) {
    let row = entry.document
    let origin = entry.origin
    func text(_ json: JSONValue?) -> LibraryLoop.Sourced<String>? {
      guard let text = json?.stringValue, !text.isEmpty else { return nil }
      return .init(text, origin: origin)
    }
    func time(_ name: String) -> LibraryLoop.Sourced<String>? {
      text(row[name]).map {
        .init(RecordedTime.zoned($0.value), origin: origin, isRepaired: RecordedTime.lacksZone($0.value))
      }
    }
    if let workspace = row["workspace_id"]?.stringValue { loop.workspaces.append(workspace) }
    switch entry.kind {
    case .loop:
      loop.action = loop.action ?? text(row["action"])
      loop.status = loop.status ?? text(row["status"])
      loop.bundle = loop.bundle ?? text(row["asset_bundle_id"])
      loop.startedAt = loop.startedAt ?? time("started_at_utc")
      loop.updatedAt = loop.updatedAt ?? time("updated_at_utc")
      loop.error = loop.error ?? text(row["error_message"])
      if loop.decision == nil, let decision = row["decision"]?.boolValue {
        loop.decision = .init(decision, origin: origin)
      }
      addTexts(row["summary_texts"], origin, to: &loop)
      addNames(row["factor_names"], to: &loop)
      addMetrics(RecordedMetrics(row["metrics"]?.objectValue ?? [:]).signed, origin, to: &loop)
      if let text = row["metrics_json"]?.stringValue, let metrics = JSONText.object(text) {
        addMetrics(RecordedMetrics(metrics).signed, origin, to: &loop)
      }
      addMetrics(RecordedMetrics(columns(row)).signed, origin, to: &loop)
    case .feedback:
      if loop.decision == nil, let decision = row["decision"]?.boolValue {
        loop.decision = .init(decision, origin: origin)
      }
      loop.hypothesis = loop.hypothesis ?? text(row["hypothesis"])
      addTexts(row["summary"], origin, to: &loop)
    case .performance:
      addMetrics(PerformanceRecord(row).metrics, origin, to: &loop)
      addNames(row["combinations"]?.arrayValue?.first?["factor_names"], to: &loop)
    case .factor:
      if let name = (row["name"] ?? row["factor_name"])?.stringValue { addNames(.array([.string(name)]), to: &loop) }
    case .task, .workspace, .strategy, .model, .artifact, .file, .curve, .code: break
    }
  }

  /// Columns of the registry under qlib's names.
  private static func columns(_ row: JSONValue) -> [String: JSONValue] {
    let names = [
      "ic_mean": "IC", "rank_ic_mean": "Rank IC", "ann_return": "1day.excess_return_with_cost.annualized_return",
      "mdd": "1day.excess_return_with_cost.max_drawdown", "ic": "IC", "ic_ir": "ICIR",
    ]
    var found: [String: JSONValue] = [:]
    for (column, name) in names { if let value = row[column], value.doubleValue != nil { found[name] = value } }
    return found
  }

  private static func addMetrics(_ metrics: RecordedMetrics, _ origin: String, to loop: inout LibraryLoop) {
    for (name, value) in metrics.values where loop.metrics[name] == nil {
      loop.metrics[name] = .init(value, origin: origin, isRepaired: metrics.repaired.contains(name))
    }
  }

  private static func addTexts(_ texts: JSONValue?, _ origin: String, to loop: inout LibraryLoop) {
    for (name, value) in texts?.objectValue ?? [:] {
      guard loop.texts[name] == nil, let text = value.stringValue, !text.isEmpty else { continue }
      loop.texts[name] = .init(text, origin: origin)
    }
  }

  private static func addNames(_ names: JSONValue?, to loop: inout LibraryLoop) {
    for name in names?.arrayValue ?? [] {
      guard let plain = name.stringValue.map(RecordedName.plain), !loop.factorNames.contains(plain) else { continue }
      loop.factorNames.append(plain)
    }
  }
}

extension LibraryEntry {
  /// The nearer to the result, the earlier.
  fileprivate var rank: Int {
    switch kind {
    case .performance: 0
    case .feedback: 1
    case .loop: origin.contains("catalog.json") || origin.hasPrefix("/catalog/loops") ? 2 : 3
    default: 4
    }
  }
}
