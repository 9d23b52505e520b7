package import Primitives

/// Parameters of qlib's `SoftTopkStrategy` as rewritten after 0.9.7 (`qlib/contrib/strategy/cost_control.py`, commit
/// 69bb755f): target weights move towards `risk_degree` / `topk` each, within one budget.
package struct SoftTopkParameters: Equatable, Sendable {
  package var topk: Int
  /// The most that a stock's weight changes on a day; `max_sold_weight` is its older name.
  package var tradeImpactLimit = 1.0
  /// Share of the account that is invested, 0 to 1.
  package var riskDegree = QlibDefaults.riskDegree

  package init(topk: Int) { self.topk = topk }

  package var json: JSONValue {
    [
      "topk": .integer(topk), "trade_impact_limit": .number(tradeImpactLimit), "risk_degree": .number(riskDegree),
    ]
  }
}
