/// Which of equal scores comes first: what a run that is followed bought, kept, passed over and sold on the day.
///
/// qlib leaves that order to pandas' unstable sort. A replay may therefore take the choice of the record wherever
/// scores and rule allow both, and nowhere else: the order says nothing on different scores.
package struct TieOrder: Sendable {
  /// What the followed run holds at the close of the day.
  package var held: Set<Int32>
  /// What it sold in part, where the market took no more: of these it holds the rest.
  package var reduced: Set<Int32> = []
  /// Its purchases in the order in which they were made: who comes last is left with what cash there is.
  package var purchases: [Int32: Int32] = [:]
  /// Stocks that could not be sold and were to leave: they stay, and a place is filled all the same.
  package var leaving: Set<Int32> = []
  /// Whether stocks that could not be bought were chosen before those that could.
  package var unbuyableFirst = true
  /// The order of those that could be bought and were not; what is not named comes by code.
  package var passedOver: [Int32: Int32] = [:]

  package init(held: Set<Int32>) { self.held = held }

  /// The order of stocks as places.
  package static func places(_ stocks: [Int32]) -> [Int32: Int32] {
    Dictionary(uniqueKeysWithValues: zip(stocks, 0...))
  }

  /// The place of a stock among equals, smaller first.
  ///
  /// - Parameters:
  ///   - isHeld: before the day's orders, by the run that follows.
  ///   - canTrade: whether it could be sold, or else bought.
  func place(of stock: Int32, isHeld: Bool, canTrade: Bool) -> Int32 {
    // Each group has room for every stock of a market.
    func place(_ group: Int32, _ rank: Int32? = 0) -> Int32 { group << 20 + (rank ?? 0) }
    return switch (isHeld, held.contains(stock) && !reduced.contains(stock)) {
    case (false, true): place(0, purchases[stock])
    case (true, true): place(canTrade ? 1 : leaving.contains(stock) ? 6 : 2)
    case (false, false): canTrade ? place(4, passedOver[stock]) : place(unbuyableFirst ? 3 : 5)
    case (true, false): place(7)
    }
  }

  /// The place of a stock where only being held counts.
  func place(of stock: Int32) -> Int32 { held.contains(stock) ? 0 : 1 }
}
