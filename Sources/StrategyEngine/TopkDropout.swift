import Primitives
package import Records

/// qlib's `TopkDropoutStrategy.generate_trade_decision` (`qlib/contrib/strategy/signal_strategy.py`).
///
/// Each day the worst `n_drop` of the holdings and the best candidates together leave, if they are
/// held, and the best candidates take the places. Equal scores are ordered by code, unless a run is followed
/// (`TieOrder`). Python's slices are kept where their edges show: a negative count drops from the end, `[-0:]` is
/// everything.
package struct TopkDropout: Strategy {
  package let parameters: TopkDropoutParameters

  package init(_ parameters: TopkDropoutParameters) { self.parameters = parameters }

  private typealias Ranked = ScoreRanking.Row

  package func orders(
    scores: DayScores?, holdings: [Holding], cash: Double, market: some MarketState
  ) -> [Order] {
    guard let scores, !scores.stocks.isEmpty else { return [] }
    let last = ScoreRanking.descending(holdings.map { ranked($0, scores, market) })
    let wanted = parameters.nDrop + parameters.topk - last.count
    let candidates = candidates(scores, holdings, market)
    let today =
      parameters.onlyTradable
      ? firstTradable(ScoreRanking.descending(candidates), wanted, market)
      : wanted >= 0
        ? ScoreRanking.best(wanted, of: candidates)
        : pythonPrefix(ScoreRanking.descending(candidates), wanted)
    let combined = ScoreRanking.descending(last + today)
    let dropped =
      parameters.onlyTradable
      ? firstTradable(combined.reversed(), parameters.nDrop, market) : pythonSuffix(combined, parameters.nDrop)
    let droppedStocks = Set(dropped.map(\.stock))
    let sellCount = last.count { droppedStocks.contains($0.stock) }
    let buys = pythonPrefix(today, sellCount + parameters.topk - last.count)

    var money = cash
    var orders: [Order] = []
    for holding in holdings where droppedStocks.contains(holding.stock) {
      // A sale that is skipped does not make the purchases fewer, so holdings can exceed topk.
      guard canLeave(holding, market) else { continue }
      orders.append(Order(stock: holding.stock, direction: .sell, amount: holding.amount))
      money += market.proceeds(ofSelling: holding.amount, holding.stock, held: holding.amount, cash: money)
    }
    let budget = buys.isEmpty ? 0 : money * parameters.riskDegree / Double(buys.count)
    for buy in buys where canEnter(buy.stock, market) {
      // Too little for one lot: the order is still given, with amount 0.
      let amount = market.roundedToLots(budget / market.dealPrice(buy.stock, .buy), buy.stock)
      orders.append(Order(stock: buy.stock, direction: .buy, amount: amount))
    }
    return orders
  }

  private func canLeave(_ holding: Holding, _ market: some MarketState) -> Bool {
    market.isTradable(holding.stock, parameters.forbidAllTradeAtLimit ? nil : .sell)
      && holding.countDay >= parameters.holdThreshold && market.isTradable(holding.stock, .sell)
  }

  private func canEnter(_ stock: Int32, _ market: some MarketState) -> Bool {
    market.isTradable(stock, parameters.forbidAllTradeAtLimit ? nil : .buy)
  }

  private func ranked(_ holding: Holding, _ scores: DayScores, _ market: some MarketState) -> Ranked {
    let place = scores.ties?.place(of: holding.stock, isHeld: true, canTrade: canLeave(holding, market))
    return Ranked(stock: holding.stock, tie: place ?? 0, score: scores[holding.stock])
  }

  /// Scored stocks that are not held, by code.
  private func candidates(_ scores: DayScores, _ holdings: [Holding], _ market: some MarketState) -> [Ranked] {
    var rows: [Ranked] = []
    rows.reserveCapacity(scores.stocks.count)
    var next = holdings.startIndex
    for (stock, value) in zip(scores.stocks, scores.values) {
      while next < holdings.endIndex, holdings[next].stock < stock { next += 1 }
      if next < holdings.endIndex, holdings[next].stock == stock { continue }
      let place = scores.ties?.place(of: stock, isHeld: false, canTrade: canEnter(stock, market))
      rows.append(Ranked(stock: stock, tie: place ?? 0, score: value))
    }
    return rows
  }

  /// The first tradable ones until there are `count`; one is taken even where `count` is not positive.
  private func firstTradable(
    _ rows: some Sequence<Ranked>, _ count: Int, _ market: some MarketState
  ) -> [Ranked] {
    var taken: [Ranked] = []
    for row in rows where market.isTradable(row.stock, nil) {
      taken.append(row)
      if taken.count >= count { break }
    }
    return taken
  }

  /// Python's `rows[:count]`.
  private func pythonPrefix(_ rows: [Ranked], _ count: Int) -> [Ranked] {
    Array(count >= 0 ? rows.prefix(count) : rows.dropLast(-count))
  }

  /// Python's `rows[-count:]`.
  private func pythonSuffix(_ rows: [Ranked], _ count: Int) -> [Ranked] {
    count == 0 ? rows : Array(rows.suffix(count))
  }
}
