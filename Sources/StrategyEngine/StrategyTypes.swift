package import Primitives
package import Records

/// The scores that a day's decision rests on: one per stock, in the order of the stocks' numbers.
package struct DayScores: Sendable {
  package var stocks: ArraySlice<Int32>
  /// NaN is missing.
  package var values: ArraySlice<Double>
  /// Nil: equal scores come in the order of codes.
  package var ties: TieOrder?

  private let knownEquality: Bool?

  /// - Parameter hasEqualScores: whether two stocks have the same score; nil: looked for when it is asked.
  package init(stocks: ArraySlice<Int32>, values: ArraySlice<Double>, hasEqualScores: Bool? = nil) {
    precondition(stocks.count == values.count)
    self.stocks = stocks
    self.values = values
    knownEquality = hasEqualScores
  }

  /// The score of a stock; NaN where it has none.
  package subscript(stock: Int32) -> Double {
    guard let index = stocks.binarySearch(stock) else { return .nan }
    return values[values.startIndex + (index - stocks.startIndex)]
  }

  /// Whether two stocks have the same score.
  package var hasEqualScores: Bool { knownEquality ?? DayScores.hasEqual(values) }

  /// Whether two of a day's scores are the same; missing ones are none.
  package static func hasEqual(_ values: ArraySlice<Double>) -> Bool {
    let sorted = values.filter { !$0.isNaN }.sorted()
    return zip(sorted, sorted.dropFirst()).contains { $0 == $1 }
  }
}

/// A holding as the strategy sees it before the day's orders.
package struct Holding: Equatable, Sendable {
  package var stock: Int32
  package var amount: Double
  /// Closes since the purchase.
  package var countDay: Int
  /// The price that the holding stands at, in the unit of the rule set; NaN where it is not told.
  package var lastPrice: Double

  package init(stock: Int32, amount: Double, countDay: Int, lastPrice: Double = .nan) {
    self.stock = stock
    self.amount = amount
    self.countDay = countDay
    self.lastPrice = lastPrice
  }
}

/// What a strategy asks for.
package struct Order: Equatable, Sendable {
  package var stock: Int32
  package var direction: Direction
  package var amount: Double

  package init(stock: Int32, direction: Direction, amount: Double) {
    self.stock = stock
    self.direction = direction
    self.amount = amount
  }

  /// Whole shares, rounded down; 0 where the amount is no number of shares.
  package var wholeShares: Int64 { amount >= 0 && amount < 9e15 ? Int64(amount) : 0 }
}

/// A strategy turns the scores, holdings and market state of a day into orders; backtest, preview and
/// real time call the same code.
package protocol Strategy: Sendable {
  /// - Parameters:
  ///   - scores: of the trading day before; nil or empty: no scores.
  ///   - holdings: sorted by stock.
  ///   - cash: to be spent, in the unit of the rule set.
  /// - Returns: sells, then buys.
  func orders(
    scores: DayScores?, holdings: [Holding], cash: Double, market: some MarketState
  ) -> [Order]

  /// The same for a strategy that remembers something from one day to the next.
  func orders(
    scores: DayScores?, holdings: [Holding], cash: Double, market: some MarketState,
    memory: inout StrategyMemory
  ) -> [Order]

  /// Whether orders depend on what days before left in memory.
  var hasMemory: Bool { get }

  /// What a run must say about how the strategy acted.
  func findings(_ memory: StrategyMemory) -> [Finding]

  /// Codes that it can order whatever the predictions name, sorted.
  var instruments: [InstrumentID] { get }

  /// Fields of the market that it asks for beside prices.
  var fields: [String] { get }
}

extension Strategy {
  package func orders(
    scores: DayScores?, holdings: [Holding], cash: Double, market: some MarketState,
    memory: inout StrategyMemory
  ) -> [Order] {
    orders(scores: scores, holdings: holdings, cash: cash, market: market)
  }

  package var hasMemory: Bool { false }

  package func findings(_ memory: StrategyMemory) -> [Finding] { [] }

  package var instruments: [InstrumentID] { [] }

  package var fields: [String] { [] }
}

/// A strategy that acts by what days before left in its memory; alone it begins without any.
protocol RememberingStrategy: Strategy {}

extension RememberingStrategy {
  var hasMemory: Bool { true }

  func orders(
    scores: DayScores?, holdings: [Holding], cash: Double, market: some MarketState
  ) -> [Order] {
    var memory = StrategyMemory()
    return orders(scores: scores, holdings: holdings, cash: cash, market: market, memory: &memory)
  }
}

extension StrategyConfig {
  /// Makes the strategy that runs this configuration.
  package func make() -> any Strategy {
    let core: any Strategy =
      switch kind {
      case .topkDropout(let parameters): TopkDropout(parameters)
      case .enhancedTopkDropout(let parameters): EnhancedTopkDropout(parameters)
      case .weightedTopk(let parameters): WeightedTopk(parameters)
      case .enhancedIndexing(let parameters): EnhancedIndexing(parameters)
      case .softTopk(let parameters): SoftTopk(parameters)
      case .fileOrder(let parameters): FileOrder(parameters)
      }
    let paced: any Strategy =
      rebalanceDays > 1 ? PeriodicRebalancing(core, days: rebalanceDays) : core
    return rules == HoldingRules() ? paced : RuledStrategy(paced, rules: rules)
  }
}
