import Primitives
import Records

/// The verdict over the rungs (`Reconciliation.docc/Reconciliation.md`, verdicts).
enum Verdict {
  static func of(_ rungs: [RungResult]) -> Comparison.Verdict {
    let judged = rungs.filter { [.recomputed, .replayed, .reinferred].contains($0.id) && $0.state != .notAvailable }
    let retrained = rungs.filter { $0.id == .retrained && $0.state == .fail }
    if judged.isEmpty { return .notComparable }
    if judged.contains(where: { $0.state == .fail }) || !retrained.isEmpty { return .fail }
    if judged.contains(where: { $0.state == .exceptions }) { return .passWithExceptions }
    return .pass
  }

  /// One line that says what the verdict rests on. `realistic` is shown and never judged: it runs, and it is not
  /// among the rungs that agree.
  static func summary(_ verdict: Comparison.Verdict, _ rungs: [RungResult]) -> Message {
    let ran = rungs.filter { $0.state != .notAvailable }
    let judged = ran.map(\.id).filter { $0 != .realistic }
    switch verdict {
    case .pass: return judged.count == Rung.allCases.count - 1 ? .allAgree : .agree(judged, ran: ran.count)
    case .passWithExceptions:
      let cause = rungs.first { $0.state == .exceptions }?.firstDivergence?.cause.statement
      return cause.map { .harmless($0, judged, ran: ran.count) } ?? .agree(judged, ran: ran.count)
    case .notComparable:
      return rungs.first { $0.id == .recomputed }?.reason.map { .nothingRan($0) } ?? .nothingToCompare
    case .fail:
      guard let rung = rungs.first(where: { $0.state == .fail }) else { return .nothingToCompare }
      return rung.firstDivergence.map { .firstDivergence($0, rung.id) } ?? .exceeds(rung.id)
    }
  }
}

extension Message {
  fileprivate static let allAgree = Message("verdict.all-agree", en: "All five rungs agree.", zh: "五级全部一致。")

  private static func names(_ rungs: [Rung]) -> MessageArgument { .list(rungs.map { .message($0.name) }) }

  fileprivate static func agree(_ judged: [Rung], ran: Int) -> Message {
    Message(
      "verdict.agree", ["ran": .count(ran), "rungs": names(judged)],
      en: "{ran} of 6 rungs ran. These agree: {rungs}.", zh: "6 级中运行了 {ran} 级，其中一致的有：{rungs}。")
  }

  fileprivate static func harmless(_ cause: Message, _ judged: [Rung], ran: Int) -> Message {
    Message(
      "verdict.harmless", ["ran": .count(ran), "rungs": names(judged), "cause": .message(cause)],
      en: "{ran} of 6 rungs ran. These agree but for a harmless cause: {rungs}. {cause}",
      zh: "6 级中运行了 {ran} 级，其中除一处无害的差异外一致的有：{rungs}。{cause}")
  }

  fileprivate static func nothingRan(_ why: Message) -> Message {
    Message(
      "verdict.nothing-ran", ["why": .message(why)], en: "No rung above the recorded numbers could run. {why}",
      zh: "记录的数值之上没有一级能运行。{why}")
  }

  fileprivate static let nothingToCompare = Message(
    "verdict.nothing-to-compare", en: "No rung above the recorded numbers could run.",
    zh: "记录的数值之上没有一级能运行。")

  fileprivate static func exceeds(_ rung: Rung) -> Message {
    Message(
      "verdict.exceeds", ["rung": .message(rung.name)], en: "Rung {rung} exceeds a tolerance.",
      zh: "{rung}超出容差。")
  }

  fileprivate static func firstDivergence(_ found: Divergence, _ rung: Rung) -> Message {
    let field = FieldName.of(found.field)
    guard let day = found.day else {
      return Message(
        "verdict.first-divergence-metric",
        ["field": field, "rung": .message(rung.name), "cause": .message(found.cause.statement)],
        en: "First divergence: {field}, rung {rung}. {cause}", zh: "首个分歧：{field}，{rung}。{cause}")
    }
    guard let stock = found.instrument else {
      return Message(
        "verdict.first-divergence-day",
        ["day": .day(day), "field": field, "rung": .message(rung.name), "cause": .message(found.cause.statement)],
        en: "First divergence: {day}, {field}, rung {rung}. {cause}", zh: "首个分歧：{day}，{field}，{rung}。{cause}")
    }
    return Message(
      "verdict.first-divergence-stock",
      [
        "day": .day(day), "stock": .instrument(stock), "field": field, "rung": .message(rung.name),
        "cause": .message(found.cause.statement),
      ],
      en: "First divergence: {day}, {stock}, {field}, rung {rung}. {cause}",
      zh: "首个分歧：{day}，{stock}，{field}，{rung}。{cause}")
  }
}
