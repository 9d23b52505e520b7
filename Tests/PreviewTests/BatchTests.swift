import MarketData
import Preview
import Primitives
import Records
import Store
import TestSupport
import Testing

/// Many previews settled together, and what digests may pass over.
@Suite struct BatchTests {
  private let market = DemoMarket.make()

  private func database(_ count: Int, start: TradingDay) throws -> (Database, [PreviewInstance]) {
    let database = try Database.inMemory()
    let instances = try (0..<count).map { number in
      try PreviewInstance.create(
        PreviewStrategy(
          id: "p\(number)", strategyID: "s", displayName: "p", initialCapital: Money(yuan: 5_000_000),
          status: .running, createdAt: "t", updatedAt: "t"),
        PreviewDefinition(
          previewID: "p\(number)",
          strategy: StrategyConfig(kind: .topkDropout(.init(topk: 50, nDrop: 5))), startDay: start),
        in: database)
    }
    return (database, instances)
  }

  @Test func aBatchIsEachByItself() throws {
    let days = market.calendar.days
    let tables = try (0..<3).map { try PreviewFixture.scores(seed: UInt64($0), market, days[300..<340]) }
    let (together, instances) = try database(3, start: days[301])
    let (apart, _) = try database(3, start: days[301])
    for through in [320, 330, 339] {
      let jobs = zip(instances, tables).map { PreviewSettlement.Job(instance: $0, predictions: $1) }
      let outcomes = try PreviewSettlement.settle(
        jobs, market: market, through: days[through], in: together, clock: .fixed(0))
      for (job, outcome) in zip(jobs, outcomes) {
        let alone = try PreviewSettlement.settle(
          job.instance, predictions: job.predictions, market: market, through: days[through], in: apart,
          clock: .fixed(0))
        #expect(try outcome.get() == alone)
      }
    }
    for instance in instances {
      let id = instance.strategy.id
      #expect(try together.accounts(of: id) == apart.accounts(of: id))
      #expect(try together.trades(of: id) == apart.trades(of: id))
      #expect(try together.accounts(of: id).count == 39)
    }
  }

  @Test func oneThatFailsDoesNotStopTheOthers() throws {
    let days = market.calendar.days
    let (database, instances) = try database(2, start: days[301])
    let scores = try PreviewFixture.scores(seed: 1, market, days[300..<340])
    let jobs = instances.map { PreviewSettlement.Job(instance: $0, predictions: scores) }
    _ = try PreviewSettlement.settle(
      [jobs[0]], market: market, through: days[339], in: database, clock: .fixed(0))
    let short = RawMarket.make(Array(days[..<310]), [])
    let outcomes = try PreviewSettlement.settle(
      jobs, market: short, through: days[309], in: database, clock: .fixed(0))
    #expect(throws: Diagnostic.self) { try outcomes[0].get() }
    #expect(try outcomes[1].get().settled.count == 9)
  }

  /// A restated price of a stock that was sold long ago is found behind equal last days.
  @Test func aStockSoldLongAgoStillCounts() throws {
    let days = RawMarket.days(from: "2024-01-02", count: 6)
    var stocks = [
      RawMarket.Stock("SH600000", [10, 10, 10.5, 10.4, 10.6, 10.6]),
      RawMarket.Stock("SZ000002", [5, 5, 5.1, 5.2, 5.3, 5.3]),
    ]
    let fixture = try PreviewFixture(topk: 1, nDrop: 1, capital: 100_000, start: days[1])
    let first = PreviewFixture.scores(days, [("SH600000", 0.9), ("SZ000002", 0.1)])
    try fixture.settle(first, RawMarket.make(days, stocks), days[2])
    // From here on the predictions know the other stock only.
    let second = PreviewFixture.scores(days, [("SZ000002", 0.1)])
    let changed = try fixture.settle(second, RawMarket.make(days, stocks), days[4])
    #expect(changed.restatedFrom == nil)
    #expect(changed.findings.contains { $0.id == "preview.predictions-changed" })
    #expect(try fixture.rows().positions.last?.symbol == code("SZ000002"))
    stocks[0].closes[1] = 9.9
    let restated = try fixture.settle(second, RawMarket.make(days, stocks), days[4])
    #expect(restated.restatedFrom == days[1])
  }

  @Test func digestsAreKeptAndUsed() throws {
    let days = market.calendar.days
    let (database, instances) = try database(1, start: days[301])
    let scores = try PreviewFixture.scores(seed: 1, market, days[300..<340])
    try PreviewSettlement.settle(
      instances[0], predictions: scores, market: market, through: days[320], in: database, clock: .fixed(0))
    let first = try #require(try database.verified(of: "p0"))
    #expect(first.tradingDay == days[320] && first.touched.count > 50)
    try PreviewSettlement.settle(
      instances[0], predictions: scores, market: market, through: days[321], in: database, clock: .fixed(0))
    let second = try #require(try database.verified(of: "p0"))
    #expect(second.tradingDay == days[321] && second.prices != first.prices)
  }
}
