import Primitives
import Records
import Simulation

/// The books of a simulated broker: cash, holdings, orders and fills of one account.
///
/// Invariants, which the auditor of the tests counts by itself:
/// 1. Cash after = cash before + sold - bought - costs, to the unit; it is never negative.
/// 2. Shares bought on a day are not sold on it.
/// 3. An order deals at most its shares, and only once under a key.
struct SimBook: Equatable {
  struct Holding: Equatable {
    var shares: Int64
    var boughtToday: Int64
    /// What the shares cost, fees included.
    var basis: Money
    /// The last known price.
    var price: Money
  }

  var account: String
  var day: TradingDay
  var cash: Money
  var holdings: [InstrumentID: Holding] = [:]
  var orders: [BrokerOrder] = []
  var trades: [BrokerTrade] = []
  var nextOrder = 1
  var nextTrade = 1
  var randomState: UInt64

  init(account: String, day: TradingDay, cash: Money, seed: UInt64) {
    self.account = account
    self.day = day
    self.cash = cash
    randomState = seed
  }

  /// Places of the orders that may still deal: most of a day's are at their end.
  var open: [Int] { orders.indices.filter { !orders[$0].status.isFinal } }

  /// Shares of open sell orders.
  func frozenShares(_ instrument: InstrumentID) -> Int64 {
    open.reduce(0) {
      orders[$1].side == .sell && orders[$1].instrument == instrument
        ? $0 + orders[$1].volume - orders[$1].filledVolume : $0
    }
  }

  /// Yuan of open buy orders, their fees included.
  var frozenCash: Money {
    open.reduce(.zero) { sum, place in
      let order = orders[place]
      guard order.side == .buy, let price = order.price else { return sum }
      return sum + SimBook.need(order.instrument, order.volume - order.filledVolume, price, day)
    }
  }

  /// What a purchase takes of cash, fees included.
  static func need(_ instrument: InstrumentID, _ shares: Int64, _ price: Money, _ day: TradingDay) -> Money {
    guard shares > 0, let board = AShareBoard(instrument) else { return .zero }
    let value = price * shares
    return value + AShareFees().cost(.buy, value: value, shares: shares, board: board, on: day).total
  }

  func available(_ instrument: InstrumentID) -> Int64 {
    guard let holding = holdings[instrument] else { return 0 }
    return max(0, holding.shares - holding.boughtToday - frozenShares(instrument))
  }

  /// A new trading day: yesterday's orders are over, yesterday's shares may be sold, dividends and splits are booked.
  ///
  /// - Parameter reinvestments: of a stock since the day of the book.
  mutating func begin(_ today: TradingDay, reinvestments: (InstrumentID) -> [Reinvestment]) {
    day = today
    orders = []
    trades = []
    for (instrument, holding) in holdings.sorted(by: { $0.key < $1.key }) {
      var next = holding
      next.boughtToday = 0
      for reinvestment in reinvestments(instrument) {
        let (shares, rest) = reinvestment.applied(to: next.shares)
        next.shares = shares
        next.price = reinvestment.reference
        next.basis -= rest
        cash += rest
      }
      holdings[instrument] = next.shares > 0 ? next : nil
    }
  }

  /// Deals a part of an order.
  mutating func deal(_ place: Int, _ shares: Int64, at price: Money, _ time: MarketTime) {
    let order = orders[place]
    guard shares > 0, let board = AShareBoard(order.instrument) else { return }
    let value = price * shares
    // The least commission is one an order, so an order's fees are those of all its shares together.
    let dealt = order.filledVolume == 0 ? [] : trades.filter { $0.orderID == order.orderID }
    let known = dealt.reduce(Money.zero) { $0 + ($1.cost ?? .zero) }
    let sum = dealt.reduce((shares, value)) { ($0.0 + $1.volume, $0.1 + $1.amount) }
    let all = AShareFees().cost(order.side, value: sum.1, shares: sum.0, board: board, on: day).total
    let cost = all - known
    var holding = holdings[order.instrument] ?? Holding(shares: 0, boughtToday: 0, basis: .zero, price: price)
    switch order.side {
    case .buy:
      cash -= value + cost
      holding.shares += shares
      holding.boughtToday += shares
      holding.basis += value + cost
    case .sell:
      cash += value - cost
      holding.basis -= holding.basis.part(shares, of: holding.shares)
      holding.shares -= shares
    }
    holding.price = price
    holdings[order.instrument] = holding.shares > 0 ? holding : nil
    trades.append(
      BrokerTrade(
        tradeID: String(nextTrade), orderID: order.orderID, instrument: order.instrument, side: order.side,
        volume: shares, price: price, cost: cost, tradedAt: time))
    nextTrade += 1
    orders[place].filledVolume += shares
    orders[place].averagePrice = Money(units: sum.1.units / sum.0)
    orders[place].status = orders[place].filledVolume == order.volume ? .filled : .partFilled
  }
}
