import Records

/// Orders that lead from holdings to target amounts: `generate_order_for_target_amount_position` of
/// `qlib/backtest/exchange.py`.
///
/// Orders of a side come in the sequence of Python's shuffle with seed 0 over the sorted codes, which decides who gets
/// the cash where it is short.
enum TargetAmounts {
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
