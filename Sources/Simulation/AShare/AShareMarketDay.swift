import MarketData
package import Primitives
package import Records
import StrategyEngine

/// One day of the exchange, as a strategy sees it: real shares, real yuan, the official close.
package struct AShareMarketDay: MarketState {
  /// Why an order does not trade, or trades in part.
  package enum Obstacle: Equatable, Sendable {
    case absent(AShareQuotes.Absence)
    case unknownBoard
    case limitUp(Money)
    case limitDown(Money)
    case boughtToday
    case belowOneLot(shares: Int64, price: Money)
    case oddLot
    case noCash(Money)
    case notHeld
    /// More than a tenth of the shares that changed hands.
    case volume(traded: Int64)
  }

  package let quotes: AShareQuotes
  package let index: Int
  /// Nil: nothing is paid.
  package let fees: AShareFees?
  /// Whether limits and suspensions are passed over, to learn what the strategy would have wanted.
  private let isWish: Bool

  package init(quotes: AShareQuotes, index: Int, fees: AShareFees?) {
    self.init(quotes: quotes, index: index, fees: fees, isWish: false)
  }

  private init(quotes: AShareQuotes, index: Int, fees: AShareFees?, isWish: Bool) {
    self.quotes = quotes
    self.index = index
    self.fees = fees
    self.isWish = isWish
  }

  /// The same day if every stock with a price could be traded.
  package var wish: AShareMarketDay {
    AShareMarketDay(quotes: quotes, index: index, fees: fees, isWish: true)
  }

  var day: TradingDay { quotes.calendar[index] }

  package func isTradable(_ stock: Int32, _ side: Direction?) -> Bool {
    obstacle(stock, side) == nil
  }

  package func dealPrice(_ stock: Int32, _ side: Direction) -> Double {
    guard let cents = price(stock) else { return .nan }
    return Double(cents) / 100
  }

  package func roundedToLots(_ amount: Double, _ stock: Int32) -> Double {
    // A millionth of a share forgives the division that made the amount.
    guard let board = quotes.board(stock), amount.isFinite, amount >= 0, amount < 9e15 else {
      return 0
    }
    return Double(AShareLots.buyable(Int64(amount + 1e-6), board))
  }

  package func proceeds(ofSelling amount: Double, _ stock: Int32, held: Double, cash: Double)
    -> Double
  {
    guard isTradable(stock, .sell), let cents = price(stock), let board = quotes.board(stock),
      amount >= 0, held < 9e15, amount <= held
    else { return 0 }
    let shares = AShareLots.sellable(Int64(amount), held: Int64(held), board)
    let value = AShareAccount.value(shares, cents: cents)
    return (value - cost(.sell, value, shares, board).total).yuan
  }

  func cost(_ side: Direction, _ value: Money, _ shares: Int64, _ board: AShareBoard) -> AShareFees.Parts {
    fees?.cost(side, value: value, shares: shares, board: board, on: day) ?? AShareFees.Parts()
  }

  /// The deal price in hundredths of a yuan: the close.
  package func price(_ stock: Int32) -> Int64? {
    switch quotes.quote(stock, index) {
    case .success(let quote): quote.close
    case .failure: isWish ? quotes.lastClose(stock, onOrBefore: index)?.cents : nil
    }
  }

  /// Why a side cannot trade today (nil asks for both); a stock whose close lies at its limit is
  /// locked in that direction.
  package func obstacle(_ stock: Int32, _ side: Direction?) -> Obstacle? {
    guard quotes.board(stock) != nil else { return .unknownBoard }
    if isWish { return price(stock) == nil ? .absent(.noBar) : nil }
    switch quotes.quote(stock, index) {
    case .failure(let absent): return .absent(absent.reason)
    case .success(let quote):
      guard let reference = quote.reference,
        let bounds = quotes.limit(stock, index).bounds(reference: reference)
      else { return nil }
      if side != .sell, quote.close >= bounds.upperBound {
        return .limitUp(yuan(bounds.upperBound))
      }
      if side != .buy, quote.close <= bounds.lowerBound {
        return .limitDown(yuan(bounds.lowerBound))
      }
      return nil
    }
  }

  package func change(_ stock: Int32) -> Double {
    guard case .success(let quote) = quotes.quote(stock, index), let reference = quote.reference
    else { return .nan }
    return Double(quote.close) / Double(reference) - 1
  }

  /// After dividends and splits of this day, so that it can be set beside today's prices.
  package func previousClose(_ stock: Int32) -> Double {
    guard case .success(let quote) = quotes.quote(stock, index), let reference = quote.reference
    else { return .nan }
    return Double(reference) / 100
  }

  package func wasTradable(_ stock: Int32) -> Bool {
    index > 0 && AShareMarketDay(quotes: quotes, index: index - 1, fees: fees).isTradable(stock, nil)
  }

  package func lot(_ stock: Int32) -> Double? { quotes.board(stock).map { Double(AShareLots.step($0)) } }

  package func adjustment(_ stock: Int32) -> Double { quotes.factor(stock, onOrBefore: index) }

  func yuan(_ cents: Int64) -> Money { AShareAccount.value(1, cents: cents) }
}

extension AShareMarketDay.Obstacle {
  /// One readable sentence part, for skip logs.
  package var reason: String {
    func price(_ money: Money) -> String { String(money.description.dropLast(2)) }
    return switch self {
    case .absent(let absence): absence.rawValue
    case .unknownBoard: "no stock of a board known here"
    case .limitUp(let limit): "locked at the upper price limit of \(price(limit)) yuan"
    case .limitDown(let limit): "locked at the lower price limit of \(price(limit)) yuan"
    case .boughtToday: "T+1: bought today, to be sold from tomorrow on"
    case .belowOneLot(let shares, let yuan):
      "too little money for the smallest order, \(shares) shares at \(price(yuan)) yuan"
    case .oddLot: "an odd lot is only sold together with the whole holding"
    case .noCash(let cash): "not enough cash: \(price(cash)) yuan at hand"
    case .notHeld: "not held"
    case .volume(let traded): "more than a tenth of the \(traded) shares that changed hands"
    }
  }
}
