package import Primitives

/// Parameters of a strategy that holds the best scores at target weights (qlib's `WeightStrategyBase`
/// with `OrderGenWOInteract`, `qlib/contrib/strategy/order_generator.py`).
package struct WeightedTopkParameters: Equatable, Sendable {
  /// How the weights of the chosen stocks relate; they sum to at most 1.
  package enum Weighting: String, Sendable, CaseIterable {
    /// 1 / topk each.
    case equal
    /// Score by the sum of scores; scores that are not positive get nothing.
    case score
    /// Score squared by the sum of squares.
    case scoreSquared = "score_squared"
  }

  package var topk: Int
  package var weighting = Weighting.equal
  /// Share of the account that is invested.
  package var riskDegree = QlibDefaults.riskDegree

  package init(topk: Int) { self.topk = topk }

  package var json: JSONValue {
    [
      "topk": .integer(topk), "weighting": .string(weighting.rawValue),
      "risk_degree": .number(riskDegree),
    ]
  }
}
