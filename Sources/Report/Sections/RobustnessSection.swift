import Primitives
import Records

/// How far the result depends on its assumptions: costs, a day of delay, days of stress, the future.
struct RobustnessSection {
  let robustness: Robustness
  let index: Message

  var values: [String: PageValue] {
    let steps = robustness.costs.value ?? []
    let covered = robustness.stress.filter { $0.figures.value != nil }
    let others = robustness.stress.filter { $0.figures.value == nil }
    return [
      "costs": .list(
        steps.map {
          [
            "multiple": .text("×" + PageFigures.significant($0.multiple)), "isSum": .flag($0.multiple == 1),
            "excess": .figure(Figure($0.figures.annualExcess, .percent)),
            "ratio": .figure(Figure($0.figures.informationRatio, .ratio)),
            "account": .figure(Figure($0.figures.endAccount, .wholeMoney)),
          ]
        }),
      "costTitle": .message(costTitle(steps)), "costReason": .message(optional: robustness.costs.reason),
      "lag": .one(robustness.lag.value.map(lag)), "lagReason": .message(optional: robustness.lag.reason),
      "lagTitle": .message(lagTitle),
      "stress": .list(covered.map(stress)), "hasStress": .flag(!covered.isEmpty),
      "others": .joined(
        others.map { .message(.window($0.window.name, $0.window.start, $0.window.end)) }, separator: .comma),
      "hasOthers": .flag(!others.isEmpty), "index": .message(index),
      "othersReason": .message(optional: others.first?.figures.reason),
      "lookTitle": .message(lookTitle),
      "days": .list((robustness.lookAhead.value ?? []).map(day)),
      "lookReason": .message(optional: robustness.lookAhead.reason),
    ]
  }

  private func costTitle(_ steps: [Robustness.CostStep]) -> Message {
    if let zero = RobustnessSection.breakEven(steps) { return .breakEven(zero) }
    let known = steps.compactMap(\.figures.annualExcess)
    guard !known.isEmpty, known.count == steps.count else { return .noCosts }
    return known.allSatisfy { $0 > 0 } ? .outlives : .neverPays
  }

  /// The multiple of the costs at which nothing of the excess is left, between two runs on a straight line.
  static func breakEven(_ steps: [Robustness.CostStep]) -> Double? {
    for (low, high) in zip(steps, steps.dropFirst()) {
      guard let above = low.figures.annualExcess, let below = high.figures.annualExcess, above > 0, below <= 0 else {
        continue
      }
      return low.multiple + (high.multiple - low.multiple) * above / (above - below)
    }
    return nil
  }

  private var lagTitle: Message {
    guard let lag = robustness.lag.value, let before = lag.without.annualExcess, let after = lag.with.annualExcess
    else {
      return .lag
    }
    return after < before ? .lagCosts(before - after) : .lagCostsNothing
  }

  private func lag(_ lag: Robustness.Lag) -> [String: PageValue] {
    func row(_ label: String, _ figures: Robustness.Figures) -> [String: PageValue] {
      [
        "name": .label(label), "excess": .figure(Figure(figures.annualExcess, .percent)),
        "ratio": .figure(Figure(figures.informationRatio, .ratio)),
        "account": .figure(Figure(figures.endAccount, .wholeMoney)),
      ]
    }
    return ["rows": .list([row("asConfigured", lag.without), row("oneDayLater", lag.with)])]
  }

  private func stress(_ stress: Robustness.Stress) -> [String: PageValue] {
    let figures = stress.figures.value
    return [
      "name": .message(stress.window.name), "span": .text("\(stress.window.start) – \(stress.window.end)"),
      "why": .message(stress.window.why), "source": .message(stress.window.source),
      "anchor": .text("stress-" + stress.window.id),
      "gain": .figure(Figure(figures?.gain, .percent, gain: true)),
      "indexReturn": .figure(Figure(figures?.index, .percent, signed: true)),
      "excess": .figure(Figure(figures?.excess, .points, gain: true)),
      "fall": .figure(Figure(figures?.worstFall, .percent)), "trough": .text(figures?.trough?.description ?? "–"),
    ]
  }

  private var lookTitle: Message {
    guard let days = robustness.lookAhead.value else { return .notLooked }
    let changed = days.reduce(0) { $0 + $1.changed }
    return changed == 0 ? .keepsBits(days.reduce(0) { $0 + $1.scores }) : .changesBits(changed)
  }

  private func day(_ day: Robustness.CutDay) -> [String: PageValue] {
    [
      "day": .text(day.day.description), "scores": .figure(Figure(count: day.scores)),
      "changed": .figure(Figure(count: day.changed)), "isDifferent": .flag(day.changed > 0),
      "first": .text(day.first.map { "\($0.instrument.name) \($0.whole) → \($0.cut)" } ?? "–"),
    ]
  }
}

extension Message {
  fileprivate static func window(_ name: Message, _ start: TradingDay, _ end: TradingDay) -> Message {
    Message(
      "report.window-name", ["name": .message(name), "start": .day(start), "end": .day(end)],
      en: "{name} ({start} – {end})", zh: "{name}（{start} – {end}）")
  }

  fileprivate static let noCosts = Message("report.no-cost-sweep-title", en: "Costs multiplied", zh: "成本倍数")
  fileprivate static let outlives = Message(
    "report.outlives-costs-title", en: "The excess return survives three times the costs", zh: "成本增至三倍，超额收益仍为正")
  fileprivate static let neverPays = Message(
    "report.never-pays-title", en: "Even without costs nothing is left of the excess return", zh: "即使没有成本，超额收益也不为正")

  fileprivate static func breakEven(_ multiple: Double) -> Message {
    Message(
      "report.break-even-title", ["multiple": .number(multiple)],
      en: "The excess return is used up at {multiple} times the costs", zh: "成本为 {multiple} 倍时，超额收益归零")
  }

  fileprivate static let lag = Message("report.lag-title", en: "Predictions used one day later", zh: "预测晚一日使用")
  fileprivate static let lagCostsNothing = Message(
    "report.lag-free-title", en: "One day of delay costs nothing", zh: "预测晚一日使用，收益不减")

  fileprivate static func lagCosts(_ points: Double) -> Message {
    Message(
      "report.lag-costs-title", ["points": .points(points)], en: "One day of delay costs {points} a year",
      zh: "预测晚一日使用，年化超额减少 {points}")
  }

  fileprivate static let notLooked = Message("report.not-looked-title", en: "Look-ahead check: not run", zh: "前视检查：未运行")

  fileprivate static func keepsBits(_ scores: Int) -> Message {
    Message(
      "report.keeps-bits-title", ["scores": .count(scores)],
      en: "{scores} scores keep their bits on a market that ends with the day", zh: "在截止于当日的行情上，{scores} 个得分逐位不变")
  }

  fileprivate static func changesBits(_ scores: Int) -> Message {
    Message(
      "report.changes-bits-title", ["scores": .count(scores)],
      en: "{scores} {scores:score changes|scores change} when the future is cut off", zh: "截断未来后，{scores} 个得分改变")
  }
}
