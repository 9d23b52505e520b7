package import Primitives
package import Records

/// One trading day as a strategy sees it, under whichever rules the simulation or preview applies.
///
/// Stocks are numbered by the caller, in code order: a smaller number is a smaller code, so that ties
/// broken by number are ties broken by code. Amounts and prices are in the unit of the rule set
/// (qlib: adjusted shares and adjusted yuan; exchange rules: real shares and yuan).
package protocol MarketState {
  /// Whether the stock trades today; `side` nil asks for both sides (locked at either limit is no).
  func isTradable(_ stock: Int32, _ side: Direction?) -> Bool

  /// The price at which an order of today deals; NaN where there is none.
  func dealPrice(_ stock: Int32, _ side: Direction) -> Double

  /// The largest whole number of lots not above an amount of shares.
  func roundedToLots(_ amount: Double, _ stock: Int32) -> Double

  /// What selling a holding would bring with this much cash at hand: value less cost; 0 where the
  /// order would not deal.
  func proceeds(ofSelling amount: Double, _ stock: Int32, held: Double, cash: Double) -> Double

  /// The day's recorded change (`$change`), a fraction; NaN where it is missing.
  func change(_ stock: Int32) -> Double

  /// The close of the trading day before; NaN where there is none.
  func previousClose(_ stock: Int32) -> Double

  /// Whether the stock traded on both sides on the trading day before.
  func wasTradable(_ stock: Int32) -> Bool

  /// The smallest step of an amount; nil where amounts are not rounded.
  func lot(_ stock: Int32) -> Double?

  /// Real shares per share of the rule set: qlib's factor; 1 where amounts are real shares.
  func factor(_ stock: Int32) -> Double

  /// What makes prices of different days comparable: price x adjustment. 1 where prices are adjusted.
  func adjustment(_ stock: Int32) -> Double

  /// The part of an order's amount that can be traded: whole shares under exchange rules, all of it under
  /// qlib's.
  func whole(_ amount: Double) -> Double

  /// What an amount of the stock is worth at the day's price, yuan; 0 where there is none.
  func value(_ amount: Double, _ stock: Int32) -> Double

  /// The trading day before; nil where it is not told.
  var previousDay: TradingDay? { get }

  /// Whether shares of the stock were traded on the trading day before.
  func hadVolume(_ stock: Int32) -> Bool

  /// A field's value on the trading day before, NaN where it is missing; nil where the rule set carries no such field.
  func previousValue(_ field: String, _ stock: Int32) -> Double?

  /// The day that orders are for; nil where it is not told.
  var tradingDay: TradingDay? { get }

  /// The number of a code; nil where the market has none.
  func number(of instrument: InstrumentID) -> Int32?

  /// What a trade costs as a fraction of its value, on the dearer side.
  var costRate: Double { get }
}

extension MarketState {
  package func change(_ stock: Int32) -> Double { .nan }
  package func previousClose(_ stock: Int32) -> Double { .nan }
  package func wasTradable(_ stock: Int32) -> Bool { false }
  package func lot(_ stock: Int32) -> Double? { nil }
  package func factor(_ stock: Int32) -> Double { 1 }
  package func adjustment(_ stock: Int32) -> Double { 1 }
  package func whole(_ amount: Double) -> Double { amount }
  package var tradingDay: TradingDay? { nil }
  package var previousDay: TradingDay? { nil }
  package func hadVolume(_ stock: Int32) -> Bool { false }
  package func previousValue(_ field: String, _ stock: Int32) -> Double? { nil }
  package func number(of instrument: InstrumentID) -> Int32? { nil }
  package var costRate: Double { 0 }

  package func value(_ amount: Double, _ stock: Int32) -> Double {
    let price = dealPrice(stock, .sell)
    return price.isNaN ? 0 : amount * price
  }
}
