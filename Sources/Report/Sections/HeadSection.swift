import Primitives
import Records

/// The first screen of a migration: verdict, one sentence with its size, four facts, six rungs.
struct HeadSection {
  let migration: NightResult.Migration

  private var judgement: NightResult.Judgement? {
    if case .judged(let judgement) = migration.outcome { judgement } else { nil }
  }

  var values: [String: PageValue] {
    var values: [String: PageValue] = ["verdict": VerdictMark.value(migration.verdict, ran: migration.rungsRan)]
    values["id"] = .note(migration.id)
    values["subtitle"] = .joined(subtitle, separator: .dot)
    values["lead"] = lead
    values["facts"] = .list(judgement.map { [money($0), excess($0)] } ?? [])
    values["signOff"] = .one(signOff)
    values["strip"] = .one(nights)
    values["ladder"] = .list((judgement?.comparison.rungs ?? []).map(rung))
    values["hasLadder"] = .flag(judgement != nil)
    return values
  }

  // MARK: - Sentence

  private var subtitle: [PageValue] {
    guard let judgement else { return [] }
    let report = judgement.recorded.isEmpty ? judgement.replayed : judgement.recorded
    var parts: [PageValue] = []
    if let code = HeadSection.benchmark(judgement) {
      parts.append(.message(.benchmark(InstrumentID(code)?.shownName ?? .verbatim(code), code)))
    }
    if let first = report.first, let last = report.last {
      parts.append("\(first.day) – \(last.day)")
      parts.append(.message(.days(report.count)))
      let initial = first.account / (1 + first.returnRate - first.cost)
      if initial.isFinite { parts.append(.message(.initialMoney(initial.rounded()))) }
    }
    return parts
  }

  /// The code of the index that a run is measured against.
  static func benchmark(_ judgement: NightResult.Judgement) -> String? {
    guard let fact = judgement.identity.first(where: { $0.key == .benchmark }) else { return nil }
    switch fact.value {
    case .text(let text): return text
    case .list(let items): return items.count == 1 ? items[0].text(.english) : nil
    default: return nil
    }
  }

  /// What readers call that index.
  static func indexName(_ judgement: NightResult.Judgement) -> Message {
    benchmark(judgement).map { InstrumentID($0)?.shownName ?? .verbatim($0) }
      ?? Message("report.index-name", en: "Index", zh: "指数")
  }

  private var lead: PageValue {
    switch migration.outcome {
    case .failed(let diagnostic): return .message(diagnostic.summary)
    case .judged(let judgement):
      let comparison = judgement.comparison
      let carried = migration.judgedOn.map { [Message.judged(on: $0)] } ?? []
      if let divergence = comparison.leadingRung?.firstDivergence, comparison.verdict != .pass {
        return .sentences(carried + [divergence.cause.statement] + divergence.headline.prefix(1))
      }
      return .sentences(carried + [comparison.summary] + (largest(comparison).map { [$0] } ?? []))
    }
  }

  /// How far record and replay are apart where they agree.
  private func largest(_ comparison: Comparison) -> Message? {
    guard comparison.verdict == .pass, let rung = comparison.rungs.first(where: { $0.id == .replayed }),
      let worst = rung.metrics.compactMap({ metric in metric.tolerance == nil ? nil : metric.delta?.magnitude }).max(),
      let limit = rung.metrics.compactMap(\.tolerance).min()
    else { return nil }
    return .largestDifference(worst, limit)
  }

  // MARK: - Facts

  private func money(_ judgement: NightResult.Judgement) -> [String: PageValue] {
    let figures = judgement.figures
    let sides = [("recordedSide", figures.recorded.endAccount), ("replayedSide", figures.local.endAccount)]
    return fact(
      figures.endDifference == nil ? "endAccount" : "endDifference",
      big: figures.endDifference.map { abs($0) < 0.005 ? Figure(0, .money) : Figure($0, .wholeMoney, signed: true) }
        ?? Figure(figures.local.endAccount ?? figures.recorded.endAccount, .wholeMoney),
      unit: "currency", sides: sides, .money, isEqual: figures.endDifference.map { abs($0) < 0.005 } ?? false)
  }

  private func excess(_ judgement: NightResult.Judgement) -> [String: PageValue] {
    let figures = judgement.figures
    let isEqual = figures.excessDifference.map { $0.magnitude < 5e-7 } ?? false
    let sides = [("recordedSide", figures.recorded.annualExcess), ("replayedSide", figures.local.annualExcess)]
    let single = figures.local.annualExcess ?? figures.recorded.annualExcess
    return fact(
      "annualExcessWithCost",
      big: isEqual
        ? Figure(single, .percent)
        : figures.excessDifference.map { Figure($0, .points, signed: true) }
          ?? Figure(single, .percent),
      unit: nil, sides: sides, .percent, isEqual: isEqual)
  }

  private func fact(
    _ label: String, big: Figure, unit: String?, sides: [(String, Double?)], _ sideUnit: Figure.Unit, isEqual: Bool
  ) -> [String: PageValue] {
    let known = sides.filter { $0.1 != nil }
    let lines: [[String: PageValue]] =
      isEqual
      ? [["line": .joined([.figure(Figure(known.first?.1, sideUnit)), .label("sameInBoth")], separator: .comma)]]
      : known.map { ["line": .joined([.figure(Figure($0.1, sideUnit)), .label($0.0)], separator: .space)] }
    return [
      "label": .label(label), "big": .figure(big), "hasUnit": .flag(unit != nil),
      "unit": unit.map { .label($0) } ?? "", "lines": .list(lines),
    ]
  }

  private var signOff: [String: PageValue] {
    let review = migration.review
    let isContradicted = migration.position.stage == .approved && !migration.passes
    let stage: PageValue =
      !review.exceptions.isEmpty
      ? .label("overriddenStage")
      : isContradicted
        ? .message(.approvedAgainst(migration.verdict)) : .label("stage." + migration.position.stage.rawValue)
    let tone =
      isContradicted || migration.position.stage == .rejected
      ? "bad" : [.expired, .reopened].contains(migration.position.stage) ? "warn" : "calm"
    var lines: [PageValue] = []
    if let last = review.statements.last {
      lines.append(.joined([.note(last.person), .text(PageText.minute(last.time))], separator: .comma))
      if last.act.isDecision, !last.author.isEmpty { lines.append(.message(.askedBy(last.author))) }
      if !last.note.isEmpty { lines.append(.note("“\(last.note)”")) }
    }
    lines += review.exceptions.map { .message($0.line) }
    lines.append(.label("review." + review.state.rawValue))
    lines.append(.message(migration.owner.map { .owner($0) } ?? .noOwner))
    return ["stage": stage, "tone": .text(tone), "lines": .list(lines.map { ["line": $0] })]
  }

  private var nights: [String: PageValue]? {
    guard let standing = migration.standing else { return nil }
    return [
      "nightCells": .list(standing.nights.map(NightStrip.cell)),
      "nightsInWords": .message(standing.streak == 1 ? .firstNight : .streak(standing.streak)),
      "lines": .list(
        ([.message(standing.streak == 1 ? .firstNight : .streak(standing.streak))]
          + (standing.isSameCause.map { [PageValue.label($0 ? "sameCause" : "otherCause")] } ?? [])).map {
            ["line": $0]
          }),
    ]
  }

  // MARK: - Rungs

  private func rung(_ rung: RungResult) -> [String: PageValue] {
    let (tone, note): (String, PageValue) =
      switch (rung.id, rung.state) {
      case (_, .notAvailable): ("idle", .label("rungNotRun"))
      case (.reported, _): ("read", .message(.numbersRead(rung.metrics.count)))
      case (.realistic, _): ("shown", .label("state.shown"))
      case (_, .exceptions): ("exceptions", .label("state.exceptions"))
      case (_, .fail): ("differs", divergence(rung))
      case (_, .pass): ("agrees", agreement(rung))
      }
    return [
      "name": .label("rung." + rung.id.rawValue), "rung": .text(rung.id.rawValue), "tone": .text(tone), "note": note,
      "isBad": .flag(tone == "differs"), "meaning": .label("meaning." + rung.id.rawValue),
      "reason": .message(optional: rung.reason), "hasReason": .flag(rung.reason != nil),
    ]
  }

  private func divergence(_ rung: RungResult) -> PageValue {
    if let day = rung.firstDivergence?.day { return .message(.firstDivergence(day)) }
    let count = rung.metrics.count(where: \.exceeds)
    return .message(count == 0 && rung.id == .retrained ? .outsideBand : .exceeding(count))
  }

  private func agreement(_ rung: RungResult) -> PageValue {
    let deltas = rung.metrics.compactMap { $0.tolerance == nil ? nil : $0.delta?.magnitude }
    guard let worst = deltas.max() else { return .label("state.pass") }
    return worst == 0 ? .label("everyNumberEqual") : .message(.within(worst))
  }
}

extension Message {
  fileprivate static func benchmark(_ name: Message, _ code: String) -> Message {
    Message(
      "report.benchmark-name", ["name": .message(name), "code": .text(code)], en: "Benchmark {name} ({code})",
      zh: "基准{name}（{code}）")
  }

  fileprivate static func judged(on day: TradingDay) -> Message {
    Message(
      "report.judged-on", ["day": .day(day)],
      en: "The deadline came before this migration. The verdict is that of the night of {day}.",
      zh: "截止时间前未处理该迁移，判定沿用 {day} 之夜。")
  }

  fileprivate static func days(_ count: Int) -> Message {
    Message("report.trading-days-name", ["count": .count(count)], en: "{count} {count:day|days}", zh: "{count} 日")
  }

  fileprivate static func initialMoney(_ yuan: Double) -> Message {
    Message("report.initial-money-name", ["yuan": .count(Int(yuan))], en: "{yuan} CNY", zh: "{yuan} 元")
  }

  fileprivate static func largestDifference(_ worst: Double, _ limit: Double) -> Message {
    Message(
      "report.largest-difference",
      ["worst": .text(PageFigures.difference(worst)), "limit": .text(PageFigures.limit(limit))],
      en: "Record and replay differ by at most {worst}; the tolerance is {limit}.",
      zh: "记录与回放的最大差异为 {worst}，容差 {limit}。")
  }

  fileprivate static func approvedAgainst(_ verdict: String) -> Message {
    Message(
      "report.approved-against-name",
      ["verdict": .message(Comparison.Verdict(rawValue: verdict)?.word ?? .verbatim(verdict))],
      en: "Approved against {verdict}",
      zh: "已批准，与判定 {verdict} 相反")
  }

  fileprivate static func askedBy(_ author: String) -> Message {
    Message("report.asked-by-name", ["author": .text(author)], en: "asked by {author}", zh: "由 {author} 提请")
  }

  fileprivate static func owner(_ owner: String) -> Message {
    Message("report.owner-name", ["owner": .text(owner)], en: "Owner: {owner}", zh: "负责人：{owner}")
  }

  fileprivate static let noOwner = Message("report.no-owner-name", en: "Owner: not registered", zh: "负责人：未登记")

  fileprivate static let firstNight = Message(
    "report.first-night", en: "It is the first night with this verdict.", zh: "首次得到该判定。")

  fileprivate static func streak(_ count: Int) -> Message {
    Message(
      "report.streak", ["count": .count(count)],
      en: "This verdict stands for {count} archived {count:night|nights} in a row.", zh: "该判定已连续 {count} 夜。")
  }

  fileprivate static func numbersRead(_ count: Int) -> Message {
    Message(
      "report.numbers-read-name", ["count": .count(count)], en: "{count} {count:number|numbers} read",
      zh: "读取 {count} 个数")
  }

  fileprivate static func firstDivergence(_ day: TradingDay) -> Message {
    Message("report.divergence-day-name", ["day": .day(day)], en: "first divergence {day}", zh: "首个分歧 {day}")
  }

  fileprivate static func exceeding(_ count: Int) -> Message {
    Message(
      "report.exceeding-name", ["count": .count(count)], en: "{count} {count:metric exceeds|metrics exceed}",
      zh: "{count} 个指标超出容差")
  }

  fileprivate static let outsideBand = Message("report.outside-band-name", en: "outside the seed band", zh: "超出种子区间")

  fileprivate static func within(_ worst: Double) -> Message {
    Message(
      "report.within-name", ["worst": .text(PageFigures.difference(worst))], en: "apart by at most {worst}",
      zh: "相差不超过 {worst}")
  }
}
