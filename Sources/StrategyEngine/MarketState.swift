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
}
