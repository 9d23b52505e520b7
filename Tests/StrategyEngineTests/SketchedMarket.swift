import Records
import StrategyEngine

/// A day of a market as a test draws it: every stock at one price unless named, lots of a hundred.
struct SketchedMarket: MarketState {
  /// Stocks that do not trade on a side: suspended ones stand in both.
  var notBuyable: Set<Int32> = []
  var notSellable: Set<Int32> = []
  var prices: [Int32: Double] = [:]

  func isTradable(_ stock: Int32, _ side: Direction?) -> Bool {
    (side == .sell || !notBuyable.contains(stock)) && (side == .buy || !notSellable.contains(stock))
  }

  func dealPrice(_ stock: Int32, _ side: Direction) -> Double { prices[stock] ?? 10 }

  func roundedToLots(_ amount: Double, _ stock: Int32) -> Double {
    (amount / 100).rounded(.down) * 100
  }

  func proceeds(ofSelling amount: Double, _ stock: Int32, held: Double, cash: Double) -> Double {
    amount * dealPrice(stock, .sell)
  }
}
