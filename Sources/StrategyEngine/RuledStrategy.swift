import Primitives
import Records

/// Risk and holding rules above a strategy: they drop, cut or add orders, and remember the entry prices
/// and the peak of the account that they need.
struct RuledStrategy: RememberingStrategy {
  private let strategy: any Strategy
  private let rules: HoldingRules

  init(_ strategy: any Strategy, rules: HoldingRules) {
    self.strategy = strategy
    self.rules = rules
  }

  func orders(
    scores: DayScores?, holdings: [Holding], cash: Double, market: some MarketState,
    memory: inout StrategyMemory
  ) -> [Order] {
    // Before the day's orders the holdings stand at their last closes.
    let account = holdings.reduce(cash) { $0 + $1.amount * ($1.lastPrice.isNaN ? 0 : $1.lastPrice) }
    memory.rules.peak = max(memory.rules.peak, account)
    let held = Set(holdings.map(\.stock))
    for stock in memory.rules.entryPrice.keys.filter({ !held.contains($0) }) {
      memory.rules.entryPrice[stock] = nil
    }
    let orders = strategy.orders(
      scores: scores, holdings: holdings, cash: cash, market: market, memory: &memory)
    if let limit = rules.maxDrawdown, account <= memory.rules.peak * (1 - limit), !holdings.isEmpty {
      memory.rules.count("max_drawdown", holdings.count)
      return holdings.map { Order(stock: $0.stock, direction: .sell, amount: $0.amount) }
    }
    let forced = self.forced(holdings, market, &memory.rules)
    let out = Set(forced.map(\.stock))
    let sells = forced + permitted(orders, out, holdings, &memory.rules)
    let buys = self.buys(
      orders.filter { !out.contains($0.stock) }, sells, holdings, account, market, &memory.rules)
    for order in buys where memory.rules.entryPrice[order.stock] == nil {
      memory.rules.entryPrice[order.stock] =
        market.dealPrice(order.stock, .buy) * market.adjustment(order.stock)
    }
    return sells + buys
  }

  /// Sales that the rules demand; the stock is not bought on the same day.
  private func forced(
    _ holdings: [Holding], _ market: some MarketState, _ memory: inout StrategyMemory.Rules
  ) -> [Order] {
    var forced: [Order] = []
    for holding in holdings {
      let price =
        market.dealPrice(holding.stock, .sell) * market.adjustment(holding.stock)
      if let limit = rules.maxSingleLoss, let entry = memory.entryPrice[holding.stock],
        price <= entry * (1 - limit)
      {
        memory.count("max_single_loss")
      } else if let limit = rules.maxHoldDays, holding.countDay >= limit {
        memory.count("max_hold_days")
      } else {
        continue
      }
      forced.append(Order(stock: holding.stock, direction: .sell, amount: holding.amount))
    }
    return forced
  }

  /// The strategy's own sales, but for holdings that are kept longer.
  private func permitted(
    _ orders: [Order], _ forced: Set<Int32>, _ holdings: [Holding],
    _ memory: inout StrategyMemory.Rules
  ) -> [Order] {
    let countDays = Dictionary(uniqueKeysWithValues: holdings.map { ($0.stock, $0.countDay) })
    return orders.filter { order in
      guard order.direction == .sell, !forced.contains(order.stock) else { return false }
      guard let limit = rules.minHoldDays, (countDays[order.stock] ?? limit) < limit else {
        return true
      }
      memory.count("min_hold_days")
      return false
    }
  }

  private func buys(
    _ orders: [Order], _ sells: [Order], _ holdings: [Holding], _ account: Double,
    _ market: some MarketState, _ memory: inout StrategyMemory.Rules
  ) -> [Order] {
    let amounts = Dictionary(uniqueKeysWithValues: holdings.map { ($0.stock, $0.amount) })
    let leaving = Set(sells.filter { $0.amount >= (amounts[$0.stock] ?? 0) }.map(\.stock))
    var stocks = Set(amounts.keys).subtracting(leaving)
    var kept: [Order] = []
    for var order in orders where order.direction == .buy {
      if let limit = rules.maxPositions, !stocks.contains(order.stock), stocks.count >= limit {
        memory.count("max_positions")
        continue
      }
      if let limit = rules.maxSingleWeight {
        let price = market.dealPrice(order.stock, .buy)
        let room = account * limit / price - (leaving.contains(order.stock) ? 0 : amounts[order.stock] ?? 0)
        if order.amount > room {
          memory.count("max_single_weight")
          order.amount = market.roundedToLots(max(0, room), order.stock)
          guard order.amount > 0 else { continue }
        }
      }
      stocks.insert(order.stock)
      kept.append(order)
    }
    return kept
  }

  var instruments: [InstrumentID] { strategy.instruments }

  var fields: [String] { strategy.fields }

  func findings(_ memory: StrategyMemory) -> [Finding] {
    let own = memory.rules.acted.sorted { $0.key < $1.key }.map { name, count in
      Finding.rule(name, count: count)
    }
    return strategy.findings(memory) + own
  }
}

extension StrategyMemory.Rules {
  mutating func count(_ rule: String, _ times: Int = 1) { acted[rule, default: 0] += times }
}

extension Finding {
  /// The rule's name stands in the identifier, so that a reader can tell which acted.
  fileprivate static func rule(_ name: String, count: Int) -> Finding {
    var finding = Finding(
      "strategy.rule", .note, ["rule": .text(name), "count": .count(count)],
      title: (en: "Holding rule acted", zh: "持仓规则起作用"),
      evidence: (en: "The rule '{rule}' changed {count} {count:order|orders}.", zh: "规则“{rule}”改动了 {count} 笔委托。"),
      consequence: (en: "The run does not follow its scores there.", zh: "这些委托不再跟随得分。"),
      remedy: (en: "Leave the rule out to see what it costs.", zh: "去掉该规则重跑，可见其代价。"))
    finding.id = "strategy.rule." + name
    return finding
  }
}
