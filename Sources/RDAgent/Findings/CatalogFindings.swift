import Primitives
package import Records

/// What RD-Agent's catalogs say against themselves (`Contracts.md`, catalogs): they are hints, and a reader must
/// know which of them are no facts.
package enum CatalogFindings {
  /// In a fixed order.
  package static func all(of set: CatalogSet) -> [Finding] {
    [
      misparsed(set), identical(set), severalWorkspaces(set), notRecorded(set), keys(set),
      sharpe(set), sign(set),
      candidates(set), defaults(set), fees(set), reused(set), names(set), duplicates(set),
      withoutCode(set), paths(set),
      stuck(set), odd(set),
    ].compactMap { $0 }
  }

  /// Two folders with the catalogs of one RD-Agent: the exporters write to two places.
  package static func twins(_ left: CatalogSet, _ right: CatalogSet) -> Finding? {
    let differing = CatalogSet.files.filter { name in
      guard let a = left.made[name], let b = right.made[name] else { return false }
      return a != b
    }
    guard let first = differing.first else { return nil }
    return Finding(
      "catalog.stale-twin", .warning,
      [
        "file": .text(first), "more": .count(differing.count - 1), "left": .text(left.folder),
        "right": .text(right.folder), "leftTime": .text(left.made[first] ?? ""),
        "rightTime": .text(right.made[first] ?? ""),
      ],
      title: (en: "Two folders of catalogs differ in age", zh: "两个目录中的清单文件新旧不一"),
      evidence: (
        en:
          "{file} was made at {leftTime} in {left} and at {rightTime} in {right}. {more} more {more:file|files} differ.",
        zh: "{file} 在 {left} 中生成于 {leftTime}，在 {right} 中生成于 {rightTime}。另有 {more} 个文件不同。"
      ),
      consequence: (
        en: "One of the two is stale. The same name shows other loops and numbers.", zh: "其中一份已过时：同名文件显示的循环与数字不同。"
      ),
      remedy: (en: "Read the newer one, and export both again.", zh: "读取较新的一份，并重新导出两份。"))
  }

  // MARK: - Rows

  private static func severalWorkspaces(_ set: CatalogSet) -> Finding? {
    let rows = Dictionary(grouping: set.loops.compactMap(LoopKey.init)) { $0 }.mapValues(\.count)
    let several = rows.filter { $0.value > 1 }.keys.sorted()
    guard let first = several.first else { return nil }
    return Finding(
      "catalog.loop-in-several-workspaces", .warning,
      [
        "rows": .count(set.loops.count), "loops": .count(rows.count), "several": .count(several.count),
        "first": .text(first.text), "count": .count(rows[first] ?? 0),
      ],
      title: (en: "One loop in several rows", zh: "一个循环占多行"),
      evidence: (
        en: "{rows} rows are {loops} loops. {several} of them have a row for each workspace: {first} has {count}.",
        zh: "{rows} 行其实是 {loops} 个循环。其中 {several} 个每个工作区各占一行，如 {first} 有 {count} 行。"
      ),
      consequence: (
        en: "Counting rows counts trials that never ran, and the first row may be the one without a result.",
        zh: "按行计数会多算从未发生的试验，且首行可能正是没有结果的一行。"
      ),
      remedy: (en: "Group by task and loop, and take the workspace with most files.", zh: "按任务与循环分组，取文件最多的工作区。"))
  }

  private static func notRecorded(_ set: CatalogSet) -> Finding? {
    func count(_ field: String) -> Int { set.loops.count { ($0[field] ?? .null) == .null } }
    let parts = [
      (count("decision"), "decision"), (count("scenario"), "scenario"),
      (set.loops.count { $0["factor_names"]?.arrayValue?.isEmpty ?? true }, "factor_names"),
    ].filter { $0.0 > 0 }
    guard !parts.isEmpty else { return nil }
    return Finding(
      "catalog.not-recorded", .note,
      ["rows": .count(set.loops.count), "parts": .list(parts.map { .message(.withoutField($0.0, $0.1)) })],
      title: (en: "Facts that were not recorded", zh: "未记录的事实"),
      evidence: (en: "Rows without a value, of {rows}: {parts}.", zh: "{rows} 行中缺少值的：{parts}。"),
      consequence: (en: "Not recorded is neither rejected nor none.", zh: "未记录既不等于拒绝，也不等于没有。"),
      remedy: (en: "Look at the loop's feedback before choosing by it.", zh: "据此选择之前，请先查看该循环的反馈。"))
  }

  // MARK: - Files

  private static func paths(_ set: CatalogSet) -> Finding? {
    let rows = set.loops + set.models + set.strategies.compactMap { $0["workspace_example"] }
    let found = rows.compactMap { $0["workspace_path"]?.stringValue }.filter { !$0.isEmpty }
    let gone = found.filter { !FileReader.isFolder($0) }
    guard let first = gone.first else { return nil }
    return Finding(
      "catalog.files-gone", .note, ["count": .count(gone.count), "total": .count(found.count), "first": .text(first)],
      title: (en: "Workspaces that are not on this machine", zh: "工作区不在本机"),
      evidence: (
        en: "{count} of {total} workspace paths lead nowhere on this machine. The first is {first}.",
        zh: "{total} 个工作区路径中有 {count} 个在本机不存在，第一个是 {first}。"
      ),
      consequence: (
        en: "The workspace was moved, archived or deleted, or the path belongs to another machine.",
        zh: "工作区已移动、归档或删除，或路径属于另一台机器。"
      ),
      remedy: (en: "Find workspaces by their identifier. The metadata stand without them.", zh: "按标识查找工作区；元数据不依赖它们。"))
  }

  private static func stuck(_ set: CatalogSet) -> Finding? {
    let found = set.loops.filter { row in
      let state = row["materialization_status"]?.stringValue
      return state == "running" || (state == "done" && row["asset_bundle_id"]?.stringValue == nil)
    }
    guard let first = found.first, let key = LoopKey(first) else { return nil }
    return Finding(
      "catalog.materialization", .note, ["count": .count(found.count), "first": .text(key.text)],
      title: (en: "Materialization states without files", zh: "物化状态没有对应文件"),
      evidence: (
        en: "{count} {count:row is|rows are} `running`, or `done` without a bundle. The first is {first}.",
        zh: "{count} 行的状态为 `running`，或为 `done` 却没有资产包，第一个是 {first}。"
      ),
      consequence: (
        en: "`done` does not mean that files exist, and an old `running` is never picked up again.",
        zh: "`done` 不代表文件存在，过时的 `running` 也不会再被处理。"
      ),
      remedy: (en: "Verify the files, and treat an old `running` as failed.", zh: "核对文件，并把过时的 `running` 视为失败。"))
  }

  private static func odd(_ set: CatalogSet) -> Finding? {
    guard !set.odd.isEmpty else { return nil }
    return Finding(
      "catalog.nan-token", .note, ["files": .names(set.odd)],
      title: (en: "Catalogs that are no strict JSON", zh: "清单文件不是严格的 JSON"),
      evidence: (en: "NaN, Infinity or a byte order mark stand in {files}.", zh: "以下文件含有 NaN、Infinity 或字节序标记：{files}。"),
      consequence: (
        en: "They are read as missing here. Other readers drop the whole file.", zh: "此处按缺失读取，其他程序可能丢弃整个文件。"
      ),
      remedy: (
        en: "Repair the writer if another program reads the file. Nothing is needed here.",
        zh: "若其他程序要读该文件，请修正写入方；此处无需处理。"
      ))
  }
}

extension Message {
  fileprivate static func withoutField(_ count: Int, _ field: String) -> Message {
    Message(
      "catalog.without-field", ["count": .count(count), "field": .text(field)], en: "{count} without `{field}`",
      zh: "缺少 `{field}` 的 {count} 行")
  }
}
