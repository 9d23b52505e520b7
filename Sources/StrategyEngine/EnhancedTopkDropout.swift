import Primitives
package import Records

/// The users' `EnhancedTopkDropoutStrategy`: stop-loss, staged taking of profits, and purchases weighted
/// by the square of the score (`Contracts.md`, EnhancedTopkDropoutStrategy, rules by number).
///
/// What is peculiar in it is reproduced, each peculiarity under a name by which it can be switched to
/// the sane behaviour (`EnhancedTopkDropoutParameters.Quirk`).
package struct EnhancedTopkDropout: Strategy {
  package let parameters: EnhancedTopkDropoutParameters

  package init(_ parameters: EnhancedTopkDropoutParameters) { self.parameters = parameters }

  package var hasMemory: Bool { true }

  package func orders(
    scores: DayScores?, holdings: [Holding], cash: Double, market: some MarketState
  ) -> [Order] {
    var memory = StrategyMemory()
    return orders(scores: scores, holdings: holdings, cash: cash, market: market, memory: &memory)
  }

  package func orders(
    scores: DayScores?, holdings: [Holding], cash: Double, market: some MarketState,
    memory: inout StrategyMemory
  ) -> [Order] {
    // 1. Forget what is not held any more.
    reconcile(holdings, market, &memory.enhanced)
    // 2. Missing scores are dropped; without any score nothing happens, stops included.
    let known = known(scores)
    guard !known.isEmpty || !parameters.has(.noScoresNoStops) else {
      var copy = memory.enhanced
      if !exits(holdings, market, &copy).isEmpty { memory.enhanced.count(.noScoresNoStops) }
      return []
    }
    // 3, 4. Stop-loss and taking of profits.
    var sells = exits(holdings, market, &memory.enhanced)
    guard !known.isEmpty else { return sells.map(\.order) }
    // 5. What is no candidate leaves.
    let candidates = candidates(known)
    let chosen = Set(candidates.map(\.stock))
    let selling = Set(sells.map(\.order.stock))
    for holding in holdings where !chosen.contains(holding.stock) && !selling.contains(holding.stock) {
      sells.append(Exit(holding, amount: holding.amount))
    }
    if parameters.has(.rawMinimumScore) { memory.enhanced.count(.rawMinimumScore) }
    // 6. Nobody qualifies.
    guard !candidates.isEmpty else { return sells.map(\.order) }
    let buys = EnhancedPurchases(parameters: parameters, market: market).orders(
      candidates, holdings: holdings, sells: sells, cash: cash, &memory.enhanced)
    return sells.map(\.order) + buys
  }

  /// A sale, and whether it is of everything.
  struct Exit {
    var order: Order
    var isWhole: Bool

    init(_ holding: Holding, amount: Double) {
      order = Order(stock: holding.stock, direction: .sell, amount: amount)
      isWhole = amount >= holding.amount
    }
  }

  private func reconcile(
    _ holdings: [Holding], _ market: some MarketState, _ memory: inout StrategyMemory.Enhanced
  ) {
    let held = Dictionary(uniqueKeysWithValues: holdings.map { ($0.stock, $0) })
    if !parameters.has(.entryAtFirstOrder) {
      for (stock, purchase) in memory.ordered {
        guard let holding = held[stock] else { continue }
        let now = holding.amount / market.adjustment(stock)
        let bought = now - purchase.before
        guard bought > 0, now > 0 else { continue }
        let before = memory.entryPrice[stock] ?? purchase.price
        memory.entryPrice[stock] = (before * max(0, purchase.before) + purchase.price * bought) / now
      }
    }
    memory.ordered = [:]
    let gone = memory.entryPrice.keys.filter { (held[$0]?.amount ?? 0) <= 0 }
    for stock in gone {
      memory.entryPrice[stock] = nil
      memory.entryAmount[stock] = nil
      memory.soldTwice.remove(stock)
    }
  }

  private func exits(
    _ holdings: [Holding], _ market: some MarketState, _ memory: inout StrategyMemory.Enhanced
  ) -> [Exit] {
    holdings.compactMap { holding in
      guard holding.amount > 0, let entry = memory.entryPrice[holding.stock] else { return nil }
      let price = market.dealPrice(holding.stock, .sell) * market.adjustment(holding.stock)
      guard price > 0 else { return nil }
      let gain = (price - entry) / entry
      if gain <= parameters.stopLoss || gain >= 0.35 { return Exit(holding, amount: holding.amount) }
      return partial(holding, gain, market.adjustment(holding.stock), &memory)
    }
  }

  /// The sales of three tenths, at a gain of 15 % and of 25 %.
  private func partial(
    _ holding: Holding, _ gain: Double, _ adjustment: Double, _ memory: inout StrategyMemory.Enhanced
  ) -> Exit? {
    let stock = holding.stock
    let noted = memory.entryAmount[stock].map { $0 * adjustment }
    if gain >= 0.25 {
      if memory.soldTwice.contains(stock) {
        guard parameters.has(.repeatedSecondSale) else { return nil }
        memory.count(.repeatedSecondSale)
      }
      memory.soldTwice.insert(stock)
      if noted == nil { memory.entryAmount[stock] = holding.amount / adjustment }
      return Exit(holding, amount: min(0.3 * (noted ?? holding.amount), holding.amount))
    }
    guard gain >= 0.15 else { return nil }
    if let noted {
      // Still everything at hand: the sale of an earlier day did not fill.
      guard holding.amount >= noted * (1 - 1e-9) else { return nil }
      if parameters.has(.firstSaleNotRetried) {
        memory.count(.firstSaleNotRetried)
        return nil
      }
    }
    memory.entryAmount[stock] = holding.amount / adjustment
    return Exit(holding, amount: 0.3 * holding.amount)
  }

  private func known(_ scores: DayScores?) -> [ScoreRanking.Row] {
    guard let scores else { return [] }
    return zip(scores.stocks, scores.values).compactMap { stock, score in
      score.isNaN ? nil : ScoreRanking.Row(stock: stock, tie: scores.ties?.place(of: stock) ?? 0, score: score)
    }
  }

  /// The best of those that reach the minimum, best first.
  private func candidates(_ known: [ScoreRanking.Row]) -> [ScoreRanking.Row] {
    let ranked = ScoreRanking.descending(known)
    let qualified =
      parameters.has(.rawMinimumScore)
      ? ranked.filter { $0.score >= parameters.minScore }
      : ranked.enumerated().filter { place, _ in
        Double(ranked.count - place) / Double(ranked.count) >= parameters.minScore
      }.map(\.element)
    return Array(qualified.prefix(parameters.topk))
  }
}

extension StrategyMemory.Enhanced {
  mutating func count(_ quirk: EnhancedTopkDropoutParameters.Quirk) { acted[quirk, default: 0] += 1 }
}
