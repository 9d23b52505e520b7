import MarketData
import Primitives
import Records
import StrategyEngine

/// qlib's exchange with rules of the real one laid over it, each by itself or together: what differs
/// between two runs is then the rule.
struct RuledExchange: DailyExchange {
  let base: QlibExchange
  let rules: Set<AShareRule>
  private let exchange: AShareRules

  /// - Parameter real: of the same instruments in the same order: numbers agree.
  init(_ base: QlibExchange, rules: Set<AShareRule>, real: AShareQuotes) {
    precondition(real.instruments == base.quotes.instruments, "the rules number other stocks")
    self.base = base
    self.rules = rules
    exchange = AShareRules(quotes: real, fees: nil)
  }

  var quotes: QuoteTable { base.quotes }
  var config: ExchangeConfig { base.config }
  private var real: AShareQuotes { exchange.quotes }

  func dealPrice(_ stock: Int32, _ index: Int, _ side: Direction) -> Double {
    base.dealPrice(stock, index, side)
  }
  func close(_ stock: Int32, _ index: Int) -> Double { base.close(stock, index) }
  func factor(_ stock: Int32, _ index: Int) -> Double { base.factor(stock, index) }
  func lot(_ stock: Int32, _ index: Int) -> Double? { base.lot(stock, index) }

  func isTradable(_ stock: Int32, _ index: Int, _ side: Direction?) -> Bool {
    rejection(stock, index, side) == nil
  }

  private func rejection(_ stock: Int32, _ index: Int, _ side: Direction?) -> RejectReason? {
    if base.isSuspended(stock, index) { return .suspended }
    if rules.contains(.suspension), !(quotes.columns[Int(stock)].volume[index] > 0) {
      return .suspended
    }
    guard rules.contains(.boardLimits), real.board(stock) != nil else {
      return base.lock(stock, index, side)
    }
    // Of the other reasons this rule says nothing.
    switch exchange.rejection(stock, side, on: index) {
    case .limitUp(let limit): return .limitUp(limit)
    case .limitDown(let limit): return .limitDown(limit)
    default: return nil
    }
  }

  func roundedToLots(_ amount: Double, _ stock: Int32, _ index: Int) -> Double {
    guard rules.contains(.boardLots), base.lot(stock, index) != nil, real.board(stock) != nil
    else { return base.roundedToLots(amount, stock, index) }
    let factor = factor(stock, index)
    // Rounding differs from qlib's by the lot alone.
    let shares = exchange.wholeLots(amount * factor, stock, forgiven: QlibExchange.forgivenShares)
    return shares == 0 ? 0 : shares / factor
  }

  func deal(
    _ order: Order, _ index: Int, held: Double, boughtToday: Double, cash: Double, dealt: Double
  ) -> QlibExchange.Deal {
    var deal = QlibExchange.Deal()
    if let reason = rejection(order.stock, index, order.direction) {
      deal.reason = reason
      return deal
    }
    let price = dealPrice(order.stock, index, order.direction)
    deal.price = price
    var amount = capped(order, index, held: held, boughtToday: boughtToday, dealt: dealt, &deal)
    let impact = base.impact(of: amount * price, order.stock, price, index)
    if order.direction == .sell {
      if !isClose(amount, held) { amount = roundedToLots(min(held, amount), order.stock, index) }
      if cash + amount * price < cost(.sell, amount * price, impact, order.stock, index) {
        amount = 0
        deal.reason = .noCash()
      }
    } else {
      amount = roundedToLots(amount, order.stock, index)
      if amount * price + cost(.buy, amount * price, impact, order.stock, index) > cash {
        deal.reason = .noCash()
        amount = affordable(amount, order.stock, price, impact, index, cash)
      }
    }
    if amount == 0, deal.reason == nil { deal.reason = .belowOneLot() }
    deal.amount = amount
    deal.value = amount * price
    deal.cost = deal.value <= 1e-5 ? 0 : cost(order.direction, deal.value, impact, order.stock, index)
    return deal
  }

  private func capped(
    _ order: Order, _ index: Int, held: Double, boughtToday: Double, dealt: Double,
    _ deal: inout QlibExchange.Deal
  ) -> Double {
    var amount = base.withinVolume(order, index, dealt: dealt)
    if !(amount >= order.amount) { deal.reason = .volumeLimit }
    if rules.contains(.nextDaySale), order.direction == .sell, boughtToday > 0 {
      let free = AShareRules.sellable(held, boughtToday: boughtToday, on: real.calendar[index])
      if amount > free { (amount, deal.reason) = (free, .boughtToday) }
    }
    if rules.contains(.participation) {
      let volume = Double(quotes.columns[Int(order.stock)].volume[index])
      let share = AShareRules.participationShare(on: real.calendar[index])
      let cap = share * real.volumeUnit.adjusted(volume, factor: factor(order.stock, index))
      if amount > cap {
        amount = cap
        deal.reason = .participation()
      }
    }
    return amount
  }

  /// The largest whole lots that cash pays for, costs included.
  private func affordable(
    _ amount: Double, _ stock: Int32, _ price: Double, _ impact: Double, _ index: Int, _ cash: Double
  ) -> Double {
    var low = 0.0
    var high = amount
    // Cost grows with value, so that what is affordable lies below what is not.
    for _ in 0..<64 {
      let middle = (low + high) / 2
      if middle * price + cost(.buy, middle * price, impact, stock, index) <= cash {
        low = middle
      } else {
        high = middle
      }
    }
    let rounded = roundedToLots(low, stock, index)
    return rounded * price + cost(.buy, rounded * price, impact, stock, index) <= cash ? rounded : 0
  }

  private func cost(
    _ side: Direction, _ value: Double, _ impact: Double, _ stock: Int32, _ index: Int
  ) -> Double {
    guard value > 0 else { return 0 }
    let day = real.calendar[index]
    let config = base.config
    let own = rules.contains(.commission)
    let commission = own ? AShareFees.commissionRate(side, on: day) : config.openCost
    var rate = commission + impact
    if rules.contains(.stampTax) {
      rate += AShareFees.stampTaxRate(side, on: day)
    } else if side == .sell {
      rate += config.closeCost - config.openCost
    }
    if rules.contains(.transferFee), let board = real.board(stock) {
      let price = dealPrice(stock, index, side) / factor(stock, index)
      let fee = AShareFees.transferFeeRate(side, board: board, price: price, on: day)
      rate += fee.isNaN ? 0 : fee
    }
    return max(value * rate, own ? AShareFees.commissionMinimum(on: day).yuan : config.minCost)
  }
}
