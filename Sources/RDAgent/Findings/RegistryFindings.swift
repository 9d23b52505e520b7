import Primitives
package import Records
package import Store

/// What `registry.sqlite` says against itself (`Contracts.md`, registry): its writers swallow errors, so rows are
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
    func orphans(_ rows: [Row], of known: Set<LoopKey>) -> Int {
      rows.count { row in key(row).map { !known.contains($0) } ?? true }
    }
    let parts = [
      Orphans.loops(without(tables.loops, "task_run_id", tasks)),
      Orphans.workspaces(orphans(tables.workspaces, of: loops)),
      Orphans.artifacts(without(tables.artifacts, "workspace_id", workspaces)),
      Orphans.files(without(tables.files, "artifact_id", artifacts)),
      Orphans.empty(loops.subtracting(tables.workspaces.compactMap(key)).count),
    ].compactMap { $0 }
    guard !parts.isEmpty else { return nil }
    return Finding(
      "registry.orphans", .warning, ["parts": .list(parts.map { .message($0) })],
      title: (en: "Registry rows that hang in the air", zh: "登记表中有悬空的行"),
      evidence: (en: "The registry holds {parts}.", zh: "登记表中有：{parts}。"),
      consequence: (
        en: "Rows were lost. What the registry does not list may exist, and what it lists may belong to nothing.",
        zh: "有行丢失：未登记的可能存在，已登记的可能没有归属。"
      ),
      remedy: (
        en: "Believe the workspaces' own files. Register the tree again with RD-Agent's tools.",
        zh: "以工作区自身的文件为准，并用 RD-Agent 的工具重新登记。"
      ))
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
      "registry.metrics-null", .note, ["empty": .count(empty.count), "total": .count(withResult.count)],
      title: (en: "The registry holds no metric", zh: "登记表中没有指标"),
      evidence: (
        en: "{empty} of {total} loops with a result have no metric in the registry.",
        zh: "{total} 个有结果的循环中有 {empty} 个在登记表中没有指标。"
      ),
      consequence: (en: "Present code never fills the columns. Missing is not zero.", zh: "现有代码从不填写这些列：缺失不是零。"),
      remedy: (
        en: "Read `factor_perf.json`, then `qlib_res.csv` of the workspace.",
        zh: "先读 `factor_perf.json`，再读工作区的 `qlib_res.csv`。"
      ))
  }

  /// The backfill tool sets `has_result` where a file exists, whatever is in it.
  private static func resultless(_ tables: Tables) -> Finding? {
    let found = tables.loops.filter { row in
      row["has_result"]?.intValue == 1
        && (row["status"]?.stringValue == "failed" || !isNull(row["error_message"]))
    }
    guard let first = found.first.flatMap(key) else { return nil }
    return Finding(
      "registry.failed-with-result", .warning, ["count": .count(found.count), "first": .text(first.text)],
      title: (en: "Failed loops are marked as having a result", zh: "失败的循环被标为有结果"),
      evidence: (
        en: "{count} {count:loop|loops} failed and carry the mark of a result. The first is {first}.",
        zh: "{count} 个循环已失败却被标为有结果，第一个是 {first}。"
      ),
      consequence: (en: "Their `qlib_res.csv` may hold nothing but its header.", zh: "它们的 `qlib_res.csv` 可能只有表头。"),
      remedy: (en: "Read the file before counting the loop.", zh: "计入该循环之前请先读该文件。"))
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
      "registry.materialization", .note, ["count": .count(found.count), "first": .text(first.text)],
      title: (en: "Materialization states without files", zh: "物化状态没有对应文件"),
      evidence: (
        en: "{count} {count:loop is|loops are} `running`, or `done` without an artifact. The first is {first}.",
        zh: "{count} 个循环的状态为 `running`，或为 `done` 却没有产物，第一个是 {first}。"
      ),
      consequence: (
        en: "`done` does not mean that files exist, and an old `running` is never picked up again.",
        zh: "`done` 不代表文件存在，过时的 `running` 也不会再被处理。"
      ),
      remedy: (en: "Verify the files, and treat an old `running` as failed.", zh: "核对文件，并把过时的 `running` 视为失败。"))
  }

  private static func gone(_ tables: Tables) -> Finding? {
    let found = tables.workspaces.filter { row in
      row["status"]?.stringValue == "missing_path"
        || row["workspace_path"]?.stringValue.map { !FileReader.isFolder($0) } ?? true
    }
    guard let first = found.first?["workspace_id"]?.stringValue else { return nil }
    return Finding(
      "registry.files-gone", .note,
      ["count": .count(found.count), "total": .count(tables.workspaces.count), "first": .text(first)],
      title: (en: "Registered workspaces are not at their path", zh: "登记的工作区不在其路径"),
      evidence: (
        en: "{count} of {total} registered workspaces are not at their path. The first is {first}.",
        zh: "{total} 个登记的工作区中有 {count} 个不在其路径，第一个是 {first}。"
      ),
      consequence: (
        en: "They were moved, archived or deleted, or the path belongs to another machine.",
        zh: "它们已移动、归档或删除，或路径属于另一台机器。"
      ),
      remedy: (en: "Find them by their identifier. The metadata stand without them.", zh: "按标识查找工作区；元数据不依赖它们。"))
  }

  private static func clashes(_ tables: Tables) -> Finding? {
    let names = Dictionary(grouping: tables.factors.compactMap { $0["factor_name"]?.stringValue }) {
      RecordedName.plain($0)
    }
    let several = names.filter { $0.value.count > 1 }.keys.sorted()
    guard let first = several.first else { return nil }
    return Finding(
      "registry.duplicate-factor", .note,
      ["count": .count(several.count), "first": .text(first), "times": .count(names[first]?.count ?? 0)],
      title: (en: "One factor name is registered several times", zh: "一个因子名登记了多次"),
      evidence: (
        en: "{count} factor {count:name is|names are} registered more than once. The first is {first}, {times} times.",
        zh: "{count} 个因子名重复登记，第一个是 {first}，共 {times} 次。"
      ),
      consequence: (en: "A name does not tell which code is meant.", zh: "仅凭名称不能确定是哪份代码。"),
      remedy: (en: "Tell factors by name and the digest of their code.", zh: "用名称加代码摘要区分因子。"))
  }
}

/// Rows of one table that belong to nothing; nil where there are none.
private enum Orphans {
  static func loops(_ count: Int) -> Message? {
    guard count > 0 else { return nil }
    return Message(
      "registry.loops-without-task", ["count": .count(count)], en: "{count} {count:loop|loops} without a task",
      zh: "{count} 个循环没有任务")
  }

  static func workspaces(_ count: Int) -> Message? {
    guard count > 0 else { return nil }
    return Message(
      "registry.workspaces-without-loop", ["count": .count(count)],
      en: "{count} {count:workspace|workspaces} without a loop", zh: "{count} 个工作区没有循环")
  }

  static func artifacts(_ count: Int) -> Message? {
    guard count > 0 else { return nil }
    return Message(
      "registry.artifacts-without-workspace", ["count": .count(count)],
      en: "{count} {count:artifact|artifacts} without a workspace", zh: "{count} 个产物没有工作区")
  }

  static func files(_ count: Int) -> Message? {
    guard count > 0 else { return nil }
    return Message(
      "registry.files-without-artifact", ["count": .count(count)],
      en: "{count} {count:file|files} without an artifact", zh: "{count} 个文件没有产物")
  }

  static func empty(_ count: Int) -> Message? {
    guard count > 0 else { return nil }
    return Message(
      "registry.loops-without-workspace", ["count": .count(count)],
      en: "{count} {count:loop|loops} without a workspace", zh: "{count} 个循环没有工作区")
  }
}
