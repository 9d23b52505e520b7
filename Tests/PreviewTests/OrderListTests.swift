import MarketData
import Preview
import Primitives
import Records
import Simulation
import Store
import TestSupport
import Testing

@Suite struct OrderListTests {
  private let days = RawMarket.days(from: "2024-01-02", count: 4)
  private var market: MemoryMarket {
    RawMarket.make(
      days,
      [
        RawMarket.Stock("SH600000", [10, 10, 10.5, 10.4]), RawMarket.Stock("SZ000002", [5, 5, 5.1, 5.2]),
      ])
  }

  /// The order list of a day is what settlement does on the next, but for that day's prices: day 1 bought
  /// SH600000; on day 2 the other stock leads, so 9,500 shares leave and SZ000002 comes at 5.10.
  /// Cash 4,975.30 + 99,750.00 - costs 24.94 - 49.88 - 1.00 = 104,649.48; x 0.95 / 5.10 = 19,493 shares.
  @Test func whatToBuyTomorrow() throws {
    let fixture = try PreviewFixture(topk: 1, nDrop: 1, capital: 100_000, start: days[1])
    let first = PreviewFixture.scores([days[0]], [("SH600000", 0.9), ("SZ000002", 0.1)])
    try fixture.settle(first, market, days[1])
    let second = PreviewFixture.scores(days, [("SH600000", 0.1), ("SZ000002", 0.9)])
    let rows = try fixture.rows()
    let list = try PreviewOrderList(
      fixture.instance, .init(account: rows.accounts.last, positions: rows.positions), scores: .init(table: second),
      market: market, on: days[2])
    #expect(list.orders.decidedOn == days[2] && list.scoresOf == days[2])
    #expect(list.orders.lines.map(\.action) == [.sell, .buy])
    #expect(list.orders.lines.map(\.symbol) == [code("SH600000"), code("SZ000002")])
    #expect(list.orders.lines.map(\.shares) == [9500, 19_400])
    #expect(list.orders.lines[0].price == Money(units: 105_000))
    // 99,750 of 104,725.30 yuan; 19,400 x 5.10 = 98,940.
    #expect(abs(list.orders.lines[0].weight - 99_750 / 104_725.3) < 1e-12 && list.orders.lines[0].targetWeight == 0)
    #expect(abs(list.orders.lines[1].targetWeight - 98_940 / 104_725.3) < 1e-12)
    #expect(list.orders.lines[0].reason.english == "Rank 2 of 2. It leaves for a better candidate.")
    #expect(list.findings.map(\.id) == ["signal.holdings-old"])
    // The calendar has the next day. Of the day's rates: 0.025 % commission, 0.05 % tax of sales, 0.001 % transfer.
    #expect(list.orders.next == NextTradingDay(days[3], .calendar))
    #expect(list.orders.lines.map(\.costs.commission) == [Money(units: 249_400), Money(units: 247_400)])
    #expect(list.orders.lines.map(\.costs.stampTax) == [Money(units: 498_800), .zero])
    #expect(list.orders.lines.map(\.costs.transferFee) == [Money(units: 10_000), Money(units: 9_900)])
    #expect(list.orders.lines.map(\.lots) == [95, 194])
    #expect(list.orders.lines.map(\.rank) == [2, 1] && list.orders.lines.map(\.step) == [.leaves, .freePlace])
    // 4,975.30 + 99,750 - 75.82 - 98,940 - 25.73.
    #expect(list.orders.cashAfter == Money(units: 56_837_500))
  }

  /// Behind the calendar's end the market's announced days tell the date, then the exchange's notices, then the next weekday
  /// that is no fixed holiday: 5 January 2024 is a Friday, 30 April 2019 and 2024 are Tuesdays before the first of May.
  @Test func theOrdersAreForANamedDay() throws {
    let fixture = try PreviewFixture(topk: 1, nDrop: 1, capital: 100_000, start: days[1])
    let scores = PreviewFixture.scores(days, [("SH600000", 0.9)])
    let list = try PreviewOrderList(
      fixture.instance, .init(), scores: .init(table: scores), market: market, on: days[3])
    #expect(days[3] == day("2024-01-05") && list.orders.next == NextTradingDay(day("2024-01-08"), .calendar))
    #expect(list.findings.isEmpty)
    let old = RawMarket.days(from: "2019-04-29", count: 2)
    let unknown = try PreviewOrderList(
      try PreviewFixture(topk: 1, nDrop: 1, capital: 100_000, start: old[0]).instance, .init(),
      scores: .init(table: PreviewFixture.scores(old, [("SH600000", 0.9)])),
      market: RawMarket.make(old, [RawMarket.Stock("SH600000", [10, 10])]), on: old[1])
    #expect(unknown.orders.next == NextTradingDay(day("2019-05-02"), .weekday))
    #expect(unknown.findings.map(\.id) == ["signal.next-day-unknown"])
    let announced = AnnouncedMarket(base: market, announcedDays: [days[2], day("2024-01-09")])
    let told = try PreviewOrderList(
      fixture.instance, .init(), scores: .init(table: scores), market: announced, on: days[3])
    #expect(told.orders.next == NextTradingDay(day("2024-01-09"), .calendar) && told.findings.isEmpty)
    #expect(NextTradingDay.expected(after: day("2024-04-30")).day == day("2024-05-02"))
    #expect(NextTradingDay.expected(after: day("2024-09-30")).day == day("2024-10-04"))
    #expect(NextTradingDay.expected(after: day("2024-12-31")).day == day("2025-01-02"))
  }

  @Test func oldScoresAreSaid() throws {
    let fixture = try PreviewFixture(topk: 1, nDrop: 1, capital: 400, start: days[1])
    let scores = PreviewFixture.scores([days[0]], [("SH600000", 0.9)])
    let list = try PreviewOrderList(
      fixture.instance, .init(), scores: .init(table: scores), market: market, on: days[1])
    #expect(list.findings.map(\.id) == ["signal.scores-old"])
    #expect(list.orders.lines.map(\.reason.english) == ["Rank 1 of 1. It is wanted, but the money is below one lot."])
    #expect(list.orders.targetCashWeight == 1)
  }
}

/// A market that knows trading days behind its calendar.
private struct AnnouncedMarket: Market {
  var base: MemoryMarket
  var announcedDays: [TradingDay]

  var location: String { base.location }
  var calendar: TradingCalendar { base.calendar }
  var universeNames: [String] { base.universeNames }
  func universe(_ name: String) throws -> Universe { try base.universe(name) }
  func series(_ field: String, of instrument: InstrumentID) throws -> FieldSeries? {
    base.series(field, of: instrument)
  }
  func hasData(_ instrument: InstrumentID) -> Bool { base.hasData(instrument) }
  func digest(universes: [String], fields: [String], instruments: [InstrumentID]) throws -> String {
    try base.digest(universes: universes, fields: fields, instruments: instruments)
  }
}
