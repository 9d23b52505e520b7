package import Primitives
package import Records

/// The rows of one file, table or route of RD-Agent, and how each becomes an entry of the library.
///
/// Every row is an entry or is refused with a reason; a row that stands twice, member for member, is one entry. Of rows
/// of one key that differ the one with the later `updated_at_utc` counts, else the last; the others are kept beside it
/// as superseded. Factors of one name that differ in expression or in the loop that they came from all count: their
/// code may tell them apart.
package struct SourceRows: Sendable {
  /// What the rows are.
  package enum Table: String, Sendable, CaseIterable {
    case tasks = "task_runs"
    case loops
    case loopCatalog = "catalog loops"
    case workspaces
    case factorRegistry = "factor_registry"
    case artifacts
    case artifactFiles = "artifact_files"
    case factorCatalog = "factors"
    case strategyCatalog = "strategies"
    case modelCatalog = "models"
    case feedback
    case performance
    case curves
    case codes
    case taskLogs = "tasks"
  }

  package var origin: String
  package var table: Table
  package var rows: [JSONValue]

  package init(origin: String, table: Table, rows: [JSONValue]) {
    self.origin = origin
    self.table = table
    self.rows = rows
  }

  /// In the order of the rows.
  package func entries() -> (entries: [LibraryEntry], tally: SyncTally) {
    var tally = SyncTally(origin: origin, received: rows.count)
    var seen: [String: [String: Int]] = [:]
    var entries: [LibraryEntry] = []
    entries.reserveCapacity(rows.count)
    for (index, row) in rows.enumerated() {
      switch entry(row) {
      case .failure(let refusal): tally.refusals.append(.init(row: index + 1, reason: refusal.reason))
      case .success(let entry):
        let digest = entry.digest
        if seen[entry.key]?[digest] != nil {
          tally.repeated += 1
          continue
        }
        seen[entry.key, default: [:]][digest] = entries.count
        if !entry.repairs.isEmpty { tally.repaired += 1 }
        entries.append(entry)
      }
    }
    for (key, rivals) in seen.filter({ $0.value.count > 1 }).sorted(by: { $0.key < $1.key }) {
      settle(rivals.values.sorted(), of: key, in: &entries, &tally)
    }
    return (entries, tally)
  }

  /// Gives each of the rows of one key a key of its own, those that count first.
  private func settle(_ rivals: [Int], of key: String, in entries: inout [LibraryEntry], _ tally: inout SyncTally) {
    let groups = Dictionary(grouping: rivals) { place in
      kind == .factor
        ? FactorAssembly.identity(entries[place].document) + " " + (entries[place].loop ?? "") : ""
    }
    let counting = Set(
      groups.values.compactMap { group in
        group.max {
          (RecordedTime.updated(entries[$0].document), $0) < (RecordedTime.updated(entries[$1].document), $1)
        }
      })
    for (place, index) in (rivals.filter(counting.contains) + rivals.filter { !counting.contains($0) }).enumerated() {
      if place > 0 { entries[index].key += "~\(place + 1)" }
      if !counting.contains(index) {
        entries[index].repairs.append(.superseded)
        tally.superseded.append(key)
      }
    }
  }

  // MARK: - Rows

  private struct Refusal: Error { var reason: Message }

  private func entry(_ row: JSONValue) -> Result<LibraryEntry, Refusal> {
    guard row.objectValue != nil else { return .failure(Refusal(reason: .noObject(row))) }
    do throws(Refusal) {
      return .success(
        LibraryEntry(
          kind: kind, key: try key(row), origin: origin, loop: loop(row), document: row, repairs: repairs(row)))
    } catch { return .failure(error) }
  }

  private var kind: LibraryEntry.Kind {
    switch table {
    case .tasks, .taskLogs: .task
    case .loops, .loopCatalog: .loop
    case .workspaces: .workspace
    case .factorRegistry, .factorCatalog: .factor
    case .artifacts: .artifact
    case .artifactFiles: .file
    case .strategyCatalog: .strategy
    case .modelCatalog: .model
    case .feedback: .feedback
    case .performance: .performance
    case .curves: .curve
    case .codes: .code
    }
  }

  private func key(_ row: JSONValue) throws(Refusal) -> String {
    func text(_ name: String) throws(Refusal) -> String {
      guard let text = row[name]?.stringValue, !text.isEmpty else { throw Refusal(reason: .noText(name)) }
      return text
    }
    switch table {
    case .tasks: return try text("task_run_id")
    case .taskLogs: return try text("task_id")
    case .workspaces: return try text("workspace_id")
    case .artifacts: return try text("artifact_id")
    case .artifactFiles: return try text("file_id")
    case .codes:
      guard row["columns"]?.objectValue != nil else { throw Refusal(reason: .noCode(row)) }
      return try text("place")
    case .strategyCatalog: return try text("strategy_id")
    case .modelCatalog: return try text("model_id")
    case .factorCatalog: return RecordedName.plain(try text("name"))
    case .factorRegistry:
      return RecordedName.plain(try text("factor_name")) + " " + (row["asset_bundle_id"]?.stringValue ?? "")
    case .loops, .loopCatalog, .feedback, .performance, .curves:
      let task = try text("task_run_id")
      guard let number = row["loop_id"]?.intValue, number >= 0 else { throw Refusal(reason: .noNumber("loop_id")) }
      // A catalog has a row a workspace.
      return "\(task)/\(number)" + (row["workspace_id"]?.stringValue.map { "/" + $0 } ?? "")
    }
  }

  private func loop(_ row: JSONValue) -> String? {
    if let task = row["task_run_id"]?.stringValue, let number = row["loop_id"]?.intValue { return "\(task)/\(number)" }
    if let experiment = row["experiment_id"]?.stringValue { return experiment }
    let example = row["workspace_example"]
    guard let task = example?["task_run_id"]?.stringValue, let number = example?["loop_id"]?.intValue else {
      return nil
    }
    return "\(task)/\(number)"
  }

  // MARK: - Repairs

  private static let times = ["created_at_utc", "updated_at_utc", "started_at_utc", "ended_at_utc", "generated_at_utc"]

  private func repairs(_ row: JSONValue) -> [LibraryEntry.Repair] {
    var found: Set<LibraryEntry.Repair> = []
    if let metrics = row["metrics"]?.objectValue { found.formUnion(RecordedMetrics(metrics).signed.repairs) }
    for name in ["metrics_json", "performance_json", "params_json", "summary_json"] {
      guard let text = row[name]?.stringValue, !text.isEmpty else { continue }
      if JSONText.object(text) == nil { found.insert(.brokenObject) }
    }
    if let drawdown = row["max_drawdown"]?.doubleValue, drawdown > 0 { found.insert(.drawdownSign) }
    if table == .performance { found.formUnion(PerformanceRecord(row).metrics.repairs) }
    let names =
      [row["name"], row["factor_name"]].compactMap { $0?.stringValue }
      + (row["factor_names"]?.arrayValue ?? []).compactMap(\.stringValue)
    if names.contains(where: RecordedName.isPrinted) { found.insert(.printedName) }
    if SourceRows.times.contains(where: { row[$0]?.stringValue.map(RecordedTime.lacksZone) ?? false }) {
      found.insert(.zonelessTime)
    }
    return found.sorted { $0.rawValue < $1.rawValue }
  }
}

/// Objects that stand in a text.
enum JSONText {
  /// Nil where it is none.
  static func object(_ text: String) -> [String: JSONValue]? {
    (try? JSONReader.read(Array(text.utf8)))?.objectValue
  }
}

/// Times of RD-Agent: ISO 8601 with an offset, or without one in older files.
enum RecordedTime {
  /// Whether a time names no zone.
  static func lacksZone(_ text: String) -> Bool {
    guard text.utf8.count >= 19, let letter = text.firstIndex(where: { $0 == "T" || $0 == " " }) else { return false }
    let clock = text[letter...].dropFirst()
    return !clock.isEmpty && !clock.contains { "Zz+-".contains($0) }
  }

  /// When a row was updated, in a form whose order is that of the times; empty where it does not say.
  static func updated(_ row: JSONValue) -> String {
    guard let text = row["updated_at_utc"]?.stringValue else { return "" }
    return text.hasSuffix("Z") ? text.dropLast() + "+00:00" : zoned(text)
  }

  /// The same with UTC where it names no zone.
  static func zoned(_ text: String) -> String { lacksZone(text) ? text + "+00:00" : text }
}

extension Message {
  /// What stands there is shown, cut to a line.
  fileprivate static func noObject(_ row: JSONValue) -> Message {
    Message(
      "sync.no-object", ["text": .text(String(String(decoding: row.canonical, as: UTF8.self).prefix(80)))],
      en: "The row is no JSON object: {text}.", zh: "该行不是 JSON 对象：{text}。")
  }

  fileprivate static func noCode(_ row: JSONValue) -> Message {
    Message(
      "sync.no-code", ["place": .text(row["place"]?.stringValue ?? "–")],
      en: "{place} cannot be read as Python.", zh: "无法按 Python 读取 {place}。")
  }

  fileprivate static func noText(_ name: String) -> Message {
    Message(
      "sync.no-text", ["name": .text(name)], en: "The row has no text in `{name}`.", zh: "该行的 `{name}` 不是文本。")
  }

  fileprivate static func noNumber(_ name: String) -> Message {
    Message(
      "sync.no-number", ["name": .text(name)], en: "The row has no whole number in `{name}`.",
      zh: "该行的 `{name}` 不是整数。")
  }
}
