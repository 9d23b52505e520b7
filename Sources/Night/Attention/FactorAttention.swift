import Primitives
import Records

/// What waits for a person about a factor.
enum FactorAttention {
  /// Nil where it means what its reference means, or nobody compared it.
  static func item(_ entry: FactorEntry) -> AttentionItem? {
    let isFailed = entry.standing == .failed
    guard isFailed || entry.standing == .statisticallyEqual else { return nil }
    let amount = entry.check.flatMap { check in
      check.differing.map { AttentionItem.Amount.cells($0, of: check.count) }
    }
    let used = entry.usedBy.count
    return AttentionItem(
      isFailed && used > 0 ? .fail : .review, .factor, .init(.factor, entry.id, name: .verbatim(entry.name)),
      title: isFailed ? (used > 0 ? .failed(usedBy: used) : .failedUnused) : .statisticallyEqual,
      cause: cause(entry), amount: amount, amountNote: amount == nil ? .noFigures : .cellsOutside,
      owner: entry.state?.by, remedy: isFailed ? .correct(entry.name) : .accept)
  }

  private static func cause(_ entry: FactorEntry) -> Message {
    if let cause = entry.check?.cause { return cause }
    if let reason = entry.state?.reason { return reason }
    if let check = entry.check {
      return .distance(check.maxAbsolute ?? .nan, rank: check.rankCorrelation ?? .nan)
    }
    return .unknown
  }
}

extension Message {
  fileprivate static func failed(usedBy count: Int) -> Message {
    Message(
      "attention.factor-failed", ["count": .count(count)],
      en: "The factor fails. {count} {count:migration uses|migrations use} it.", zh: "因子未通过，{count} 个迁移在用。")
  }

  fileprivate static let failedUnused = Message(
    "attention.factor-failed-unused", en: "The factor fails. No migration uses it.", zh: "因子未通过，没有迁移在用。")
  fileprivate static let statisticallyEqual = Message(
    "attention.factor-statistically-equal", en: "The factor is statistically equal only.", zh: "因子仅统计相等。")

  fileprivate static func distance(_ largest: Double, rank: Double) -> Message {
    Message(
      "attention.factor-distance", ["largest": .number(largest), "rank": .number(rank)],
      en: "Cause not found. Largest difference {largest}, daily rank correlation {rank}.",
      zh: "原因未判明；最大差 {largest}，逐日秩相关 {rank}。")
  }

  fileprivate static let unknown = Message("attention.factor-unknown", en: "Cause not found.", zh: "原因未判明。")
  fileprivate static let cellsOutside = Message("attention.cells-outside-label", en: "cells outside", zh: "格超差")
  fileprivate static let noFigures = Message("attention.no-figures-label", en: "no figures", zh: "没有数值")

  fileprivate static func correct(_ name: String) -> Message {
    Message(
      "attention.factor-correct", ["name": .text(name)],
      en: "Correct `{name}` or its reference, then run `aistock factors verify`.",
      zh: "修正 `{name}` 或其参考值，再运行 `aistock factors verify`。")
  }

  fileprivate static let accept = Message(
    "attention.factor-accept", en: "Let a reviewer accept it, or make the reference anew.", zh: "由签核人接受，或重做参考值。")
}
