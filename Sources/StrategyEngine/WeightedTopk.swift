package import Records

/// Holds the best scores at target weights: qlib's `WeightStrategyBase` with `OrderGenWOInteract`
/// (`qlib/contrib/strategy/order_generator.py`).
///
/// Targets are share amounts for a share of the account, at the close of the day before, because the
/// day's own prices are not known when they are set. A stock that did not trade on one of the two days
/// keeps its target at the price it stands at, if it is held, and else gets none. The orders are those of
/// `TargetAmounts`.
package struct WeightedTopk: Strategy {
  package let parameters: WeightedTopkParameters

  package init(_ parameters: WeightedTopkParameters) { self.parameters = parameters }

  package func orders(
    scores: DayScores?, holdings: [Holding], cash: Double, market: some MarketState
  ) -> [Order] {
    guard let scores, !scores.stocks.isEmpty else { return [] }
    let invested =
      parameters.riskDegree * holdings.reduce(cash) { $0 + $1.amount * $1.lastPrice }
    let held = Dictionary(uniqueKeysWithValues: holdings.map { ($0.stock, $0) })
    var targets: [Int32: Double] = [:]
    for (stock, weight) in weights(scores) {
      if market.isTradable(stock, nil), market.wasTradable(stock) {
        targets[stock] = invested * weight / market.previousClose(stock)
      } else if let holding = held[stock] {
        targets[stock] = invested * weight / holding.lastPrice
      }
    }
    return TargetAmounts.orders(reaching: targets, from: holdings, market: market)
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
