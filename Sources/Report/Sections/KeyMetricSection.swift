import Primitives
import Records

/// The eight metrics that a reviewer reads first, and all others folded with their formulas and exact digits.
struct KeyMetricSection {
  let comparison: Comparison

  private static let keys: [(name: String, label: String, unit: Figure.Unit)] = [
    ("1day.excess_return_with_cost.annualized_return", "keyExcessWithCost", .percent),
    ("1day.excess_return_with_cost.information_ratio", "keyRatioWithCost", .ratio),
    ("1day.excess_return_with_cost.max_drawdown", "keyFallOfExcess", .percent),
    ("1day.excess_return_without_cost.annualized_return", "keyExcessWithoutCost", .percent),
    ("1day.return_with_cost.annualized_return", "keyReturnWithCost", .percent),
    ("1day.return_with_cost.max_drawdown", "keyFallWithCost", .percent),
    ("Rank IC", "keyRankIC", .correlation), ("Rank ICIR", "keyRankICIR", .correlation),
  ]

  private func values(_ rung: Rung) -> [String: MetricComparison] {
    let metrics = comparison.rungs.first { $0.id == rung }?.metrics ?? []
    return Dictionary(metrics.map { ($0.metric.name, $0) }) { first, _ in first }
  }

  /// The run under the exchange's own rules, by the names of the other runs' metrics.
  private var underRules: [String: MetricComparison] {
    let prefix = "realistic.ashare."
    let own = values(.realistic).filter { $0.key.hasPrefix(prefix) }
    return Dictionary(uniqueKeysWithValues: own.map { (String($0.key.dropFirst(prefix.count)), $0.value) })
  }

  /// How many metrics exceed their tolerance.
  var exceeding: Int { comparison.rungs.flatMap(\.metrics).count { $0.exceeds } }

  var values: [String: PageValue] {
    let recorded = values(.reported)
    let recomputed = values(.recomputed)
    let replay = values(.replayed)
    let replayed = replay.isEmpty ? values(.reinferred) : replay
    let realistic = underRules
    func known(_ name: String) -> Bool { recorded[name] != nil || recomputed[name] != nil || replayed[name] != nil }
    let shown = KeyMetricSection.keys.filter { known($0.name) }
    let all = Set(recorded.keys).union(recomputed.keys).union(replayed.keys).union(realistic.keys).sorted()
    return [
      "rows": .list(
        shown.map { key in
          let own = replayed[key.name]
          let claim = recorded[key.name]?.metric.value ?? recomputed[key.name]?.metric.value
          let difference = own?.metric.value.flatMap { value in claim.map { value - $0 } }
          let isMissing = claim?.isFinite != true && own?.metric.value?.isFinite != true
          let index =
            key.name.hasPrefix("1day.return_with_cost.")
            ? replayed["1day.bench." + key.name.split(separator: ".")[2]]?.metric.value : nil
          return [
            "name": .label(key.label), "anchor": .text("metric-" + Slug.of(key.name)),
            "recorded": .figure(Figure(claim, key.unit)), "replayed": .figure(Figure(own?.metric.value, key.unit)),
            "difference": .figure(
              Figure(
                difference.map { $0.magnitude < 1e-9 ? 0 : $0 }, key.unit == .percent ? .points : key.unit, signed: true
              )),
            "isDifferent": .flag(own?.exceeds ?? false),
            "isJudged": .flag(own?.tolerance != nil && own?.delta != nil && !isMissing),
            "isEqual": .flag(!(own?.exceeds ?? true)),
            "realistic": .figure(Figure(realistic[key.name]?.metric.value, key.unit)),
            "index": .figure(Figure(index, key.unit)),
          ]
        }),
      "more": .message(.more(all.count)),
      "all": .list(all.map { full($0, recorded[$0], recomputed[$0], replayed[$0], realistic[$0]) }),
    ]
  }

  /// Five rows for the sheet that is signed.
  var brief: [[String: PageValue]] {
    guard case .list(let rows) = values["rows"] else { return [] }
    return Array(rows.prefix(4)) + rows.dropFirst(6).prefix(1)
  }

  private func full(
    _ name: String, _ recorded: MetricComparison?, _ recomputed: MetricComparison?, _ replayed: MetricComparison?,
    _ realistic: MetricComparison?
  ) -> [String: PageValue] {
    func exact(_ metric: MetricComparison?) -> PageValue {
      metric?.metric.value.flatMap { $0.isFinite ? .text(PageText.minus(Figures.exact($0))) : nil } ?? "–"
    }
    let judged = replayed ?? recomputed
    let reason = (replayed ?? recomputed ?? recorded ?? realistic)?.metric.reason
    let formula = (recomputed ?? replayed ?? recorded ?? realistic)?.metric.formula
    return [
      "name": .text(name), "recorded": exact(recorded), "recomputed": exact(recomputed), "replayed": exact(replayed),
      "realistic": exact(realistic),
      "difference": .figure(Figure(judged?.delta, .difference, signed: true)),
      "tolerance": .figure(Figure(judged?.tolerance, .tolerance)), "isDifferent": .flag(judged?.exceeds ?? false),
      "hasFormula": .flag(formula != nil), "formula": .text(formula ?? ""),
      "formulaHref": formula.map { MethodsPage.link(toFormula: $0, from: .migration("")) } ?? "",
      "hasReason": .flag(reason != nil), "reason": .message(optional: reason),
    ]
  }
}

extension Message {
  fileprivate static func more(_ count: Int) -> Message {
    Message(
      "report.all-metrics-label", ["count": .count(count)],
      en: "{count} {count:metric|metrics} with formulas and exact digits",
      zh: "{count} 个指标，附公式与精确值")
  }
}
