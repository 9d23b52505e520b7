import Records

/// Orders that lead from holdings to target amounts: `generate_order_for_target_amount_position` of
/// `qlib/backtest/exchange.py`.
///
/// Orders of a side come in the sequence of Python's shuffle with seed 0 over the sorted codes, which decides who gets
/// the cash where it is short.
enum TargetAmounts {
  /// Orders for target weights, without a look at the day's prices: `OrderGenWOInteract` of
  /// `qlib/contrib/strategy/order_generator.py`.
  ///
  /// Targets are share amounts for a share of the account, at the close of the day before, because the
  /// day's own prices are not known when they are set. A stock that did not trade on one of the two days
  /// keeps its target at the price it stands at, if it is held, and else gets none.
  static func orders(
    of weights: [(stock: Int32, weight: Double)], riskDegree: Double, holdings: [Holding], cash: Double,
    market: some MarketState
  ) -> [Order] {
    let invested = riskDegree * holdings.reduce(cash) { $0 + $1.amount * $1.lastPrice }
    let held = Dictionary(uniqueKeysWithValues: holdings.map { ($0.stock, $0) })
    var targets: [Int32: Double] = [:]
    for (stock, weight) in weights {
      if market.isTradable(stock, nil), market.wasTradable(stock) {
        targets[stock] = invested * weight / market.previousClose(stock)
      } else if let holding = held[stock] {
        targets[stock] = invested * weight / holding.lastPrice
      }
    }
    return orders(reaching: targets, from: holdings, market: market)
  }

  /// - Parameter targets: amounts by stock; a holding without one is sold.
  static func orders(
    reaching targets: [Int32: Double], from holdings: [Holding], market: some MarketState
  ) -> [Order] {
    let held = Dictionary(uniqueKeysWithValues: holdings.map { ($0.stock, $0.amount) })
    var stocks = Set(targets.keys).union(held.keys).sorted()
    var python = PythonRandom(seed: 0)
    python.permute(&stocks)
    var sells: [Order] = []
    var buys: [Order] = []
    for stock in stocks where market.isTradable(stock, nil) {
      let now = held[stock] ?? 0
      let target = targets[stock] ?? 0
      if now < target {
        let amount = market.roundedToLots(target - now, stock)
        if amount != 0 { buys.append(Order(stock: stock, direction: .buy, amount: amount)) }
      } else if now > target {
        // Leaving a stock altogether is not rounded.
        let amount = target == 0 ? now : market.roundedToLots(now - target, stock)
        if amount != 0 { sells.append(Order(stock: stock, direction: .sell, amount: amount)) }
      }
    }
    return sells + buys
  }
}
