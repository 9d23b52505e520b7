import MarketData
package import Primitives
package import Records
import StrategyEngine

/// One day of the exchange, as a strategy sees it: real shares, real yuan, the official close.
package struct AShareMarketDay: MarketState {
  package let rules: AShareRules
  package let index: Int
  /// Whether limits and suspensions are passed over, to learn what the strategy would have wanted.
  private let isWish: Bool

  package init(rules: AShareRules, index: Int) { self.init(rules: rules, index: index, isWish: false) }

  private init(rules: AShareRules, index: Int, isWish: Bool) {
    self.rules = rules
    self.index = index
    self.isWish = isWish
  }

  /// The same day if every stock with a price could be traded.
  package var wish: AShareMarketDay { AShareMarketDay(rules: rules, index: index, isWish: true) }

  private var quotes: AShareQuotes { rules.quotes }

  var day: TradingDay { quotes.calendar[index] }

  package func isTradable(_ stock: Int32, _ side: Direction?) -> Bool { rejection(stock, side) == nil }

  package func dealPrice(_ stock: Int32, _ side: Direction) -> Double {
    guard let cents = price(stock) else { return .nan }
    return Double(cents) / 100
  }

  package func roundedToLots(_ amount: Double, _ stock: Int32) -> Double {
    // A millionth of a share forgives the division that made the amount.
    rules.wholeLots(amount, stock, forgiven: 1e-6)
  }

  package func proceeds(ofSelling amount: Double, _ stock: Int32, held: Double, cash: Double) -> Double {
    guard isTradable(stock, .sell), let cents = price(stock) else { return 0 }
    return rules.proceeds(ofSelling: amount, stock, held: held, cents: cents, on: day)
  }

  func cost(_ side: Direction, _ value: Money, _ shares: Int64, _ board: AShareBoard) -> AShareFees.Parts {
    rules.cost(side, value, shares, board, on: day)
  }

  /// The deal price in hundredths of a yuan: the close.
  package func price(_ stock: Int32) -> Int64? {
    switch quotes.quote(stock, index) {
    case .success(let quote): quote.close
    case .failure: isWish ? quotes.lastClose(stock, onOrBefore: index)?.cents : nil
    }
  }

  /// Why a side cannot trade today; nil asks for both.
  package func rejection(_ stock: Int32, _ side: Direction?) -> RejectReason? {
    guard isWish else { return rules.rejection(stock, side, on: index) }
    guard quotes.board(stock) != nil else { return .unknownBoard }
    return price(stock) == nil ? .noBar : nil
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
    index > 0 && rules.rejection(stock, nil, on: index - 1) == nil
  }

  package func lot(_ stock: Int32) -> Double? { quotes.board(stock).map { Double(AShareLots.step($0)) } }

  package func adjustment(_ stock: Int32) -> Double { quotes.factor(stock, onOrBefore: index) }

  package func whole(_ amount: Double) -> Double { amount.rounded(.towardZero) }

  package var tradingDay: TradingDay? { day }

  package func number(of instrument: InstrumentID) -> Int32? { quotes.number(of: instrument) }

  package var previousDay: TradingDay? { index > 0 ? quotes.calendar[index - 1] : nil }

  package func hadVolume(_ stock: Int32) -> Bool {
    if index > 0, case .success = quotes.quote(stock, index - 1) { true } else { false }
  }

  package func previousValue(_ field: String, _ stock: Int32) -> Double? {
    index > 0 ? quotes.value(field, stock, index - 1) : nil
  }

  package var costRate: Double { rules.costRate(on: day) }

  func yuan(_ cents: Int64) -> Money { AShareAccount.value(1, cents: cents) }
}
