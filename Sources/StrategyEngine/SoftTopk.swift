import Primitives
package import Records

/// qlib's `SoftTopkStrategy` as rewritten after 0.9.7 (`qlib/contrib/strategy/cost_control.py`, commit 69bb755f), with the
/// `OrderGenWInteract` that it comes with (`order_generator.py`).
///
/// Targets are weights among the stocks alone: what leaves or is too heavy is sold, at most `trade_impact_limit` a stock,
/// and the proceeds are shared by what the best scores lack. The day's own prices then turn weights into amounts, all
/// of the tradable money going to tradable stocks. Equal scores come in the order of codes (`ScoreRanking`). qlib adds
/// weights and values up in the order of a Python set, which the hash seed decides; here it is the order of codes.
///
/// A holding that is suspended has no price on the day: there qlib's account becomes no number, or it stops. Here the
/// holding counts at its last price, and a finding says so.
package struct SoftTopk: Strategy {
  package let parameters: SoftTopkParameters

  package init(_ parameters: SoftTopkParameters) { self.parameters = parameters }

  /// qlib's tolerance of weights.
  private static let least = 1e-8

  package func orders(
    scores: DayScores?, holdings: [Holding], cash: Double, market: some MarketState
  ) -> [Order] {
    var memory = StrategyMemory()
    return orders(scores: scores, holdings: holdings, cash: cash, market: market, memory: &memory)
  }

  package func orders(
    scores: DayScores?, holdings: [Holding], cash: Double, market: some MarketState, memory: inout StrategyMemory
  ) -> [Order] {
    guard let scores, !scores.stocks.isEmpty else { return [] }
    if holdings.contains(where: { market.dealPrice($0.stock, .sell).isNaN }) { memory.note(SoftTopk.withoutPrice) }
    let targets = amounts(weights(scores, holdings), holdings, cash, market)
    return TargetAmounts.orders(reaching: targets, from: holdings, market: market)
  }

  /// Target weights by stock, in the order of codes.
  package func weights(_ scores: DayScores, _ holdings: [Holding]) -> [(stock: Int32, weight: Double)] {
    let rows = zip(scores.stocks, scores.values).map {
      ScoreRanking.Row(stock: $0, tie: scores.ties?.place(of: $0) ?? 0, score: $1)
    }
    let ideal = ScoreRanking.descending(rows).prefix(parameters.topk).map(\.stock)
    let limit = parameters.tradeImpactLimit
    let share = parameters.riskDegree / Double(parameters.topk)
    guard !holdings.isEmpty else { return ideal.sorted().map { ($0, min(share, limit)) } }

    let value = holdings.reduce(0) { $0 + $1.amount * $1.lastPrice }
    var next = Dictionary(uniqueKeysWithValues: holdings.map { ($0.stock, $0.amount * $0.lastPrice / value) })
    let whole = holdings.reduce(0) { $0 + next[$1.stock, default: 0] }
    var released = 0.0
    let wanted = Set(ideal)
    for holding in holdings {
      let weight = next[holding.stock, default: 0]
      guard weight > SoftTopk.least else { continue }
      let isIdeal = wanted.contains(holding.stock)
      if isIdeal, !(weight > share + SoftTopk.least) { continue }
      let sold = min(isIdeal ? weight - share : weight, limit)
      next[holding.stock] = weight - sold
      released += sold
    }
    let budget = released + (parameters.riskDegree - whole)
    if budget > SoftTopk.least {
      let lacking = ideal.map { ($0, share - next[$0, default: 0], next[$0, default: 0] < share - SoftTopk.least) }
        .filter(\.2)
      let shortfall = lacking.reduce(0) { $0 + $1.1 }
      let spent = min(budget, shortfall)
      for (stock, lack, _) in lacking { next[stock, default: 0] += min(lack / shortfall * spent, min(lack, limit)) }
    }
    return next.filter { $0.value > SoftTopk.least }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// What the weights come to at the day's prices, costs set aside.
  private func amounts(
    _ weights: [(stock: Int32, weight: Double)], _ holdings: [Holding], _ cash: Double, _ market: some MarketState
  ) -> [Int32: Double] {
    func value(_ holding: Holding) -> Double {
      let price = market.dealPrice(holding.stock, .sell)
      return (price.isNaN ? holding.lastPrice : price) * holding.amount
    }
    let total = holdings.reduce(0) { $0 + value($1) }
    let movable = holdings.reduce(0) { market.isTradable($1.stock, nil) ? $0 + value($1) : $0 }
    var money = movable + cash
    money -= (1 - parameters.riskDegree) * (total + cash)
    guard money >= 0 else {
      // Even selling everything leaves too little in reserve.
      return Dictionary(
        uniqueKeysWithValues: holdings.filter { !market.isTradable($0.stock, nil) }.map { ($0.stock, $0.amount) })
    }
    money /= 1 + market.costRate
    let tradable = weights.filter { market.isTradable($0.stock, nil) }
    let sum = tradable.reduce(0) { $0 + $1.weight }
    return Dictionary(
      uniqueKeysWithValues: tradable.filter { $0.weight > 0 }.map { stock, weight in
        (stock, pythonFloorDivide(money * weight / sum, market.dealPrice(stock, .buy)))
      })
  }

  private static let withoutPrice = "soft-topk.without-price"

  package func findings(_ memory: StrategyMemory) -> [Finding] {
    memory.events[SoftTopk.withoutPrice].map { [.withoutPrice(days: $0)] } ?? []
  }
}

extension Finding {
  fileprivate static func withoutPrice(days: Int) -> Finding {
    Finding(
      "strategy.holding-without-price", .serious, ["days": .count(days)],
      title: (en: "Suspended holding under SoftTopkStrategy", zh: "SoftTopkStrategy 持有停牌股"),
      evidence: (
        en: "On {days} {days:day|days} with scores a holding was suspended and had no price.",
        zh: "有得分的 {days} 个交易日中持仓停牌、没有价格。"
      ),
      consequence: (
        en: "qlib's account is no number from the first such day on, or qlib stops. Here the last price counts.",
        zh: "qlib 的账户自首个此类交易日起不再是数值，或直接报错；此处以最后价格计。"
      ),
      remedy: (en: "Compare the days before, or use TopkDropoutStrategy.", zh: "请比较此前的交易日，或改用 TopkDropoutStrategy。"))
  }
}
