package import Primitives
package import Records
package import StrategyEngine

/// Steps an account through a day under the exchange's rules. Previews and backtests call the same
/// step, so that they cannot differ.
///
/// Invariants, which the tests carry by number:
/// 1. Cash after = cash before + sold - bought - costs + what dividends left over, to the unit.
/// 2. Cash and holdings are never negative; shares bought on a day are not sold on it.
/// 3. The value of the account changes by prices and costs only.
/// 4. A day's decision sees the scores of the trading day before only.
package struct AShareSimulation: Sendable {
  package let strategy: any Strategy
  package let rules: AShareRules

  package init(strategy: any Strategy, rules: AShareRules) {
    self.strategy = strategy
    self.rules = rules
  }

  package var quotes: AShareQuotes { rules.quotes }

  package struct Trade: Equatable, Sendable {
    package var stock: Int32
    package var side: Direction
    package var shares: Int64
    /// Yuan per share.
    package var price: Money
    package var value: Money
    package var cost: AShareFees.Parts
    /// Why the strategy wanted it.
    package var reason: OrderReason
  }

  /// An order, or a part of one, that did not trade.
  package struct Rejection: Equatable, Sendable {
    package var stock: Int32
    package var side: Direction
    package var shares: Int64
    package var reason: RejectReason
  }

  /// A dividend or a split, reinvested.
  package struct Adjustment: Equatable, Sendable {
    package var stock: Int32
    package var shares: Int64
    package var cash: Money
  }

  /// What a day did.
  package struct Day: Equatable, Sendable {
    package var account: AShareAccount
    package var trades: [Trade] = []
    package var rejections: [Rejection] = []
    package var adjustments: [Adjustment] = []
  }

  /// Takes an account through one trading day.
  ///
  /// - Parameters:
  ///   - scores: of the trading day before; nil: no orders.
  ///   - index: of the day in the calendar.
  package func step(_ before: AShareAccount, scores: DayScores?, on index: Int) -> Day {
    var memory = StrategyMemory()
    return step(before, scores: scores, on: index, memory: &memory)
  }

  /// The same for a strategy that remembers.
  package func step(
    _ before: AShareAccount, scores: DayScores?, on index: Int, memory: inout StrategyMemory
  ) -> Day {
    var day = Day(account: before)
    day.account.openDay()
    adjust(&day, index)
    let market = AShareMarketDay(rules: rules, index: index)
    let holdings = day.account.holdings
    let cash = day.account.cash.yuan
    var wished = memory
    let orders = strategy.orders(
      scores: scores, holdings: holdings, cash: cash, market: market, memory: &memory)
    for order in orders { execute(order, market, scores, &day) }
    let wishes = strategy.orders(
      scores: scores, holdings: holdings, cash: cash, market: market.wish, memory: &wished)
    note(wishes, beyond: orders, market, &day)
    day.account.closeDay(index) { market.price($0) }
    return day
  }

  private func adjust(_ day: inout Day, _ index: Int) {
    for position in day.account.positions {
      guard case .success(let quote) = quotes.quote(position.stock, index),
        let reference = quote.reference,
        let previous = quote.previous, reference != previous,
        let change = day.account.adjust(position.stock, reference: reference)
      else { continue }
      day.adjustments.append(
        Adjustment(stock: position.stock, shares: change.shares, cash: change.cash))
    }
  }

  private func execute(
    _ order: Order, _ market: AShareMarketDay, _ scores: DayScores?, _ day: inout Day
  ) {
    let wanted = order.wholeShares
    func reject(_ shares: Int64, _ reason: RejectReason) {
      day.rejections.append(
        Rejection(stock: order.stock, side: order.direction, shares: shares, reason: reason))
    }
    if let reason = market.rejection(order.stock, order.direction) {
      return reject(wanted, reason)
    }
    guard let cents = market.price(order.stock), let board = quotes.board(order.stock) else {
      return reject(wanted, .unknownBoard)
    }
    let used = day.trades.reduce(Int64(0)) { $0 + ($1.stock == order.stock ? $1.shares : 0) }
    let room = rules.volumeRoom(order.stock, used: used, on: market.index)
    let capped = min(wanted, room?.shares ?? .max)
    var limit: (shares: Int64, reason: RejectReason?) =
      switch order.direction {
      case .buy: buyable(capped, cents, board, market, day.account.cash)
      case .sell: sellable(capped, cents, board, market, day.account, order.stock)
      }
    // What the volume took away has no other reason, unless cash or T+1 took more.
    let held = day.account[order.stock]?.shares ?? 0
    if let room, capped < wanted, limit.shares == rules.lots(order.direction, capped, held: held, board) {
      limit.reason = .participation(traded: room.traded)
    }
    if limit.shares > 0 {
      let value = AShareAccount.value(limit.shares, cents: cents)
      let cost = market.cost(order.direction, value, limit.shares, board)
      switch order.direction {
      case .buy:
        day.account.buy(
          order.stock, shares: limit.shares, cents: cents, cost: cost.total, on: market.index)
      case .sell:
        day.account.sell(order.stock, shares: limit.shares, cents: cents, cost: cost.total)
      }
      day.trades.append(
        Trade(
          stock: order.stock, side: order.direction, shares: limit.shares,
          price: market.yuan(cents), value: value,
          cost: cost, reason: reason(order, scores)))
    }
    if let reason = limit.reason, limit.shares < wanted || wanted == 0 {
      reject(wanted - limit.shares, reason)
    }
  }

  /// The most that lots and cash allow of a purchase, costs included.
  private func buyable(
    _ wanted: Int64, _ cents: Int64, _ board: AShareBoard, _ market: AShareMarketDay, _ cash: Money
  ) -> (Int64, RejectReason?) {
    let lots = rules.lots(.buy, wanted, held: 0, board)
    guard lots > 0 else {
      return (0, .belowOneLot(.init(shares: AShareLots.minimum(board), price: market.yuan(cents))))
    }
    func isAffordable(_ shares: Int64) -> Bool {
      let value = AShareAccount.value(shares, cents: cents)
      return value + market.cost(.buy, value, shares, board).total <= cash
    }
    if isAffordable(lots) { return (lots, nil) }
    // Cost grows with the value: the affordable sizes lie below the others.
    let step = AShareLots.step(board)
    let minimum = AShareLots.minimum(board)
    let sizes = 0..<Int((lots - minimum) / step + 1)
    let count = sizes.partitioningIndex { !isAffordable(minimum + Int64($0) * step) }
    return (count == 0 ? 0 : minimum + Int64(count - 1) * step, .noCash(cash))
  }

  /// The most that T+1, lots and cash allow of a sale; costs above the proceeds need cash.
  private func sellable(
    _ wanted: Int64, _ cents: Int64, _ board: AShareBoard, _ market: AShareMarketDay,
    _ account: AShareAccount,
    _ stock: Int32
  ) -> (Int64, RejectReason?) {
    guard let position = account[stock] else { return (0, .notHeld) }
    let free = min(
      wanted, AShareRules.sellable(position.shares, boughtToday: position.shares - position.sellable, on: market.day))
    let shares = rules.lots(.sell, free, held: position.shares, board)
    let value = AShareAccount.value(shares, cents: cents)
    if account.cash + value < market.cost(.sell, value, shares, board).total {
      return (0, .noCash(account.cash))
    }
    if shares == wanted { return (shares, nil) }
    return (shares, free < min(wanted, position.shares) ? .boughtToday : .oddLot)
  }

  /// Logs what the strategy left out because the stock could not trade.
  private func note(
    _ wishes: [Order], beyond orders: [Order], _ market: AShareMarketDay, _ day: inout Day
  ) {
    let given = Set(orders.map { Wish($0) })
    for wish in wishes where !given.contains(Wish(wish)) {
      guard
        let reason = market.rejection(wish.stock, wish.direction) ?? market.rejection(wish.stock, nil)
      else { continue }
      day.rejections.append(
        Rejection(stock: wish.stock, side: wish.direction, shares: wish.wholeShares, reason: reason))
    }
  }

  private struct Wish: Hashable {
    var stock: Int32
    var side: Direction

    init(_ order: Order) {
      stock = order.stock
      side = order.direction
    }
  }

  private func reason(_ order: Order, _ scores: DayScores?) -> OrderReason {
    guard let standing = scores?.standing(of: order.stock) else { return .noScore }
    return .ranked(score: standing.score, rank: standing.rank, count: standing.count)
  }
}
