import Primitives
import Records

/// The verdict over the rungs (`Reconciliation.docc/Reconciliation.md`, verdicts).
enum Verdict {
  static func of(_ rungs: [RungResult]) -> Comparison.Verdict {
    let ran = rungs.filter { $0.id != .realistic && $0.state != .notAvailable }
    if ran.contains(where: { $0.state == .fail }) { return .fail }
    // Arithmetic over a record proves no migration.
    guard ran.contains(where: { proving.contains($0.id) }) else { return .notComparable }
    return ran.contains { $0.state == .exceptions } ? .passWithExceptions : .pass
  }

  /// The rungs that a migration stands on.
  private static let proving: [Rung] = [.replayed, .reinferred]

  /// What the verdict rests on, in one paragraph. `realistic` is shown and never judged: it runs, and it is not among
  /// the rungs that agree.
  ///
  /// - Parameter absent: metrics that the record should hold and does not.
  static func summary(_ verdict: Comparison.Verdict, _ rungs: [RungResult], absent: [String] = []) -> Message {
    let text = statement(verdict, rungs)
    return absent.isEmpty ? text : .absentMetrics(text, absent)
  }

  private static func statement(_ verdict: Comparison.Verdict, _ rungs: [RungResult]) -> Message {
    let ran = rungs.filter { $0.state != .notAvailable }
    let judged = ran.map(\.id).filter { $0 != .realistic }
    switch verdict {
    case .pass: return judged.count == Rung.allCases.count - 1 ? .allAgree : .agree(judged, ran: ran.count)
    case .passWithExceptions:
      let cause = rungs.first { $0.state == .exceptions }?.firstDivergence?.cause.statement
      return cause.map { .harmless($0, judged, ran: ran.count) } ?? .agree(judged, ran: ran.count)
    case .notComparable: return notComparable(rungs)
    case .fail:
      guard let rung = rungs.leadingFailure ?? rungs.first(where: { $0.state == .fail }) else {
        return .nothingToCompare
      }
      return rung.firstDivergence.map { .firstDivergence($0, rung.id).followed(by: $0.headline) } ?? .exceeds(rung.id)
    }
  }

  private static func notComparable(_ rungs: [RungResult]) -> Message {
    func reason(_ id: Rung) -> Message? { rungs.first { $0.id == id }?.reason }
    let hasRecomputed = rungs.contains { $0.id == .recomputed && $0.state != .notAvailable }
    guard hasRecomputed else { return reason(.recomputed).map { .nothingRan($0) } ?? .nothingToCompare }
    return .arithmeticAlone(proving.compactMap { rung in reason(rung).map { (rung, $0) } })
  }
}

extension Message {
  /// The message with further sentences behind it.
  fileprivate func followed(by others: [Message]) -> Message {
    others.reduce(self) { text, next in
      Message(
        "verdict.with-effect", ["text": .message(text), "effect": .message(next)], en: "{text} {effect}",
        zh: "{text}{effect}")
    }
  }

  fileprivate static func absentMetrics(_ text: Message, _ names: [String]) -> Message {
    Message(
      "verdict.absent-metrics", ["text": .message(text), "names": .names(names), "count": .count(names.count)],
      en: "{text} The record lacks {count} {count:metric|metrics}: {names}.", zh: "{text}记录缺少 {count} 个指标：{names}。")
  }

  fileprivate static func arithmeticAlone(_ reasons: [(Rung, Message)]) -> Message {
    let lines = reasons.map { rung, reason in
      MessageArgument.message(
        Message(
          "verdict.rung-reason", ["rung": .message(rung.name), "reason": .message(reason)], en: "{rung}: {reason}",
          zh: "{rung}：{reason}"))
    }
    return lines.reduce(Message.recordAlone) { text, line in
      Message("verdict.and-reason", ["text": .message(text), "line": line], en: "{text} {line}", zh: "{text}{line}")
    }
  }

  fileprivate static let recordAlone = Message(
    "verdict.record-alone", en: "Neither Replayed nor Reinferred ran. Arithmetic over the record proves no migration.",
    zh: "回放级与重推断级均未运行，对记录本身的计算不能证明迁移无误。")

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
