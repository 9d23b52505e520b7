import Primitives
import Records

/// The metrics of all rungs side by side, grouped as a reviewer reads them.
struct MetricTable {
  let comparison: Comparison
  let language: Language

  private static let groups = [
    "quality", "1day.excess_return_with_cost", "1day.excess_return_without_cost", "1day.return_with_cost",
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
    case "quality": ["IC", "ICIR", "Rank IC", "Rank ICIR"].filter(all.contains)
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
    let label = StringTable.text("metric." + (MetricTable.fields.contains(field) ? field : name), language)
    func shown(_ value: Double?) -> String { MetricTable.shown(value, name) }
    return [
      // A metric without a word of its own stands as qlib writes it.
      "label": .text(label ?? name), "isNamed": .flag(label != nil),
      "reported": .text(shown(reported[name]?.metric.value)),
      "recomputed": .text(shown(curve?.metric.value)), "replayed": .text(shown(local?.metric.value)),
      "index": .text(hasIndex ? shown(index) : PageFigures.missing),
      "deltaRecomputed": .text(change(curve?.delta, name)), "deltaReplayed": .text(change(local?.delta, name)),
      "tolerance": .text(PageFigures.limit(local?.tolerance ?? curve?.tolerance)),
      "formula": .text((curve ?? local)?.metric.formula ?? PageFigures.missing),
      "bad": .flag(local?.exceeds ?? false || curve?.exceeds ?? false),
      "hasReason": .flag(reason != nil), "reason": .prose(reason, language),
    ]
  }

  static func shown(_ value: Double?, _ name: String) -> String {
    guard isFraction(name) else { return PageFigures.significant(value) }
    // A day's mean has two digits only from the fourth decimal on.
    let isDaily = name.hasSuffix(".mean") || name.hasSuffix(".std")
    return PageFigures.percent(value, decimals: isDaily ? 4 : 2)
  }

  /// Whether a metric is a return, a fall or their like, which is shown in percent and differs in points.
  static func isFraction(_ name: String) -> Bool {
    fields.contains { $0 != "information_ratio" && name.hasSuffix("." + $0) }
  }

  func change(_ delta: Double?, _ name: String) -> String {
    MetricTable.isFraction(name) ? PageFigures.points(delta, language) : PageFigures.difference(delta)
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
