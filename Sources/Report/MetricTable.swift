import Primitives
import Records

/// The metrics of all rungs side by side, grouped as a reviewer reads them.
struct MetricTable {
  let comparison: Comparison
  let language: Language

  private static let groups = [
    "signal", "1day.excess_return_with_cost", "1day.excess_return_without_cost", "1day.return_with_cost",
    "1day.return_without_cost", "execution", "other",
  ]
  private static let fields = ["mean", "std", "annualized_return", "information_ratio", "max_drawdown"]

  private func values(_ rung: Rung) -> [String: MetricComparison] {
    let metrics = comparison.rungs.first { $0.id == rung }?.metrics ?? []
    return Dictionary(metrics.map { ($0.metric.name, $0) }) { first, _ in first }
  }

  var rows: PageValue {
    let reported = values(.reported)
    let recomputed = values(.recomputed)
    // Without recorded predictions the local numbers are those of the scores made here.
    let replay = values(.replayed)
    let replayed = replay.isEmpty ? values(.reinferred) : replay
    var rest = Set(reported.keys).union(recomputed.keys).union(replayed.keys)
    rest = rest.filter { !$0.hasPrefix("1day.bench.") }
    var groups: [[String: PageValue]] = []
    for group in MetricTable.groups {
      let names = MetricTable.names(group, rest)
      rest.subtract(names)
      let rows = names.map { row($0, group, reported, recomputed, replayed) }
      if !rows.isEmpty {
        groups.append(["title": .text(StringTable.require("group." + group, language)), "rows": .list(rows)])
      }
    }
    return .list(groups)
  }

  private static func names(_ group: String, _ all: Set<String>) -> [String] {
    switch group {
    case "signal": ["IC", "ICIR", "Rank IC", "Rank ICIR"].filter(all.contains)
    case "execution": ["1day.ffr", "1day.pa", "1day.pos"].filter(all.contains)
    case "other": all.sorted()
    default: fields.map { group + "." + $0 }.filter(all.contains)
    }
  }

  private func row(
    _ name: String, _ group: String, _ reported: [String: MetricComparison],
    _ recomputed: [String: MetricComparison], _ replayed: [String: MetricComparison]
  ) -> [String: PageValue] {
    let field = name.split(separator: ".").last.map(String.init) ?? name
    let local = replayed[name]
    let curve = recomputed[name]
    // The index has no cost and no excess: it stands beside the strategy's own return.
    let hasIndex = group.hasPrefix("1day.return_")
    let indexName = "1day.bench." + field
    let index = hasIndex ? (replayed[indexName] ?? recomputed[indexName])?.metric.value : nil
    let reason = (local ?? curve)?.metric.reason
    return [
      "label": .text(
        StringTable.text("metric." + (MetricTable.fields.contains(field) ? field : name), language) ?? name),
      "reported": .text(shown(reported[name]?.metric.value, field)),
      "recomputed": .text(shown(curve?.metric.value, field)), "replayed": .text(shown(local?.metric.value, field)),
      "index": .text(hasIndex ? shown(index, field) : "–"),
      "deltaRecomputed": .text(curve?.delta.map { PageFigures.difference($0) } ?? "–"),
      "deltaReplayed": .text(local?.delta.map { PageFigures.difference($0) } ?? "–"),
      "tolerance": .text((local?.tolerance ?? curve?.tolerance).map { PageFigures.limit($0) } ?? "–"),
      "formula": .text((curve ?? local)?.metric.formula ?? "–"),
      "bad": .flag(local?.exceeds ?? false || curve?.exceeds ?? false),
      "hasReason": .flag(reason != nil), "reason": .text(reason?[language] ?? ""),
    ]
  }

  private func shown(_ value: Double?, _ field: String) -> String {
    guard let value else { return "–" }
    switch field {
    case "annualized_return", "max_drawdown": return PageFigures.percent(value, decimals: 3)
    case "mean", "std": return PageFigures.percent(value, decimals: 4)
    default: return PageFigures.fixed(value, 5)
    }
  }

  /// The metric whose difference is largest against its tolerance.
  var worst: (name: String, delta: Double, tolerance: Double, rung: Rung)? {
    var found: (name: String, delta: Double, tolerance: Double, rung: Rung)?
    for rung in comparison.rungs {
      for metric in rung.metrics {
        guard let delta = metric.delta, let tolerance = metric.tolerance, tolerance > 0 else { continue }
        if delta.magnitude / tolerance > (found.map { $0.delta.magnitude / $0.tolerance } ?? 0) {
          found = (metric.metric.name, delta, tolerance, rung.id)
        }
      }
    }
    return found
  }
}
