package import Primitives
package import Records

/// What one rule says of an order.
package struct RiskRuling: Equatable, Sendable {
  package enum Outcome: Equatable, Sendable {
    /// The order may have this many shares at most, fewer than it asks for.
    case shrink(to: Int64)
    case block
  }

  /// What scripts steer by: `stock-weight`.
  package var rule: String
  package var outcome: Outcome
  /// What was found, and the limit it is held to, in the rule's unit; NaN where there is no number.
  package var value: Double
  package var limit: Double
  package var message: Message

  package init(rule: String, outcome: Outcome, value: Double = .nan, limit: Double = .nan, message: Message) {
    self.rule = rule
    self.outcome = outcome
    self.value = value
    self.limit = limit
    self.message = message
  }
}

/// What all rules together leave of an order.
package struct RiskDecision: Equatable, Sendable {
  /// Shares that may be sent; 0 where the order is blocked.
  package var shares: Int64
  /// Rules that took something away, in the order in which they were asked; empty where the order passes as it is.
  package var rulings: [RiskRuling]

  package var isBlocked: Bool { shares == 0 }

  /// The rule that left nothing, or the one that took most.
  package var leading: RiskRuling? {
    rulings.first { $0.outcome == .block }
      ?? rulings.min {
        guard case .shrink(let left) = $0.outcome, case .shrink(let right) = $1.outcome else { return false }
        return left < right
      }
  }

  /// The log's line of each rule that took something away.
  package func events(_ intent: TradeIntent, at timestamp: String) -> [ExecutionEvent] {
    rulings.map { ruling in
      var figures = ["value": ruling.value, "limit": ruling.limit, "asked": Double(intent.quantity)]
      if case .shrink(let shares) = ruling.outcome { figures["shares"] = Double(shares) }
      return ExecutionEvent(
        time: timestamp, account: intent.account, day: intent.day, kind: .risk, code: ruling.rule, intent: intent.id,
        instrument: intent.instrument, figures: figures.filter { $0.value.isFinite }, message: ruling.message)
    }
  }
}
