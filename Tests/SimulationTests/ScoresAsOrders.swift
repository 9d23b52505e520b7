import Primitives
import Records
import StrategyEngine

/// A strategy that takes the scores of the day before as orders: positive buys so many adjusted
/// shares, negative sells, zero asks for nothing. What the exchange does with them is under test.
struct ScoresAsOrders: Strategy {
  func orders(
    scores: DayScores?, holdings: [Holding], cash: Double, market: some MarketState
  ) -> [Order] {
    guard let scores else { return [] }
    let rows = zip(scores.stocks, scores.values).filter { $0.1 != 0 }
    func orders(_ direction: Direction, _ sign: Double) -> [Order] {
      rows.filter { $0.1 * sign > 0 }.map {
        Order(stock: $0.0, direction: direction, amount: $0.1.magnitude)
      }
    }
    return orders(.sell, -1) + orders(.buy, 1)
  }
}
