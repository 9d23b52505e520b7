import Records
import StrategyEngine
import Testing

/// One day of qlib's TopkDropout at a time, worked out by hand: stocks 0, 1, 2, … in code order, ten
/// yuan each, lots of a hundred, 95 % of the cash is spent.
struct TopkDropoutTests {
  private func orders(
    _ scores: [Double], held: [Int32] = [], amount: Double = 400, days: Int = 5,
    cash: Double = 10_000,
    market: SketchedMarket = SketchedMarket(),
    _ change: (inout TopkDropoutParameters) -> Void = { _ in }
  ) -> [String] {
    var parameters = TopkDropoutParameters(topk: 2, nDrop: 1)
    change(&parameters)
    let stocks = scores.indices.map { Int32($0) }
    return TopkDropout(parameters).orders(
      scores: DayScores(stocks: stocks[...], values: scores[...]),
      holdings: held.map { Holding(stock: $0, amount: amount, countDay: days) }, cash: cash,
      market: market
    ).map { "\($0.direction.rawValue) \($0.stock) \(Int($0.amount))" }
  }

  /// 9,500 yuan for two stocks: 475 shares each, four lots.
  @Test func firstDayBuysTheBest() {
    #expect(orders([0.1, 0.4, 0.3, 0.2]) == ["buy 1 400", "buy 2 400"])
  }

  /// Stock 2 is last among the holdings and the one best candidate; 2,000 + 4,000 yuan x 0.95 buy 570.
  @Test func theWorstLeavesForTheBestCandidate() {
    #expect(
      orders([0.5, 0.4, 0.1, 0.2], held: [1, 2], cash: 2_000) == ["sell 2 400", "buy 0 500"])
  }

  /// The candidate itself is the worst: nothing is held that would have to leave.
  @Test func holdingsBetterThanEveryCandidateStay() {
    #expect(orders([0.1, 0.9, 0.8, 0.2], held: [1, 2]) == [])
  }

  @Test func equalScoresAreOrderedByCode() {
    #expect(orders([0.5, 0.5, 0.5, 0.5]) == ["buy 0 400", "buy 1 400"])
    // Holdings 0 and 1, candidate 2, all alike: the last by code is the candidate.
    #expect(orders([0.5, 0.5, 0.5, 0.5], held: [0, 1]) == [])
    // Holdings 2 and 3, candidate 0: the last by code is 3.
    #expect(
      orders([0.5, 0.5, 0.5, 0.5], held: [2, 3], cash: 2_000) == ["sell 3 400", "buy 0 500"])
  }

  @Test func missingScoresComeLast() {
    #expect(orders([.nan, 0.1, .nan, 0.2]) == ["buy 3 400", "buy 1 400"])
    #expect(
      orders([0.5, 0.4, .nan, 0.2], held: [1, 2], cash: 2_000) == ["sell 2 400", "buy 0 500"])
  }

  /// A holding without a prediction of the day (stock 9) counts as missing and leaves first.
  @Test func aHoldingWithoutPredictionLeaves() {
    #expect(orders([0.5, 0.4, 0.1], held: [1, 9], cash: 2_000) == ["sell 9 400", "buy 0 500"])
  }

  @Test func withoutScoresThereAreNoOrders() {
    #expect(orders([], held: [1, 2]) == [])
    let none = TopkDropout(.init(topk: 2, nDrop: 1)).orders(
      scores: nil, holdings: [Holding(stock: 1, amount: 1, countDay: 1)], cash: 1,
      market: SketchedMarket())
    #expect(none == [])
  }

  /// The sale is skipped, the purchase is not: 2,000 x 0.95 buy one lot, and three stocks are held.
  @Test func aHoldingTooYoungIsNotSold() {
    #expect(
      orders([0.5, 0.4, 0.1, 0.2], held: [1, 2], days: 1, cash: 2_000) { $0.holdThreshold = 2 } == [
        "buy 0 100"
      ])
    #expect(
      orders([0.5, 0.4, 0.1, 0.2], held: [1, 2], days: 2, cash: 2_000) { $0.holdThreshold = 2 }
        == ["sell 2 400", "buy 0 500"])
  }

  /// Stock 2 is locked at its upper limit: sellable, but not under `forbid_all_trade_at_limit`.
  @Test func lockedStocksUnderBothRules() {
    let market = SketchedMarket(notBuyable: [2])
    let scores = [0.5, 0.4, 0.1, 0.2]
    #expect(orders(scores, held: [1, 2], cash: 2_000, market: market) == ["buy 0 100"])
    #expect(
      orders(scores, held: [1, 2], cash: 2_000, market: market) { $0.forbidAllTradeAtLimit = false }
        == ["sell 2 400", "buy 0 500"])
  }

  /// The cash is still divided by two: what cannot be bought leaves its half unspent.
  @Test func aLockedCandidateLeavesItsShareUnspent() {
    #expect(orders([0.1, 0.4, 0.3, 0.2], market: SketchedMarket(notBuyable: [1])) == ["buy 2 400"])
    // Locked at its lower limit it can be bought only where the rule allows.
    let fallen = SketchedMarket(notSellable: [1])
    #expect(orders([0.1, 0.4, 0.3, 0.2], market: fallen) == ["buy 2 400"])
    #expect(
      orders([0.1, 0.4, 0.3, 0.2], market: fallen) { $0.forbidAllTradeAtLimit = false } == [
        "buy 1 400", "buy 2 400",
      ])
  }

  @Test func onlyTradableLooksFurther() {
    let market = SketchedMarket(notBuyable: [1], notSellable: [1])
    #expect(
      orders([0.1, 0.4, 0.3, 0.2], market: market) { $0.onlyTradable = true } == [
        "buy 2 400", "buy 3 400",
      ])
    // Stock 2 is suspended: the worst that trades is stock 1.
    let suspended = SketchedMarket(notBuyable: [2], notSellable: [2])
    #expect(
      orders([0.5, 0.4, 0.1, 0.2], held: [1, 2], cash: 2_000, market: suspended) {
        $0.onlyTradable = true
      }
        == ["sell 1 400", "buy 0 500"])
  }

  /// Python's `[-0:]` is the whole list: without drops everything leaves, and comes back the day after.
  @Test func noDropMeansAllLeave() {
    #expect(
      orders([0.5, 0.4, 0.3, 0.2], held: [1, 2]) { $0.nDrop = 0 } == ["sell 1 400", "sell 2 400"])
    #expect(orders([0.5, 0.4, 0.3, 0.2]) { $0.nDrop = 0 } == ["buy 0 400", "buy 1 400"])
  }

  /// Five holdings for two places: `[:-2]` leaves two of four candidates, `[:-2]` of these buys none.
  @Test func tooManyHoldingsShrinkByTheDrop() {
    let best = [0.9, 0.8, 0.7, 0.6, 0.5]
    #expect(orders(best + [1.0, 0.95, 0.1, 0.05], held: [0, 1, 2, 3, 4]) == ["sell 4 400"])
    #expect(orders(best + [0.4, 0.3, 0.2, 0.1], held: [0, 1, 2, 3, 4]) == [])
  }

  /// 950 yuan do not pay for a lot: the order is given all the same, with nothing in it.
  @Test func tooLittleForALotIsAnOrderOfZero() {
    #expect(orders([0.4, 0.3, 0.2], cash: 1_000) == ["buy 0 0", "buy 1 0"])
  }

  @Test func riskDegreeIsTheShareSpent() {
    #expect(orders([0.4, 0.3, 0.2]) { $0.riskDegree = 0.5 } == ["buy 0 200", "buy 1 200"])
    var market = SketchedMarket()
    market.prices = [1: 47.5]
    #expect(orders([0.4, 0.3, 0.2], market: market) == ["buy 0 400", "buy 1 100"])
  }

  @Test func scoresAreFoundByStock() {
    let stocks: [Int32] = [0, 3, 5, 9]
    let values = [0.0, 0.3, 0.5, 0.9]
    let scores = DayScores(stocks: stocks[1...], values: values[1...])
    #expect(scores[5] == 0.5)
    #expect(scores[3] == 0.3)
    #expect(scores[0].isNaN)
    #expect(scores[4].isNaN)
  }
}
