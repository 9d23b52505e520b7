package import Primitives

/// Why a strategy wants an order: where the stock stands among the scores that decide the day.
///
/// In a table it is its code: `ranked 0.12 3 300` is score, rank and number of scores.
package enum OrderReason: Hashable, Sendable {
  case ranked(score: Double, rank: Int, count: Int)
  /// The stock has no score on the day.
  case noScore
  /// What another program wrote.
  case other(String)

  package var code: String {
    switch self {
    case .ranked(let score, let rank, let count): "ranked \(score) \(rank) \(count)"
    case .noScore: "no-score"
    case .other(let text): text
    }
  }

  /// Reads what `code` writes, and any other text as that of another program.
  package init(code text: String) {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    if text == "no-score" {
      self = .noScore
    } else if parts.count == 4, parts[0] == "ranked", let score = NumberReader.double(String(parts[1])),
      let rank = Int(parts[2]), let count = Int(parts[3])
    {
      self = .ranked(score: score, rank: rank, count: count)
    } else {
      self = .other(text)
    }
  }

  package var message: Message {
    switch self {
    case .ranked(let score, let rank, let count):
      Message(
        "order.ranked", ["score": .number(score), "rank": .count(rank), "count": .count(count)],
        en: "Score {score}, rank {rank} of {count}.", zh: "得分 {score}，第 {rank} 名，共 {count}。")
    case .noScore: Message("order.no-score", en: "The stock has no score.", zh: "无得分。")
    case .other(let text): .verbatim(text)
    }
  }
}
