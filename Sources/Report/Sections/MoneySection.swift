import Primitives
import Reconciliation
import Records

/// What moves the account, from the record's to the one under the exchange's own rules.
struct MoneySection {
  let waterfall: MoneyWaterfall

  init?(_ judgement: NightResult.Judgement) {
    guard
      let waterfall = MoneyWaterfall(
        judgement.comparison, recorded: judgement.recorded, replayed: judgement.replayed)
    else { return nil }
    self.waterfall = waterfall
  }

  var values: [String: PageValue] {
    let totals = waterfall.steps.filter { $0.kind == .total }
    let levels = levels
    let axis = RowBar.axis(of: levels.flatMap { [$0.from, $0.to] }, withZero: false)
    return [
      "title": .sentences(title(totals)),
      "note": .joined(
        [.message(.axis(axis.lowerBound))]
          + (waterfall.uncompared.isEmpty ? [] : [.message(.uncompared(waterfall.uncompared))])
          + (waterfall.zeros.isEmpty
            ? []
            : [
              .message(.zeros(waterfall.zeros.count)), .joined(waterfall.zeros.map { .message($0) }, separator: .comma),
            ]),
        separator: .sentence),
      "rows": .list(zip(waterfall.steps, levels).map { row($0, $1, axis) }),
      "besides": .joined(
        waterfall.besides.map {
          .joined([.message($0.message), .figure(Figure($0.yuan, .money, gain: true))], separator: .space)
        }, separator: .comma), "hasBesides": .flag(!waterfall.besides.isEmpty),
    ]
  }

  /// The accounts alone with what lies between them, for the sheet that is signed.
  var brief: [[String: PageValue]] {
    var rows: [[String: PageValue]] = []
    var before: MoneyWaterfall.Step?
    for total in waterfall.steps where total.kind == .total {
      if let before, before.cents != total.cents {
        let divergence = waterfall.steps.first { $0.kind == .divergence }
        let isDivergence = rows.count == 1 && divergence != nil
        rows.append([
          "name": isDivergence ? .message(optional: divergence?.message) : .label("rulesTogether"), "isTotal": false,
          "value": .figure(Figure(Double(total.cents - before.cents) / 100, .money, signed: true)),
        ])
      }
      rows.append(["name": .message(total.message), "isTotal": true, "value": .figure(Figure(total.yuan, .money))])
      before = total
    }
    return rows
  }

  private func title(_ totals: [MoneyWaterfall.Step]) -> [Message] {
    var sentences: [Message] = []
    let divergence = waterfall.steps.first { $0.kind == .divergence }
    if let divergence {
      sentences.append(divergence.cents < 0 ? .replayLess(-divergence.yuan) : .replayMore(divergence.yuan))
    } else if totals.count > 1 {
      sentences.append(.sameAccount)
    }
    if let last = waterfall.steps.last, let base = totals.dropLast().last, waterfall.hasRules {
      let change = last.yuan - base.yuan
      sentences.append(change < 0 ? .rulesLess(-change) : .rulesMore(change))
    }
    return sentences
  }

  /// Where each step begins and ends.
  private var levels: [(from: Double, to: Double)] {
    var level = 0
    return waterfall.steps.map { step in
      if step.kind == .total {
        level = step.cents
        return (step.yuan, step.yuan)
      }
      let before = level
      level += step.cents
      return (Double(before) / 100, Double(level) / 100)
    }
  }

  private func row(
    _ step: MoneyWaterfall.Step, _ level: (from: Double, to: Double), _ axis: ClosedRange<Double>
  ) -> [String: PageValue] {
    let isTotal = step.kind == .total
    let tone = isTotal ? "total" : step.kind == .divergence ? "fail" : step.cents > 0 ? "up" : "down"
    return [
      "name": .message(step.message),
      "value": .figure(isTotal ? Figure(step.yuan, .money) : Figure(step.yuan, .money, gain: step.kind != .divergence)),
      "isTotal": .flag(isTotal), "isDivergence": .flag(step.kind == .divergence),
      "bar": RowBar(from: level.from, to: level.to, axis: axis).drawing(tone),
    ]
  }
}

extension MoneyWaterfall {
  /// Whether it ends with the exchange's own rules.
  fileprivate var hasRules: Bool {
    steps.contains { $0.kind == .interaction } || steps.count(where: { $0.kind == .total }) > 2
      || steps.contains { $0.kind == .step }
  }
}

extension Message {
  fileprivate static let sameAccount = Message(
    "report.same-account", en: "The replay ends with the record's account, to the cent.", zh: "回放的期末资产与记录分文不差。")

  fileprivate static func replayLess(_ yuan: Double) -> Message {
    Message(
      "report.replay-less", ["money": .money(yuan)], en: "The replay ends {money} below the record.",
      zh: "回放的期末资产比记录少 {money}。")
  }

  fileprivate static func replayMore(_ yuan: Double) -> Message {
    Message(
      "report.replay-more", ["money": .money(yuan)], en: "The replay ends {money} above the record.",
      zh: "回放的期末资产比记录多 {money}。")
  }

  fileprivate static func rulesLess(_ yuan: Double) -> Message {
    Message(
      "report.rules-less", ["money": .money(yuan)], en: "The exchange's own rules take {money} off the replay.",
      zh: "真实规则使回放的期末资产减少 {money}。")
  }

  fileprivate static func rulesMore(_ yuan: Double) -> Message {
    Message(
      "report.rules-more", ["money": .money(yuan)], en: "The exchange's own rules add {money} to the replay.",
      zh: "真实规则使回放的期末资产增加 {money}。")
  }

  fileprivate static func axis(_ start: Double) -> Message {
    Message(
      "report.money-axis", ["start": .text(PageFigures.fixed(start, 0))],
      en: "CNY at the end; the bars' axis starts at {start}.", zh: "期末资产，元；横轴自 {start} 起。")
  }

  fileprivate static func uncompared(_ rungs: [Message]) -> Message {
    Message(
      "report.uncompared-accounts", ["rungs": .list(rungs.map { .message($0) })],
      en: "Not compared with the replay's account: {rungs}.", zh: "未与回放的期末资产比较：{rungs}。")
  }

  fileprivate static func zeros(_ count: Int) -> Message {
    Message(
      "report.zero-steps-label", ["count": .count(count)], en: "{count} {count:step|steps} of 0.00 not drawn:",
      zh: "{count} 项为 0.00，不画：")
  }
}
