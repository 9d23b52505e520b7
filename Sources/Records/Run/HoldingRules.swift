package import Primitives

/// Risk and holding rules that stand above any strategy (the `risk_config` and `weight_config` of a
/// portfolio configuration). Nil: the rule does not act.
package struct HoldingRules: Equatable, Sendable {
  /// Holdings at most; purchases of further stocks are dropped.
  package var maxPositions: Int?
  /// Fraction of the account that a purchase may bring one stock to.
  package var maxSingleWeight: Double?
  /// Loss of a holding, a positive fraction of its entry price, at which all of it is sold.
  package var maxSingleLoss: Double?
  /// Fall of the account below its highest close, a positive fraction, at which everything is sold
  /// and nothing is bought that day.
  package var maxDrawdown: Double?
  /// Closes that a holding is kept at least; loss and drawdown go before it.
  package var minHoldDays: Int?
  /// Closes after which a holding is sold.
  package var maxHoldDays: Int?

  package init() {}

  package var json: JSONValue {
    func whole(_ value: Int?) -> JSONValue { value.map { .integer($0) } ?? .null }
    return [
      "max_positions": whole(maxPositions), "max_single_weight": .optional(maxSingleWeight),
      "max_single_loss": .optional(maxSingleLoss), "max_drawdown": .optional(maxDrawdown),
      "min_hold_days": whole(minHoldDays), "max_hold_days": whole(maxHoldDays),
    ]
  }
}
