package import Primitives
package import Records
package import StrategyEngine

/// What to buy and sell on the trading day after a close, from an account, a target portfolio and the newest
/// prices: the answer to "what do I buy tomorrow".
///
/// The strategy's own code decides, as in backtest and settlement. Sizes are taken at the quotes of now
/// where there are any, else at the last close. Nothing is sent from here.
package struct OrderList: Equatable, Sendable {
  package enum Action: String, Sendable { case sell, buy, hold }

  /// Where a price is from, and from when.
  package enum PriceOrigin: Equatable, Sendable {
    case close(TradingDay)
    /// A source's quote, and its age in seconds.
    case quote(source: String, time: MarketTime, age: Int)
  }

  /// One stock, held or wanted.
  package struct Line: Equatable, Sendable {
    package var symbol: InstrumentID
    package var action: Action
    /// Shares to trade; for a holding that stays, the shares held.
    package var shares: Int64
    /// Shares times price; nil where there is no price.
    package var amount: Money?
    /// Whole lots of `shares`; nil where the board trades single shares or an odd lot is among them.
    package var lots: Int64?
    /// What the order costs at that price, as settlement would book it; zero for a holding that stays.
    package var costs = AShareFees.Parts()
    package var fees: Money { costs.total }
    /// What the order is sized at, yuan per share; nil where there is no price.
    package var price: Money?
    package var priceOrigin: PriceOrigin?
    /// Fractions of the account's value, before and after the orders.
    package var weight: Double
    package var targetWeight: Double
    /// NaN where the stock has no score.
    package var score: Double
    /// The stock's place among the scores; nil where it has none.
    package var standing: DayScores.Standing?
    package var rank: Int? { standing?.rank }
    package var rankCount: Int? { standing?.count }
    /// What the order does to the holding.
    package var step: OrderStep
    /// Why the strategy wants it, and what stands against it.
    package var reason: Message
    /// Why the order would not deal at the price it is sized at; nil where nothing is known against it.
    package var rejection: RejectReason?
    /// Whether the order is smaller than wanted: not all shares may be sold on the day.
    package var isCut = false
  }

  /// The day whose close decides.
  package var decidedOn: TradingDay
  /// The trading day the orders are for, and how it is known.
  package var next: NextTradingDay
  /// The moment of the quotes; nil where sizes rest on the last closes.
  package var quotedAt: MarketTime?
  /// Sells, buys, then what stays; each by score, best first.
  package var lines: [Line]
  package var cash: Money
  package var totalValue: Money
  /// Cash by value after the orders.
  package var targetCashWeight: Double
  /// All purchases, all sales and all fees, at the prices the orders are sized at.
  package var bought: Money { total(.buy) }
  package var sold: Money { total(.sell) }
  package var fees: Money { lines.reduce(.zero) { $0 + $1.fees } }
  /// What is left where every order deals at its price; below zero where cash does not cover them.
  package var cashAfter: Money { cash + sold - bought - fees }

  /// What a strategy wants of an account.
  ///
  /// - Parameters:
  ///   - account: at the last close; dividends and splits that quotes tell of are booked here.
  ///   - scores: of the last day that has some; nil: none.
  ///   - memory: what the strategy remembers; changed as the day's step would.
  package init(
    _ strategy: any Strategy, account: AShareAccount, scores: DayScores?, market: NextDayMarket,
    memory: inout StrategyMemory
  ) {
    let account = market.adjusted(account)
    let portfolio = strategy.targetPortfolio(
      scores: scores, holdings: account.holdings, cash: account.cash.yuan,
      accountValue: market.value(of: account).yuan, market: market, memory: &memory
    ) { market.quotes.instruments[Int($0)] }
    self.init(portfolio, account: account, market: market)
  }

  /// The orders that lead an account to a target portfolio.
  ///
  /// - Parameter account: as the target portfolio was made from it.
  package init(_ portfolio: TargetPortfolio, account: AShareAccount, market: NextDayMarket) {
    decidedOn = market.decidedOn
    next = market.next
    quotedAt = market.quotedAt
    cash = account.cash
    let total = market.value(of: account)
    totalValue = total
    targetCashWeight = portfolio.cashWeight
    lines = portfolio.targets.map { Line($0, account, market, accountValue: total) }
    if lines.contains(where: \.isCut) { targetCashWeight = 1 - lines.reduce(0) { $0 + $1.targetWeight } }
    let places: [Action] = [.sell, .buy, .hold]
    lines.sort { left, right in
      let sides = (places.firstIndex(of: left.action) ?? 0, places.firstIndex(of: right.action) ?? 0)
      if sides.0 != sides.1 { return sides.0 < sides.1 }
      if left.score != right.score, !left.score.isNaN || !right.score.isNaN {
        return right.score.isNaN || left.score > right.score
      }
      return left.symbol < right.symbol
    }
  }

  private func total(_ action: Action) -> Money {
    lines.reduce(.zero) { $1.action == action ? $0 + ($1.amount ?? .zero) : $0 }
  }
}

extension OrderList.Line {
  fileprivate init(
    _ target: TargetPortfolio.Target, _ account: AShareAccount, _ market: NextDayMarket, accountValue: Money
  ) {
    let stock = target.stock
    let side = target.order?.direction
    symbol = target.instrument
    action = side.map { $0 == .buy ? .buy : .sell } ?? .hold
    let held = account[stock]
    shares = target.order?.wholeShares ?? held?.shares ?? 0
    price = market.price(stock).map { AShareAccount.value(1, cents: $0) }
    priceOrigin = market.origin(stock)
    weight = target.heldWeight
    targetWeight = target.weight
    score = target.score
    standing = target.standing
    step = target.step
    rejection = market.rejection(stock, side)
    reason = target.reason
    if let rejection {
      reason =
        market.isQuoted(stock)
        ? .rejectedAtQuote(target.reason, rejection) : .rejectedAtClose(target.reason, rejection)
    }
    if side == .sell, let held, shares > held.sellable, let board = market.quotes.board(stock) {
      let wanted = shares
      shares = AShareLots.sellable(held.sellable, held: held.shares, board)
      reason = .cut(reason, wanted: wanted, sellable: held.sellable)
      isCut = true
      if accountValue > .zero {
        targetWeight = market.value(Double(held.shares - shares), stock) / accountValue.yuan
      }
    }
    let deal = market.deal(stock, side ?? .sell, shares)
    amount = deal?.value
    if side != nil { costs = deal?.fees ?? AShareFees.Parts() }
    lots = market.lots(shares, stock)
  }
}

extension Message {
  fileprivate static func cut(_ reason: Message, wanted: Int64, sellable: Int64) -> Message {
    Message(
      "orders.cut",
      ["reason": .message(reason), "wanted": .count(Int(wanted)), "sellable": .count(Int(sellable))],
      en: "{reason} Only {sellable} of {wanted} shares may be sold.", zh: "{reason}拟卖 {wanted} 股，可卖仅 {sellable} 股。")
  }

  fileprivate static func rejectedAtClose(_ reason: Message, _ rejection: RejectReason) -> Message {
    Message(
      "orders.rejected-at-close", ["reason": .message(reason), "rejection": .message(rejection.message)],
      en: "{reason} At the last close: {rejection}", zh: "{reason}以收盘价论：{rejection}")
  }

  fileprivate static func rejectedAtQuote(_ reason: Message, _ rejection: RejectReason) -> Message {
    Message(
      "orders.rejected-at-quote", ["reason": .message(reason), "rejection": .message(rejection.message)],
      en: "{reason} At the quote: {rejection}", zh: "{reason}以现价论：{rejection}")
  }
}
