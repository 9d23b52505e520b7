package import Primitives
package import Records

/// What a strategy wants to hold after a day's orders: weights of the account, each with its reason, and the
/// orders that lead there.
package struct TargetPortfolio: Equatable, Sendable {
  /// One stock, held or wanted.
  package struct Target: Equatable, Sendable {
    package var stock: Int32
    package var instrument: InstrumentID
    /// The stock's first order; nil: the holding stays as it is.
    package var order: Order?
    /// What is held before the orders, in the unit of the rule set.
    package var heldAmount: Double
    /// Fractions of the account's value, before and after the orders.
    package var heldWeight: Double
    package var weight: Double
    /// NaN where the stock has no score.
    package var score: Double
    /// The stock's place among the scores; nil where it has none.
    package var standing: DayScores.Standing?
    /// What the order does to the holding.
    package var step: OrderStep

    /// Place and step in sentences.
    package var reason: Message { .target(.standing(standing), step.message) }
  }

  /// By stock.
  package var targets: [Target]
  /// What is left as cash, a fraction of the account's value.
  package var cashWeight: Double
  /// In the order of their execution: sells, then buys.
  package var orders: [Order]
}

extension Strategy {
  /// The target portfolio of a day: what the strategy's orders make of the holdings at the market's prices.
  ///
  /// - Parameters:
  ///   - scores: of the last day that has some; nil: none, so that nothing is wanted.
  ///   - holdings: sorted by stock.
  ///   - cash: yuan.
  ///   - accountValue: cash and holdings at the market's prices, yuan.
  ///   - instrument: the code of a stock's number.
  package func targetPortfolio(
    scores: DayScores?, holdings: [Holding], cash: Double, accountValue: Double, market: some MarketState,
    memory: inout StrategyMemory, instrument: (Int32) -> InstrumentID
  ) -> TargetPortfolio {
    let orders = orders(scores: scores, holdings: holdings, cash: cash, market: market, memory: &memory)
    let total = max(accountValue, TargetPortfolio.leastValue)
    let held = Dictionary(uniqueKeysWithValues: holdings.map { ($0.stock, $0.amount) })
    var wanted = held
    for order in orders {
      let amount = market.whole(order.amount)
      wanted[order.stock, default: 0] += order.direction == .buy ? amount : -amount
    }
    let first = Dictionary(orders.map { ($0.stock, $0) }, uniquingKeysWith: { first, _ in first })
    let targets = wanted.keys.sorted().map { stock in
      let before = held[stock] ?? 0
      let order = first[stock]
      return TargetPortfolio.Target(
        stock: stock, instrument: instrument(stock), order: order, heldAmount: before,
        heldWeight: market.value(before, stock) / total, weight: market.value(wanted[stock] ?? 0, stock) / total,
        score: scores?[stock] ?? .nan, standing: scores?.standing(of: stock),
        step: OrderStep(order, held: before, hasScores: scores != nil))
    }
    return TargetPortfolio(
      targets: targets, cashWeight: 1 - targets.reduce(0) { $0 + $1.weight }, orders: orders)
  }
}

extension TargetPortfolio {
  /// Weights of an account without value are taken of this much, yuan.
  fileprivate static let leastValue = 1e-4
}

extension DayScores {
  /// A stock's place among the scores of a day.
  package struct Standing: Equatable, Sendable {
    package var score: Double
    /// 1 is the best; equal scores share a rank.
    package var rank: Int
    /// How many scores there are.
    package var count: Int
  }

  /// Nil where the stock has no score.
  package func standing(of stock: Int32) -> Standing? {
    let score = self[stock]
    guard !score.isNaN else { return nil }
    return Standing(score: score, rank: 1 + values.count { $0 > score }, count: values.count)
  }
}

extension OrderStep {
  /// - Parameter held: what is held before the order.
  fileprivate init(_ order: Order?, held: Double, hasScores: Bool) {
    self =
      switch order {
      case nil: hasScores ? .kept : .keptWithoutScores
      case let order? where order.direction == .sell:
        order.amount.rounded(.towardZero) < held ? .reduced : .leaves
      case let order? where order.amount < 1: .belowOneLot
      default: held > 0 ? .addedTo : .freePlace
      }
  }
}

extension Message {
  fileprivate static func target(_ standing: Message, _ step: Message) -> Message {
    Message(
      "target.reason", ["standing": .message(standing), "step": .message(step)], en: "{standing} {step}",
      zh: "{standing}{step}")
  }

  fileprivate static func standing(_ standing: DayScores.Standing?) -> Message {
    guard let standing else { return Message("target.no-score", en: "The stock has no score.", zh: "无得分。") }
    return Message(
      "target.rank", ["rank": .count(standing.rank), "count": .count(standing.count)], en: "Rank {rank} of {count}.",
      zh: "第 {rank} 名，共 {count}。")
  }
}
