/// How many shares one order may have.
///
/// Sources: trading rules of the Shanghai and Shenzhen exchanges (buy orders of 100 shares or a whole
/// multiple; fewer than 100 left may only be sold at once); "Special Trading Rules for the STAR Market"
/// (at least 200 shares, then by one; fewer than 200 left may only be sold at once); trading rules of
/// the Beijing exchange (at least 100 shares, then by one).
package enum AShareLots {
  /// The smallest purchase, shares.
  package static func minimum(_ board: AShareBoard) -> Int64 { board == .star ? 200 : 100 }

  /// By how many shares an order above the smallest may grow.
  package static func step(_ board: AShareBoard) -> Int64 {
    board == .star || board == .beijing ? 1 : 100
  }

  /// The largest permitted purchase not above a number of shares; 0 where that is below the smallest.
  package static func buyable(_ shares: Int64, _ board: AShareBoard) -> Int64 {
    shares < minimum(board) ? 0 : shares / step(board) * step(board)
  }

  /// The largest permitted sale not above a number of shares out of a holding: all of it, odd shares
  /// included, or else what a purchase could be.
  package static func sellable(_ shares: Int64, held: Int64, _ board: AShareBoard) -> Int64 {
    shares >= held ? held : buyable(shares, board)
  }
}
