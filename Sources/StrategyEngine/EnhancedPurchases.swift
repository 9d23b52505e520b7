import Records

/// What `EnhancedTopkDropout` buys on a day (rules 7 to 12).
struct EnhancedPurchases<Market: MarketState> {
  let parameters: EnhancedTopkDropoutParameters
  let market: Market

  private typealias Row = ScoreRanking.Row

  /// - Parameters:
  ///   - candidates: best first.
  ///   - cash: before today's sales.
  func orders(
    _ candidates: [ScoreRanking.Row], holdings: [Holding], sells: [EnhancedTopkDropout.Exit],
    cash: Double, _ memory: inout StrategyMemory.Enhanced
  ) -> [Order] {
    // 7. What has a sale of any size does not count as kept.
    let selling = Dictionary(uniqueKeysWithValues: sells.map { ($0.order.stock, $0.isWhole) })
    let partly = holdings.filter { selling[$0.stock] == false }
    var kept = holdings.filter { selling[$0.stock] == nil }
    if !partly.isEmpty {
      if parameters.has(.partialSellersUncounted) {
        memory.count(.partialSellersUncounted)
      } else {
        kept += partly
      }
    }
    guard kept.count < parameters.topk else { return [] }
    let keptStocks = Set(kept.map(\.stock))
    let weights = weights(candidates, keptStocks, &memory)
    let budget = budget(holdings, kept, sells, cash, &memory)

    // 9. Best first, until the places are taken.
    var left = cash
    var buys: [Order] = []
    for (row, weight) in zip(candidates, weights) {
      guard buys.count < parameters.topk - kept.count else { break }
      let stock = row.stock
      guard !keptStocks.contains(stock), weight > 0, budget * weight > 0 else { continue }
      if selling[stock] != nil, !parameters.has(.rebuySameDay) { continue }
      let price = market.dealPrice(stock, .buy)
      guard price > 0 else { continue }
      let change = market.change(stock)
      if change.isFinite, change.magnitude > 0.2 { continue }
      let amount = amount(stock, budget * weight, price, whole: cash, left: left, &memory)
      guard amount > 0 else { continue }
      buys.append(Order(stock: stock, direction: .buy, amount: amount))
      left -= amount * price
      note(stock, price, amount, selling, holdings, &memory)
    }
    return buys
  }

  /// 8. The square of each score by the sum of the squares.
  private func weights(
    _ candidates: [Row], _ kept: Set<Int32>, _ memory: inout StrategyMemory.Enhanced
  ) -> [Double] {
    let held = candidates.contains { kept.contains($0.stock) }
    if held, parameters.has(.weightsOverHeld) { memory.count(.weightsOverHeld) }
    let shared =
      parameters.has(.weightsOverHeld)
      ? candidates : candidates.filter { !kept.contains($0.stock) }
    let sum = shared.reduce(0) { $0 + $1.score * $1.score }
    return candidates.map { sum > 0 ? $0.score * $0.score / sum : 0 }
  }

  private func budget(
    _ holdings: [Holding], _ kept: [Holding], _ sells: [EnhancedTopkDropout.Exit], _ cash: Double,
    _ memory: inout StrategyMemory.Enhanced
  ) -> Double {
    guard !parameters.has(.budgetOfCash) else {
      memory.count(.budgetOfCash)
      return cash * parameters.maxPositionRatio
    }
    func value(_ holding: Holding) -> Double {
      let price = market.dealPrice(holding.stock, .sell)
      return holding.amount * (price > 0 ? price : holding.lastPrice)
    }
    let account = holdings.reduce(cash) { $0 + value($1) }
    return account * parameters.maxPositionRatio - kept.reduce(0) { $0 + value($1) }
  }

  /// 10, 11. Whole units for a sum of money, under the caps of an order and of the cash.
  private func amount(
    _ stock: Int32, _ money: Double, _ price: Double, whole: Double, left: Double,
    _ memory: inout StrategyMemory.Enhanced
  ) -> Double {
    let unit = market.lot(stock)
    let factor = market.factor(stock)
    func converted(_ shares: Double) -> Double {
      // An exchange without lots trades adjusted prices: there is nothing to convert.
      unit == nil || !parameters.has(.dividesByFactor) ? shares : shares / factor
    }
    if unit != nil, factor != 1, parameters.has(.dividesByFactor) { memory.count(.dividesByFactor) }
    let wanted = converted(min(money, parameters.maxSingleOrderValue) / price)
    let capped = min(wanted, converted(whole / price))
    if min(wanted, converted(left / price)) < capped, parameters.has(.capByWholeCash) {
      memory.count(.capByWholeCash)
    }
    let size = unit ?? parameters.lotSize
    let cap = parameters.has(.capByWholeCash) ? capped : min(wanted, converted(left / price))
    let floored = (cap / size).rounded(.down) * size
    return floored > parameters.maxSingleOrderAmount
      ? (parameters.maxSingleOrderAmount / size).rounded(.down) * size : floored
  }

  /// 12. The entry price is set by the order, unless there is one.
  private func note(
    _ stock: Int32, _ price: Double, _ amount: Double, _ selling: [Int32: Bool],
    _ holdings: [Holding], _ memory: inout StrategyMemory.Enhanced
  ) {
    let comparable = price * market.adjustment(stock)
    if selling[stock] != true, memory.entryPrice[stock] != nil { memory.count(.entryAtFirstOrder) }
    if let isWhole = selling[stock] {
      memory.count(.rebuySameDay)
      if isWhole, memory.entryPrice[stock] != nil {
        if parameters.has(.entrySurvivesSale) {
          memory.count(.entrySurvivesSale)
        } else {
          memory.entryPrice[stock] = nil
          memory.entryAmount[stock] = nil
          memory.soldTwice.remove(stock)
        }
      }
    }
    if memory.entryPrice[stock] == nil { memory.entryPrice[stock] = comparable }
    let held = holdings.first { $0.stock == stock }?.amount ?? 0
    let before = selling[stock] == true ? 0 : held / market.adjustment(stock)
    memory.ordered[stock] = .init(price: comparable, before: before)
  }
}
