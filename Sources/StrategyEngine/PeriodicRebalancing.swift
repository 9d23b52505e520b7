import Primitives
import Records

/// Lets a strategy act on every n-th day that has scores, the first one included; on the days between
/// nothing is traded.
struct PeriodicRebalancing: RememberingStrategy {
  private let strategy: any Strategy
  private let days: Int

  init(_ strategy: any Strategy, days: Int) {
    precondition(days >= 1)
    self.strategy = strategy
    self.days = days
  }

  func orders(
    scores: DayScores?, holdings: [Holding], cash: Double, market: some MarketState,
    memory: inout StrategyMemory
  ) -> [Order] {
    guard let scores, !scores.stocks.isEmpty else { return [] }
    defer { memory.daysWithScores += 1 }
    guard memory.daysWithScores % days == 0 else { return [] }
    return strategy.orders(
      scores: scores, holdings: holdings, cash: cash, market: market, memory: &memory)
  }

  var instruments: [InstrumentID] { strategy.instruments }

  var fields: [String] { strategy.fields }

  func findings(_ memory: StrategyMemory) -> [Finding] { strategy.findings(memory) }
}
