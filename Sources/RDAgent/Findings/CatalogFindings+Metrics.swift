import Primitives
import Records

/// What the numbers of the loops say.
extension CatalogFindings {
  /// `qlib_res.csv` was read by a reader that takes its first row for a table row (`Contracts.md`, catalogs).
  static func misparsed(_ set: CatalogSet) -> Finding? {
    let found = set.loops.compactMap { metrics($0).misparsed }
    guard let first = found.first else { return nil }
    let names = Set(found).sorted()
    return Finding(
      "catalog.metrics-misparsed", .serious,
      [
        "count": .count(found.count), "rows": .count(set.loops.count), "names": .names(names.prefix(3)),
        "first": .text(first),
      ],
      title: (en: "Metrics were read back without their first row", zh: "指标读取时丢了首行"),
      evidence: (
        en: "{count} of {rows} rows keep one metric under the key `Unnamed: 0` or an empty key: {names}.",
        zh: "{rows} 行中有 {count} 行把一个指标放在键 `Unnamed: 0` 或空键之下：{names}。"
      ),
      consequence: (
        en: "Such a row proves one metric ({first}) and no other. The rest is unknown, not zero.",
        zh: "这样的一行只能证明一个指标（{first}），其余未知，不是零。"
      ),
      remedy: (
        en: "Read the workspace's `qlib_res.csv`. Here the pair is repaired and the rest is missing.",
        zh: "请读工作区的 `qlib_res.csv`；此处已修复这一对，其余按缺失处理。"
      ))
  }

  static func metrics(_ row: JSONValue) -> RecordedMetrics {
    RecordedMetrics(row["metrics"]?.objectValue ?? [:])
  }

  static func identical(_ set: CatalogSet) -> Finding? {
    var groups: [(key: LoopKey, values: [String: Double])] = []
    for row in set.loops {
      guard let key = LoopKey(row), !groups.contains(where: { $0.key == key }) else { continue }
      let values = metrics(row).values
      if values.count > 1 { groups.append((key, values)) }
    }
    for (index, group) in groups.enumerated() {
      let same = groups[(index + 1)...].filter { isSame($0.values, group.values) }
      guard !same.isEmpty else { continue }
      let names = ([group.key] + same.map(\.key)).sorted().map(\.text)
      return Finding(
        "catalog.identical-metrics", .serious, ["loops": .names(names), "count": .count(group.values.count)],
        title: (en: "Several loops have the same numbers", zh: "多个循环的数字完全相同"),
        evidence: (
          en: "Loops {loops} have the same {count} numbers to a relative 1e-9.",
          zh: "循环 {loops} 的 {count} 个数字相同（相对差不超过 1e-9）。"
        ),
        consequence: (
          en:
            "Different loops cannot give one result. A factor file is fixed, a cache is used, or one recorder was read for all.",
          zh: "不同循环不可能结果相同：因子文件固定不变、用了缓存，或都读了同一个记录器。"
        ),
        remedy: (en: "Export each loop's own recorder and compare the curves.", zh: "逐一导出各循环自己的记录器，并比较净值曲线。"))
    }
    return nil
  }

  static func isSame(_ left: [String: Double], _ right: [String: Double]) -> Bool {
    left.count == right.count
      && left.allSatisfy { name, value in
        right[name].map { ($0 - value).magnitude <= 1e-9 * max($0.magnitude, value.magnitude) }
          ?? false
      }
  }

  static func keys(_ set: CatalogSet) -> Finding? {
    let blank = set.loops.count { row in
      (row["metrics"]?.objectValue ?? [:]).keys.contains { $0 != RecordedName.trimmed($0) }
    }
    guard blank > 0 else { return nil }
    return Finding(
      "catalog.metric-keys", .note, ["count": .count(blank)],
      title: (en: "Metric names with blanks", zh: "指标名带有空格"),
      evidence: (
        en: "{count} {count:row has|rows have} metric names with blanks around them.", zh: "{count} 行的指标名前后有空格。"
      ),
      consequence: (en: "A reader that asks for the plain name finds nothing.", zh: "按不带空格的名称读取会找不到。"),
      remedy: (en: "Nothing is needed here: names are trimmed.", zh: "此处已去除空格，无需处理。"))
  }

  static func sharpe(_ set: CatalogSet) -> Finding? {
    let found = set.loops.filter { row in
      guard let sharpe = row["sharpe"]?.doubleValue else { return false }
      return metrics(row).values.contains {
        $0.key.hasSuffix("information_ratio") && $0.value == sharpe
      }
    }
    guard let first = found.first, let value = first["sharpe"]?.doubleValue,
      let name = metrics(first).values.filter({
        $0.key.hasSuffix("information_ratio") && $0.value == value
      }).keys.min()
    else { return nil }
    return Finding(
      "catalog.sharpe-is-information-ratio", .warning,
      ["count": .count(found.count), "name": .text(name), "value": .number(value)],
      title: (en: "The `sharpe` is an information ratio", zh: "`sharpe` 其实是信息比率"),
      evidence: (
        en: "The `sharpe` of {count} {count:loop|loops} is {name}. It is {value} in the first.",
        zh: "{count} 个循环的 `sharpe` 就是 {name}，第一个为 {value}。"
      ),
      consequence: (
        en: "It is a ratio of excess returns to the benchmark over 238 days a year, and no Sharpe ratio.",
        zh: "它是相对基准的超额收益按每年 238 天计算的比率，不是夏普比率。"
      ),
      remedy: (
        en: "Compare it with information ratios only. The page shows each number with its convention.",
        zh: "只与信息比率比较；页面为每个数字注明口径。"
      ))
  }

  static func sign(_ set: CatalogSet) -> Finding? {
    let found = set.loops.count { row in
      (row["max_drawdown"]?.doubleValue ?? 0) > 0
        || metrics(row).values.contains { $0.key.hasSuffix("max_drawdown") && $0.value > 0 }
    }
    guard found > 0 else { return nil }
    return Finding(
      "catalog.drawdown-sign", .note, ["count": .count(found)],
      title: (en: "Drawdowns of both signs", zh: "回撤的符号不一"),
      evidence: (en: "The maximum drawdown of {count} {count:row|rows} is positive.", zh: "{count} 行的最大回撤为正数。"),
      consequence: (en: "Loops of both signs cannot be ranked by it.", zh: "符号不一的循环不能据此排名。"),
      remedy: (en: "Nothing is needed here: a drawdown is kept as a negative number.", zh: "此处回撤一律记为负数，无需处理。"))
  }
}
