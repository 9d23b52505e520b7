import Primitives
import Records

/// The rules of the exchange that qlib does not know, each by itself over the replay, then all of them.
struct RuleSection {
  let comparison: Comparison
  private let rung: RungResult

  /// Nil where the rung did not run.
  init?(_ comparison: Comparison) {
    guard let rung = comparison.rungs.first(where: { $0.id == .realistic }), rung.state != .notAvailable,
      rung.metrics.contains(where: { $0.metric.name == "realistic.ashare.account" })
    else { return nil }
    self.comparison = comparison
    self.rung = rung
  }

  private static let excess = "1day.excess_return_with_cost."

  private func metric(_ step: String, _ name: String) -> MetricComparison? {
    rung.metrics.first { $0.metric.name == "realistic.\(step).\(name)" }
  }

  private func account(_ step: String) -> MetricComparison? { metric(step, "account") }

  var values: [String: PageValue] {
    let rules = AShareRule.allCases.filter { account($0.rawValue) != nil }
    let changes = rules.compactMap { rule in account(rule.rawValue)?.delta.map { (rule: rule, yuan: $0) } }
    let acting = changes.filter { $0.yuan.magnitude >= 0.005 }.sorted { $0.yuan > $1.yuan }.map(\.rule)
    let idle = changes.filter { $0.yuan.magnitude < 0.005 }.map(\.rule)
    let quirks = Set(
      rung.metrics.compactMap { metric -> String? in
        let parts = metric.metric.name.split(separator: ".")
        return parts.count > 2 && parts[1] == "without_quirk" ? String(parts[2]) : nil
      }
    ).sorted()
    let steps = acting.map(\.rawValue) + quirks.map { "without_quirk." + $0 } + ["together", "ashare"]
    let axis = RowBar.axis(of: steps.compactMap { account($0)?.delta })
    let together = account("together")?.delta
    return [
      "rows": .list(
        [base] + acting.map { row($0.rawValue, .message($0.name), .message($0.meaning), axis) }
          + quirks.map { row("without_quirk." + $0, .message(.withoutQuirk($0)), "", axis) }
          + [
            row("together", .label("allTogether"), "", axis, isSum: true),
            row("ashare", .label("exchangesOwn"), "", axis, isSum: true),
          ]),
      "hasIdle": .flag(!idle.isEmpty), "idle": .joined(idle.map { .message($0.name) }, separator: .comma),
      "interaction": .one(
        changes.count < rules.count
          ? nil
          : together.map { ["value": .figure(Figure($0 - changes.reduce(0) { $0 + $1.yuan }, .money, gain: true))] }),
      "reason": .message(optional: rung.reason),
    ]
  }

  private var base: [String: PageValue] {
    func before(_ name: String) -> Double? {
      guard let metric = metric("ashare", name), let delta = metric.delta else { return nil }
      return metric.metric.value.map { $0 - delta }
    }
    return [
      "name": .label("replayAsConfigured"), "detail": "", "hasDetail": false, "isSum": true, "anchor": "rule-replay",
      "excess": .figure(Figure(before(RuleSection.excess + "annualized_return"), .percent)), "points": "–",
      "account": .figure(Figure(before("account"), .money)), "money": "–", "bar": "–", "cost": "–",
      "ratio": .figure(Figure(before(RuleSection.excess + "information_ratio"), .ratio)),
      "fall": .figure(Figure(before(RuleSection.excess + "max_drawdown"), .percent)),
    ]
  }

  private func row(
    _ step: String, _ name: PageValue, _ detail: PageValue, _ axis: ClosedRange<Double>, isSum: Bool = false
  ) -> [String: PageValue] {
    let own = account(step)
    let delta = own?.delta ?? .nan
    return [
      "name": name, "detail": detail, "hasDetail": .flag(!isSum), "isSum": .flag(isSum),
      "anchor": .text("rule-" + Slug.of(step)),
      "excess": .figure(Figure(metric(step, RuleSection.excess + "annualized_return")?.metric.value, .percent)),
      "points": .figure(
        Figure(metric(step, RuleSection.excess + "annualized_return")?.delta, .plainPoints, signed: true)),
      "account": .figure(Figure(own?.metric.value, .money)), "money": .figure(Figure(own?.delta, .money, gain: true)),
      "bar": RowBar(from: 0, to: delta, axis: axis).drawing(delta > 0 ? "up" : "down"),
      "cost": .figure(Figure(metric(step, "total_cost")?.delta, .money, signed: true)),
      "ratio": .figure(Figure(metric(step, RuleSection.excess + "information_ratio")?.metric.value, .ratio)),
      "fall": .figure(Figure(metric(step, RuleSection.excess + "max_drawdown")?.metric.value, .percent)),
    ]
  }
}

extension Message {
  fileprivate static func withoutQuirk(_ quirk: String) -> Message {
    Message(
      "report.without-quirk-label", ["quirk": .text("`\(quirk)`")], en: "Without the strategy's quirk {quirk}",
      zh: "去掉策略的特殊行为 {quirk}")
  }
}
