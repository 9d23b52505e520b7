import MarketData
import Primitives
import Records
import StrategyEngine

/// qlib's exchange with rules of the real one laid over it, each by itself or together: what differs
/// between two runs is then the rule.
struct RuledExchange: DailyExchange {
  let base: QlibExchange
  let rules: Set<AShareRule>
  private let real: AShareQuotes

  /// Throws what the market throws.
  init(_ base: QlibExchange, rules: Set<AShareRule>, market: any Market) throws {
    self.base = base
    self.rules = rules
    // The same instruments in the same order: numbers agree.
    real = try AShareQuotes(market: market, instruments: base.quotes.instruments)
  }

  var quotes: QuoteTable { base.quotes }

  func dealPrice(_ stock: Int32, _ index: Int, _ side: Direction) -> Double {
    base.dealPrice(stock, index, side)
  }
  func close(_ stock: Int32, _ index: Int) -> Double { base.close(stock, index) }
  func factor(_ stock: Int32, _ index: Int) -> Double { base.factor(stock, index) }
  func lot(_ stock: Int32, _ index: Int) -> Double? { base.lot(stock, index) }

  func isTradable(_ stock: Int32, _ index: Int, _ side: Direction?) -> Bool {
    obstacle(stock, index, side) == nil
  }

  private func obstacle(_ stock: Int32, _ index: Int, _ side: Direction?) -> QlibExchange.Obstacle? {
    if base.isSuspended(stock, index) { return .suspended }
    if rules.contains(.suspension), !(quotes.columns[Int(stock)].volume[index] > 0) {
      return .suspended
    }
    guard rules.contains(.boardLimits), real.board(stock) != nil else {
      return base.lock(stock, index, side)
    }
    switch AShareMarketDay(quotes: real, index: index, fees: nil).obstacle(stock, side) {
    case .limitUp: return .limitUp
    case .limitDown: return .limitDown
    default: return nil
    }
  }

  func roundedToLots(_ amount: Double, _ stock: Int32, _ index: Int) -> Double {
    guard rules.contains(.boardLots), base.lot(stock, index) != nil, let board = real.board(stock)
    else { return base.roundedToLots(amount, stock, index) }
    let factor = factor(stock, index)
    let shares = amount * factor
    guard shares >= 0, shares < 9e15 else { return 0 }
    // qlib's own tenth of a share, so that rounding differs by the lot alone.
    return Double(AShareLots.buyable(Int64(shares + 0.1), board)) / factor
  }

  func deal(
    _ order: Order, _ index: Int, held: Double, boughtToday: Double, cash: Double, dealt: Double
  ) -> QlibExchange.Deal {
    var deal = QlibExchange.Deal()
    if let obstacle = obstacle(order.stock, index, order.direction) {
      deal.obstacle = obstacle
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
        deal.obstacle = .noCash
      }
    } else {
      amount = roundedToLots(amount, order.stock, index)
      if amount * price + cost(.buy, amount * price, impact, order.stock, index) > cash {
        deal.obstacle = .noCash
        amount = affordable(amount, order.stock, price, impact, index, cash)
      }
    }
    if amount == 0, deal.obstacle == nil { deal.obstacle = .belowOneLot }
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
    if !(amount >= order.amount) { deal.obstacle = .volumeLimit }
    if rules.contains(.nextDaySale), order.direction == .sell, boughtToday > 0,
      amount > held - boughtToday
    {
      amount = max(0, held - boughtToday)
      deal.obstacle = .boughtToday
    }
    if rules.contains(.participation) {
      let volume = Double(quotes.columns[Int(order.stock)].volume[index])
      let cap = 0.1 * real.volumeUnit.adjusted(volume, factor: factor(order.stock, index))
      if amount > cap {
        amount = cap
        deal.obstacle = .volume
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
    let commission = own ? Double(AShareFees().commissionPartsPerMillion) / 1e6 : config.openCost
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
    return max(value * rate, own ? AShareFees().commissionMinimum.yuan : config.minCost)
  }
}
