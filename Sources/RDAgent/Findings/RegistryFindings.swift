import Primitives
package import Records
package import Store

/// What `registry.sqlite` says against itself (contracts 2 and 11): its writers swallow errors, so rows are
/// lost and orphans normal.
package enum RegistryFindings {
  package static func all(of file: RegistryFile) throws -> [Finding] {
    let tables = Tables(
      tasks: try file.rows(of: "task_runs"), loops: try file.rows(of: "loops"),
      workspaces: try file.rows(of: "workspaces"),
      artifacts: try file.rows(of: "artifacts"), files: try file.rows(of: "artifact_files"),
      factors: try file.rows(of: "factor_registry"))
    return [
      orphans(tables), emptyMetrics(tables), resultless(tables), stuck(tables), gone(tables),
      clashes(tables),
    ].compactMap { $0 }
  }

  private typealias Row = [String: JSONValue]

  private struct Tables {
    var tasks: [Row]
    var loops: [Row]
    var workspaces: [Row]
    var artifacts: [Row]
    var files: [Row]
    var factors: [Row]
  }

  private static func key(_ row: Row) -> LoopKey? { LoopKey(.object(row)) }

  private static func texts(_ rows: [Row], _ column: String) -> Set<String> {
    Set(rows.compactMap { $0[column]?.stringValue })
  }

  private static func orphans(_ tables: Tables) -> Finding? {
    let (tasks, loops) = (texts(tables.tasks, "task_run_id"), Set(tables.loops.compactMap(key)))
    let (artifacts, workspaces) = (
      texts(tables.artifacts, "artifact_id"), texts(tables.workspaces, "workspace_id")
    )
    func without(_ rows: [Row], _ column: String, _ known: Set<String>) -> Int {
      rows.count { row in row[column]?.stringValue.map { !known.contains($0) } ?? true }
    }
    let parts = [
      (without(tables.loops, "task_run_id", tasks), "loops without a task"),
      (
        tables.workspaces.count { row in key(row).map { !loops.contains($0) } ?? true },
        "workspaces without a loop"
      ),
      (without(tables.artifacts, "workspace_id", workspaces), "artifacts without a workspace"),
      (without(tables.files, "artifact_id", artifacts), "files without an artifact"),
      (
        loops.subtracting(tables.workspaces.compactMap(key)).count, "loops without a workspace"
      ),
    ].filter { $0.0 > 0 }
    guard !parts.isEmpty else { return nil }
    return Finding(
      id: "registry.orphans", severity: .warning,
      evidence: parts.map { "\($0.0) \($0.1)" }.joined(separator: ", ") + ".",
      consequence:
        "Rows were lost: what the registry does not list may exist, and what it lists may hang in the air.",
      remedy: "Believe the workspaces' own files; register the tree again with RD-Agent's tools.")
  }

  private static func isNull(_ value: JSONValue?) -> Bool { (value ?? .null) == .null }

  private static func emptyMetrics(_ tables: Tables) -> Finding? {
    let columns = [
      "ic_mean", "rank_ic_mean", "ann_return", "mdd", "turnover", "multi_score", "metrics_json",
    ]
    let withResult = tables.loops.filter { $0["has_result"]?.intValue == 1 }
    let empty = withResult.filter { row in columns.allSatisfy { isNull(row[$0]) } }
    guard !empty.isEmpty else { return nil }
    return Finding(
      id: "registry.metrics-null", severity: .note,
      evidence:
        "\(empty.count) of \(withResult.count) loops with a result have no metric in the registry.",
      consequence: "The columns are never filled by present code: missing is not zero.",
      remedy: "Read factor_perf.json, then qlib_res.csv of the workspace.")
  }

  /// The backfill tool sets `has_result` where a file exists, whatever is in it.
  private static func resultless(_ tables: Tables) -> Finding? {
    let found = tables.loops.filter { row in
      row["has_result"]?.intValue == 1
        && (row["status"]?.stringValue == "failed" || !isNull(row["error_message"]))
    }
    guard let first = found.first.flatMap(key) else { return nil }
    return Finding(
      id: "registry.failed-with-result", severity: .warning,
      evidence:
        "\(found.count) loops failed and are marked as having a result, first \(first.text).",
      consequence: "Their qlib_res.csv may hold nothing but its header.",
      remedy: "Read the file before counting the loop.")
  }

  private static func stuck(_ tables: Tables) -> Finding? {
    let owners = Set(tables.artifacts.compactMap(key))
    let found = tables.loops.filter { row in
      let state = row["materialization_status"]?.stringValue
      return state == "running" || row["status"]?.stringValue == "running"
        || (state == "done" && key(row).map { !owners.contains($0) } ?? false)
    }
    guard let first = found.first.flatMap(key) else { return nil }
    return Finding(
      id: "registry.materialization", severity: .note,
      evidence:
        "\(found.count) loops are 'running', or 'done' without an artifact, first \(first.text).",
      consequence:
        "'done' does not mean that files exist, and an old 'running' is never picked up again.",
      remedy: "Verify the files, and treat an old 'running' as failed.")
  }

  private static func gone(_ tables: Tables) -> Finding? {
    let found = tables.workspaces.filter { row in
      row["status"]?.stringValue == "missing_path"
        || row["workspace_path"]?.stringValue.map { !FileReader.isFolder($0) } ?? true
    }
    guard let first = found.first?["workspace_id"]?.stringValue else { return nil }
    return Finding(
      id: "registry.files-gone", severity: .note,
      evidence:
        "\(found.count) of \(tables.workspaces.count) registered workspaces are not at their path, first \(first).",
      consequence: "They were moved, archived or deleted, or the path is another machine's.",
      remedy: "Find them by their identifier; the metadata stand without them.")
  }

  private static func clashes(_ tables: Tables) -> Finding? {
    let names = Dictionary(grouping: tables.factors.compactMap { $0["factor_name"]?.stringValue }) {
      CatalogFindings.plainName($0)
    }
    let several = names.filter { $0.value.count > 1 }.keys.sorted()
    guard let first = several.first else { return nil }
    return Finding(
      id: "registry.duplicate-factor", severity: .note,
      evidence:
        "\(several.count) factor names are registered more than once, first \(first) (\(names[first]?.count ?? 0) times).",
      consequence: "A name does not tell which code is meant.",
      remedy: "Tell factors by name and the hash of their code.")
  }
}
