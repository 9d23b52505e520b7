import MarketData
import Primitives
package import Records
import StrategyEngine

/// qlib's exchange for region cn (`qlib/backtest/exchange.py`): prices and amounts are adjusted,
/// float32 data is widened to double, arithmetic is double in qlib's own order of operations.
package struct QlibExchange: Sendable {
  package let quotes: QuoteTable
  package let config: ExchangeConfig
  /// False where a stock without a factor turns rounding off for the whole run.
  private let hasLots: Bool
  /// Nil where the limits are expressions.
  private let limitThreshold: Float?

  package init(quotes: QuoteTable, config: ExchangeConfig) {
    self.quotes = quotes
    self.config = config
    limitThreshold = if case .threshold(let threshold) = config.limit { Float(threshold) } else { nil }
    hasLots = quotes.closeWithoutFactor == nil
  }

  /// What became of an order.
  package struct Deal: Sendable {
    package var amount = 0.0
    package var value = 0.0
    package var cost = 0.0
    /// NaN where the order could not trade.
    package var price = Double.nan
    /// Why it dealt less than ordered.
    package var reason: RejectReason?
  }

  /// qlib's own: it lets 99.95 shares count as a lot.
  static let forgivenShares = 0.1

  func close(_ stock: Int32, _ index: Int) -> Double {
    quotes.hasRow(stock, index) ? Double(quotes.columns[Int(stock)].close[index]) : .nan
  }

  func isSuspended(_ stock: Int32, _ index: Int) -> Bool { close(stock, index).isNaN }

  /// Whether a side (nil: either side) is locked at a limit: by the change in float32, of which a missing one
  /// locks nothing, or by an expression, of which everything but zero locks.
  func lock(_ stock: Int32, _ index: Int, _ side: Direction?) -> RejectReason? {
    guard quotes.hasRow(stock, index) else { return .suspended }
    let columns = quotes.columns[Int(stock)]
    guard let limitThreshold else {
      if side != .sell, columns.buyLimit[index] != 0 { return .limitUp() }
      if side != .buy, columns.sellLimit[index] != 0 { return .limitDown() }
      return nil
    }
    let change = columns.change[index]
    if side != .sell, change >= limitThreshold { return .limitUp() }
    if side != .buy, change <= -limitThreshold { return .limitDown() }
    return nil
  }

  func isTradable(_ stock: Int32, _ index: Int, _ side: Direction?) -> Bool {
    !isSuspended(stock, index) && lock(stock, index, side) == nil
  }

  /// The side's price, or the close where that is missing or not above 1e-8.
  func dealPrice(_ stock: Int32, _ index: Int, _ side: Direction) -> Double {
    guard quotes.hasRow(stock, index) else { return .nan }
    let columns = quotes.columns[Int(stock)]
    let price = Double(side == .buy ? columns.buyPrice[index] : columns.sellPrice[index])
    return price.isNaN || price <= 1e-8 ? close(stock, index) : price
  }

  /// Whole lots of real shares, in adjusted shares.
  func roundedToLots(_ amount: Double, _ stock: Int32, _ index: Int) -> Double {
    guard hasLots, let unit = config.tradeUnit else { return amount }
    let factor = factor(stock, index)
    return pythonFloorDivide(amount * factor + QlibExchange.forgivenShares, unit) * unit / factor
  }

  func factor(_ stock: Int32, _ index: Int) -> Double {
    quotes.hasRow(stock, index) ? Double(quotes.columns[Int(stock)].factor[index]) : .nan
  }

  /// One lot in adjusted shares; nil where nothing is rounded.
  func lot(_ stock: Int32, _ index: Int) -> Double? {
    guard hasLots, let unit = config.tradeUnit else { return nil }
    return unit / factor(stock, index)
  }

  /// The amount that the volume limits of the order's side leave of it; NaN where a limit is missing.
  ///
  /// - Parameter dealt: adjusted shares of the stock dealt earlier on the day.
  func withinVolume(_ order: Order, _ index: Int, dealt: Double) -> Double {
    var least: Double?
    for (number, limit) in config.volumeLimits.enumerated()
    where limit.side == .all || (limit.side == .buy) == (order.direction == .buy) {
      var room = Double(quotes.volumeLimits[number][Int(order.stock)][index])
      // Before a day off qlib sums the one row, and the sum over a missing value is 0.
      if room.isNaN, limit.kind == .current, quotes.endsBeforeDayOff(index) { room = 0 }
      if limit.kind == .cumulative { room -= dealt }
      least = least.map { pythonMinimum($0, room) } ?? room
    }
    return least.map { pythonMaximum(pythonMinimum($0, order.amount), 0) } ?? order.amount
  }

  /// Deals an order against a holding and cash, without booking it.
  ///
  /// - Parameter dealt: adjusted shares of the stock dealt earlier on the day.
  func deal(
    _ order: Order, _ index: Int, held: Double, cash: Double, dealt: Double
  ) -> Deal {
    var deal = Deal()
    if isSuspended(order.stock, index) {
      deal.reason = .suspended
      return deal
    }
    if let lock = lock(order.stock, index, order.direction) {
      deal.reason = lock
      return deal
    }
    let price = dealPrice(order.stock, index, order.direction)
    deal.price = price
    var amount = withinVolume(order, index, dealt: dealt)
    if !(amount >= order.amount) { deal.reason = .volumeLimit }
    let impact = impact(of: amount * price, order.stock, price, index)
    let rate: Double
    switch order.direction {
    case .sell:
      rate = config.closeCost + impact
      if !isClose(amount, held) { amount = roundedToLots(pythonMinimum(held, amount), order.stock, index) }
      if cash + amount * price < pythonMaximum(amount * price * rate, config.minCost) {
        amount = 0
        deal.reason = .noCash()
      }
    case .buy:
      rate = config.openCost + impact
      let value = amount * price
      if cash < pythonMaximum(value * rate, config.minCost) {
        amount = 0
        deal.reason = .noCash()
      } else if cash < value + pythonMaximum(value * rate, config.minCost) {
        amount = roundedToLots(pythonMinimum(affordable(cash, rate, price), amount), order.stock, index)
        deal.reason = .noCash()
      } else {
        amount = roundedToLots(amount, order.stock, index)
      }
    }
    if amount == 0, order.amount == 0 { deal.reason = .belowOneLot() }
    deal.amount = amount
    deal.value = amount * price
    deal.cost = deal.value <= 1e-5 ? 0 : pythonMaximum(deal.value * rate, config.minCost)
    return deal
  }

  /// What an order moves the price, as a cost rate: the square of its share of the day's value, or the
  /// whole rate where nothing is known of the day's volume.
  func impact(of value: Double, _ stock: Int32, _ price: Double, _ index: Int) -> Double {
    let traded = Double(quotes.columns[Int(stock)].volume[index]) * price
    guard !traded.isNaN, traded != 0 else { return config.impactCost }
    return config.impactCost * ((value / traded) * (value / traded))
  }

  /// The largest amount that cash pays for, costs included.
  private func affordable(_ cash: Double, _ rate: Double, _ price: Double) -> Double {
    guard cash >= config.minCost else { return 0 }
    return cash >= config.minCost / rate + config.minCost
      ? cash / (1 + rate) / price : (cash - config.minCost) / price
  }
}

/// numpy's `isclose` with its defaults.
func isClose(_ left: Double, _ right: Double) -> Bool {
  (left - right).magnitude <= 1e-8 + 1e-5 * right.magnitude
}

/// Python's `min` of two floats: the first, unless the second is less; so a missing first one stays.
func pythonMinimum(_ left: Double, _ right: Double) -> Double { right < left ? right : left }

/// Python's `max` of two floats: the first, unless the second is greater.
func pythonMaximum(_ left: Double, _ right: Double) -> Double { right > left ? right : left }
