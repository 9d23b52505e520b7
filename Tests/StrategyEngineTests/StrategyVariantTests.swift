import Records
import StrategyEngine
import Testing

/// Pacing, rules above a strategy, target weights and the enhanced strategy, each worked out by hand.
@Suite struct StrategyVariantTests {
  private func scores(_ values: [Double]) -> DayScores {
    DayScores(stocks: values.indices.map { Int32($0) }[...], values: values[...])
  }

  private func topk(_ topk: Int, _ nDrop: Int, _ change: (inout StrategyConfig) -> Void) -> any Strategy {
    var config = StrategyConfig(kind: .topkDropout(.init(topk: topk, nDrop: nDrop)))
    change(&config)
    return config.make()
  }

  /// Every third day with scores, the first included; a day without scores does not count.
  @Test func rebalancingEveryThirdDay() {
    let strategy = topk(1, 1) { $0.rebalanceDays = 3 }
    var memory = StrategyMemory()
    let counts = [true, true, false, true, true].map { known in
      strategy.orders(
        scores: known ? scores([0.1]) : nil, holdings: [], cash: 10_000, market: SketchedMarket(),
        memory: &memory
      ).count
    }
    #expect(counts == [1, 0, 0, 0, 1])
  }

  /// 100,000 yuan at 10 each: 95,000 / 2 = 4,700 shares wanted; 10 % of the account is 1,000.
  @Test func aSingleWeightIsCut() {
    let strategy = topk(2, 1) { $0.rules.maxSingleWeight = 0.1 }
    var memory = StrategyMemory()
    let orders = strategy.orders(
      scores: scores([0.2, 0.1]), holdings: [], cash: 100_000, market: SketchedMarket(), memory: &memory)
    #expect(orders.map(\.amount) == [1_000, 1_000])
    #expect(strategy.findings(memory).map(\.id) == ["strategy.rule.max_single_weight"])
  }

  @Test func positionsAreCounted() {
    let strategy = topk(3, 1) { $0.rules.maxPositions = 2 }
    var memory = StrategyMemory()
    let orders = strategy.orders(
      scores: scores([0.3, 0.2, 0.1]), holdings: [], cash: 100_000, market: SketchedMarket(), memory: &memory)
    #expect(orders.map(\.stock) == [0, 1])
  }

  /// Bought at 10, limit 10 %: 9.01 is kept, 9.00 is sold and not bought back.
  @Test func aLossIsCutAtItsLimit() {
    let strategy = topk(1, 0) { $0.rules.maxSingleLoss = 0.1 }
    func orders(at price: Double) -> [Order] {
      var memory = StrategyMemory()
      _ = strategy.orders(
        scores: scores([0.1]), holdings: [], cash: 10_000, market: SketchedMarket(), memory: &memory)
      // n_drop 0 sells everything in qlib; the score is missing here, so that nothing is ordered.
      return strategy.orders(
        scores: nil, holdings: [Holding(stock: 0, amount: 900, countDay: 1, lastPrice: 10)], cash: 1_000,
        market: SketchedMarket(prices: [0: price]), memory: &memory)
    }
    #expect(orders(at: 9.01).isEmpty)
    #expect(orders(at: 9) == [Order(stock: 0, direction: .sell, amount: 900)])
  }

  /// A peak of 10,000; at 7,900 and a limit of 20 % (8,000) everything goes.
  @Test func aDrawdownSellsEverything() {
    let strategy = topk(1, 1) { $0.rules.maxDrawdown = 0.2 }
    var memory = StrategyMemory()
    func orders(_ price: Double) -> [Order] {
      strategy.orders(
        scores: nil, holdings: [Holding(stock: 0, amount: 1_000, countDay: 2, lastPrice: price)], cash: 0,
        market: SketchedMarket(), memory: &memory)
    }
    #expect(orders(10).isEmpty)
    #expect(orders(8.1).isEmpty)
    #expect(orders(7.9) == [Order(stock: 0, direction: .sell, amount: 1_000)])
  }

  /// Held three closes: a minimum of four keeps it from being sold, a maximum of three sells it.
  @Test func holdingTimesDecideWhenAStockIsSold() {
    let holding = Holding(stock: 1, amount: 500, countDay: 3, lastPrice: 10)
    func sales(_ change: (inout StrategyConfig) -> Void) -> [Int32] {
      var memory = StrategyMemory()
      return topk(1, 1, change).orders(
        scores: scores([0.9, 0.1]), holdings: [holding], cash: 0, market: SketchedMarket(), memory: &memory
      ).filter { $0.direction == .sell }.map(\.stock)
    }
    #expect(sales { _ in } == [1])
    #expect(sales { $0.rules.minHoldDays = 4 } == [])
    #expect(sales { $0.rules.minHoldDays = 3 } == [1])
    var memory = StrategyMemory()
    let old = topk(1, 1) { $0.rules.maxHoldDays = 3 }.orders(
      scores: nil, holdings: [holding], cash: 0, market: SketchedMarket(), memory: &memory)
    #expect(old.map(\.stock) == [1])
  }

  // MARK: - The enhanced strategy

  private func enhanced(
    _ sane: Set<EnhancedTopkDropoutParameters.Quirk> = [], topk: Int = 2
  ) -> EnhancedTopkDropout {
    var parameters = EnhancedTopkDropoutParameters(topk: topk, nDrop: 1)
    parameters.sane = sane
    return EnhancedTopkDropout(parameters)
  }

  /// Squares 0.16 and 0.04 of 0.20: budget 90,000 x 0.8 and 0.2 at 10 are 7,200 and 1,800 shares.
  @Test func weightsAreSquares() {
    var memory = StrategyMemory()
    let orders = enhanced().orders(
      scores: scores([0.4, 0.2, 0.05]), holdings: [], cash: 100_000, market: SketchedMarket(), memory: &memory)
    #expect(orders.map(\.stock) == [0, 1])
    #expect(orders.map(\.amount) == [7_200, 1_800])
  }

  /// Bought at 10. At 8.90 (-11 %) it is sold, at 9.10 kept; at 11.60 (+16 %) three tenths go once; at
  /// 12.60 (+26 %) three tenths of the first amount go, again and again; at 13.50 (+35 %) the rest.
  @Test func stagesOfAHolding() {
    func sales(_ prices: [Double], _ sane: Set<EnhancedTopkDropoutParameters.Quirk> = []) -> [Double] {
      let strategy = enhanced(sane, topk: 1)
      var memory = StrategyMemory()
      _ = strategy.orders(
        scores: scores([0.5]), holdings: [], cash: 20_000, market: SketchedMarket(), memory: &memory)
      var held = 1_000.0
      return prices.map { price in
        let orders = strategy.orders(
          scores: scores([0.5]), holdings: [Holding(stock: 0, amount: held, countDay: 1, lastPrice: price)],
          cash: 0, market: SketchedMarket(prices: [0: price]), memory: &memory)
        let sold = orders.filter { $0.direction == .sell }.reduce(0) { $0 + $1.amount }
        held -= sold
        return sold
      }
    }
    #expect(sales([9.1]) == [0])
    #expect(sales([8.9]) == [1_000])
    #expect(sales([11.6, 11.6]) == [300, 0])
    #expect(sales([12.6, 12.6, 12.6, 12.6]) == [300, 300, 300, 100])
    #expect(sales([12.6, 12.6], [.repeatedSecondSale]) == [300, 0])
    #expect(sales([13.5]) == [1_000])
  }

  /// Without scores the recorded strategy does not even stop losses; the sane one does.
  @Test func stopsWithoutScores() {
    func sales(_ sane: Set<EnhancedTopkDropoutParameters.Quirk>) -> Int {
      let strategy = enhanced(sane, topk: 1)
      var memory = StrategyMemory()
      _ = strategy.orders(
        scores: scores([0.5]), holdings: [], cash: 20_000, market: SketchedMarket(), memory: &memory)
      return strategy.orders(
        scores: nil, holdings: [Holding(stock: 0, amount: 1_000, countDay: 1, lastPrice: 5)], cash: 0,
        market: SketchedMarket(prices: [0: 5]), memory: &memory
      ).count
    }
    #expect(sales([]) == 0)
    #expect(sales([.noScoresNoStops]) == 1)
  }

  /// A raw minimum of 0.1 takes nobody from scores of a hundredth; ranks of 1, 2/3 and 1/3 all pass.
  @Test func aMinimumOfRanks() {
    func count(_ sane: Set<EnhancedTopkDropoutParameters.Quirk>) -> Int {
      var memory = StrategyMemory()
      return enhanced(sane, topk: 3).orders(
        scores: scores([0.03, 0.02, 0.01]), holdings: [], cash: 1e6, market: SketchedMarket(), memory: &memory
      ).count
    }
    #expect(count([]) == 0)
    #expect(count([.rawMinimumScore]) == 3)
  }

  /// 0.95 / 2 each. Held are 0.6 and 0.4 of 100,000 yuan: the first is among the best and 0.125 too heavy, the second is
  /// none of them. Sold are 0.1 each where that is the limit, and bought for 0.2 - 0.05, at most 0.1 a stock.
  @Test func softTargetsMoveWithinABudget() {
    func weights(_ limit: Double) -> [Double] {
      var parameters = SoftTopkParameters(topk: 2)
      parameters.tradeImpactLimit = limit
      let held = [
        Holding(stock: 0, amount: 6_000, countDay: 1, lastPrice: 10),
        Holding(stock: 1, amount: 4_000, countDay: 1, lastPrice: 10),
      ]
      return SoftTopk(parameters).weights(scores([0.9, 0.1, 0.8]), held).map(\.weight)
    }
    for (got, wanted) in zip(weights(0.1), [0.5, 0.3, 0.1]) { #expect((got - wanted).magnitude < 1e-12) }
    for (got, wanted) in zip(weights(1), [0.475, 0.475]) { #expect((got - wanted).magnitude < 1e-12) }
    #expect(weights(1).count == 2 && weights(0) == [0.6, 0.4])
  }

  /// Nothing is held: half of 95,000 yuan each at prices of 10 and 30, in whole shares and then in lots. A suspended
  /// holding that cannot be sold leaves too little in reserve: everything else goes.
  @Test func softTargetsAtTheDaysPrices() {
    var parameters = SoftTopkParameters(topk: 2)
    let market = SketchedMarket(notBuyable: [0], notSellable: [0], prices: [1: 10, 2: 30])
    let first = SoftTopk(parameters).orders(
      scores: scores([0.0, 0.5, 0.6]), holdings: [], cash: 100_000, market: market)
    #expect(Dictionary(uniqueKeysWithValues: first.map { ($0.stock, $0.amount) }) == [1: 4_700, 2: 1_500])
    parameters.riskDegree = 0.2
    let second = SoftTopk(parameters).orders(
      scores: scores([0.0, 0.5, 0.6]),
      holdings: [
        Holding(stock: 0, amount: 9_000, countDay: 1, lastPrice: 10),
        Holding(stock: 1, amount: 100, countDay: 1, lastPrice: 10),
      ], cash: 1_000, market: market)
    #expect(second == [Order(stock: 1, direction: .sell, amount: 100)])
  }
}
