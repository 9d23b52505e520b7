import MarketData
import Preview
import Primitives
import Records
import Store
import TestSupport
import Testing

@Suite struct SignalTests {
  private let days = RawMarket.days(from: "2024-01-02", count: 4)
  private var market: MemoryMarket {
    RawMarket.make(
      days,
      [
        RawMarket.Stock("SH600000", [10, 10, 10.5, 10.4]), RawMarket.Stock("SZ000002", [5, 5, 5.1, 5.2]),
      ])
  }

  /// The signal of a day is what settlement does on the next, but for that day's prices: day 1 bought
  /// SH600000; on day 2 the other stock leads, so 9,500 shares leave and SZ000002 comes at 5.10.
  /// Cash 4,975.30 + 99,750.00 - costs 24.94 - 49.88 - 1.00 = 104,649.48; x 0.95 / 5.10 = 19,493 shares.
  @Test func whatToBuyTomorrow() throws {
    let fixture = try PreviewFixture(topk: 1, nDrop: 1, capital: 100_000, start: days[1])
    let first = PreviewFixture.scores([days[0]], [("SH600000", 0.9), ("SZ000002", 0.1)])
    try fixture.settle(first, market, days[1])
    let second = PreviewFixture.scores(days, [("SH600000", 0.1), ("SZ000002", 0.9)])
    let rows = try fixture.rows()
    let signal = try PreviewSignal(
      fixture.instance, .init(account: rows.accounts.last, positions: rows.positions), scores: .init(table: second),
      market: market, on: days[2])
    #expect(signal.decidedOn == days[2] && signal.scoresOf == days[2])
    #expect(signal.lines.map(\.action) == [.sell, .buy])
    #expect(signal.lines.map(\.symbol) == [code("SH600000"), code("SZ000002")])
    #expect(signal.lines.map(\.shares) == [9500, 19_400])
    #expect(signal.lines[0].price == Money(units: 105_000))
    // 99,750 of 104,725.30 yuan; 19,400 x 5.10 = 98,940.
    #expect(abs(signal.lines[0].weight - 99_750 / 104_725.3) < 1e-12 && signal.lines[0].targetWeight == 0)
    #expect(abs(signal.lines[1].targetWeight - 98_940 / 104_725.3) < 1e-12)
    #expect(signal.lines[0].reason == "rank 2 of 2; leaves for a better candidate")
    #expect(signal.findings.map(\.id) == ["signal.holdings-old"])
  }

  @Test func oldScoresAreSaid() throws {
    let fixture = try PreviewFixture(topk: 1, nDrop: 1, capital: 400, start: days[1])
    let scores = PreviewFixture.scores([days[0]], [("SH600000", 0.9)])
    let signal = try PreviewSignal(
      fixture.instance, .init(), scores: .init(table: scores), market: market, on: days[1])
    #expect(signal.findings.map(\.id) == ["signal.scores-old"])
    #expect(signal.lines.map(\.reason) == ["rank 1 of 1; wanted, but the money is below one lot"])
    #expect(signal.targetCashWeight == 1)
  }
}
