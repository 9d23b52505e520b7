import MarketData
package import Primitives
package import Records
import StrategyEngine

/// qlib's exchange for region cn (`qlib/backtest/exchange.py`): prices and amounts are adjusted,
/// float32 data is widened to double, arithmetic is double in qlib's own order of operations.
package struct QlibExchange: Sendable {
  package let quotes: QuoteTable
  package let config: ExchangeConfig
  /// A stock with a close and no factor, which turns rounding to lots off for the whole run.
  package let withoutFactor: InstrumentID?
  private let limitThreshold: Float

  /// Throws `config.unsupported` for settings that need an expression.
  package init(quotes: QuoteTable, config: ExchangeConfig) throws {
    guard case .threshold(let threshold) = config.limit, config.volumeLimits.isEmpty else {
      throw Diagnostic(
        "config.unsupported", "price limits and volume limits given as expressions are not evaluated here",
        remedy: "Use a number as limit_threshold and leave volume_threshold out.")
    }
    self.quotes = quotes
    self.config = config
    limitThreshold = Float(threshold)
    withoutFactor = quotes.closeWithoutFactor
  }

  /// What became of an order.
  package struct Deal: Sendable {
    package var amount = 0.0
    package var value = 0.0
    package var cost = 0.0
    /// NaN where the order could not trade.
    package var price = Double.nan
    /// Why it dealt less than ordered.
    package var obstacle: Obstacle?
  }

  /// Why an order deals less than it asks for.
  package enum Obstacle: String, Sendable {
    case suspended = "suspended: no close on this day"
    case limitUp = "locked at the upper price limit"
    case limitDown = "locked at the lower price limit"
    case belowOneLot = "less than one lot"
    case noCash = "not enough cash"
    case boughtToday = "T+1: bought today, to be sold from tomorrow on"
    case volume = "more than a tenth of the day's volume"
  }

  func close(_ stock: Int32, _ index: Int) -> Double {
    quotes.hasRow(stock, index) ? Double(quotes.columns[Int(stock)].close[index]) : .nan
  }

  func isSuspended(_ stock: Int32, _ index: Int) -> Bool { close(stock, index).isNaN }

  /// A limit obstacle for a side (nil: either side), compared in float32; a missing change is none.
  func lock(_ stock: Int32, _ index: Int, _ side: Direction?) -> Obstacle? {
    guard quotes.hasRow(stock, index) else { return .suspended }
    let change = quotes.columns[Int(stock)].change[index]
    if side != .sell, change >= limitThreshold { return .limitUp }
    if side != .buy, change <= -limitThreshold { return .limitDown }
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

  /// Whole lots of real shares, in adjusted shares; the 0.1 lets 99.95 shares count as a lot.
  func roundedToLots(_ amount: Double, _ stock: Int32, _ index: Int) -> Double {
    guard withoutFactor == nil, let unit = config.tradeUnit else { return amount }
    let factor = factor(stock, index)
    return pythonFloorDivide(amount * factor + 0.1, unit) * unit / factor
  }

  func factor(_ stock: Int32, _ index: Int) -> Double {
    quotes.hasRow(stock, index) ? Double(quotes.columns[Int(stock)].factor[index]) : .nan
  }

  /// One lot in adjusted shares; nil where nothing is rounded.
  func lot(_ stock: Int32, _ index: Int) -> Double? {
    guard withoutFactor == nil, let unit = config.tradeUnit else { return nil }
    return unit / factor(stock, index)
  }

  /// Deals an order against a holding and cash, without booking it.
  func deal(
    _ order: Order, _ index: Int, held: Double, cash: Double
  ) -> Deal {
    var deal = Deal()
    if isSuspended(order.stock, index) {
      deal.obstacle = .suspended
      return deal
    }
    if let lock = lock(order.stock, index, order.direction) {
      deal.obstacle = lock
      return deal
    }
    let price = dealPrice(order.stock, index, order.direction)
    deal.price = price
    var amount = order.amount
    let traded = Double(quotes.columns[Int(order.stock)].volume[index]) * price
    let impact = traded.isNaN || traded == 0
      ? config.impactCost : config.impactCost * ((amount * price / traded) * (amount * price / traded))
    let rate: Double
    switch order.direction {
    case .sell:
      rate = config.closeCost + impact
      if !isClose(amount, held) { amount = roundedToLots(min(held, amount), order.stock, index) }
      if cash + amount * price < max(amount * price * rate, config.minCost) {
        amount = 0
        deal.obstacle = .noCash
      }
    case .buy:
      rate = config.openCost + impact
      let value = amount * price
      if cash < max(value * rate, config.minCost) {
        amount = 0
        deal.obstacle = .noCash
      } else if cash < value + max(value * rate, config.minCost) {
        amount = roundedToLots(min(affordable(cash, rate, price), amount), order.stock, index)
        deal.obstacle = .noCash
      } else {
        amount = roundedToLots(amount, order.stock, index)
      }
    }
    if amount == 0, order.amount == 0 { deal.obstacle = .belowOneLot }
    deal.amount = amount
    deal.value = amount * price
    deal.cost = deal.value <= 1e-5 ? 0 : max(deal.value * rate, config.minCost)
    return deal
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

/// Python's `//` on floats (`Objects/floatobject.c`): by the remainder, so that it is exact.
func pythonFloorDivide(_ left: Double, _ right: Double) -> Double {
  guard right != 0, !left.isNaN else { return left / right }
  let remainder = left.truncatingRemainder(dividingBy: right)
  var quotient = (left - remainder) / right
  if remainder != 0, (right < 0) != (remainder < 0) { quotient -= 1 }
  guard quotient != 0 else { return left / right < 0 ? -0.0 : 0.0 }
  let floor = quotient.rounded(.down)
  return quotient - floor > 0.5 ? floor + 1 : floor
}
