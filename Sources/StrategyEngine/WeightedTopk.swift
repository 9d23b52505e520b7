package import Records

/// Holds the best scores at target weights: qlib's `WeightStrategyBase` with `OrderGenWOInteract`
/// (`qlib/contrib/strategy/order_generator.py`).
package struct WeightedTopk: Strategy {
  package let parameters: WeightedTopkParameters

  package init(_ parameters: WeightedTopkParameters) { self.parameters = parameters }

  package func orders(
    scores: DayScores?, holdings: [Holding], cash: Double, market: some MarketState
  ) -> [Order] {
    guard let scores, !scores.stocks.isEmpty else { return [] }
    return TargetAmounts.orders(
      of: weights(scores), riskDegree: parameters.riskDegree, holdings: holdings, cash: cash, market: market)
  }

  /// Weight of each chosen stock.
  private func weights(_ scores: DayScores) -> [(stock: Int32, weight: Double)] {
    let rows = zip(scores.stocks, scores.values).map {
      ScoreRanking.Row(stock: $0, tie: scores.ties?.place(of: $0) ?? 0, score: $1)
    }
    let best = ScoreRanking.descending(rows).prefix(parameters.topk)
    let raw = best.map { row -> Double in
      switch parameters.weighting {
      case .equal: 1
      case .score: row.score > 0 ? row.score : 0
      case .scoreSquared: row.score > 0 ? row.score * row.score : 0
      }
    }
    let whole = parameters.weighting == .equal ? Double(parameters.topk) : raw.reduce(0, +)
    guard whole > 0 else { return [] }
    return zip(best, raw).compactMap { $1 > 0 ? ($0.stock, $1 / whole) : nil }
  }
}
