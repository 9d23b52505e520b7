import MarketData
import Preview
import Primitives
import Records
import Store
import TestSupport
import Testing

/// Quotes as a test writes them.
struct FixedQuotes: QuoteSource {
  var name = "fixed"
  var stalenessMax = 300
  var prices: [InstrumentID: Double]
  var references: [InstrumentID: Double] = [:]

  func snapshot(of instruments: [InstrumentID], at now: MarketTime) throws -> [RawQuote] {
    instruments.compactMap { stock in
      prices[stock].map {
        RawQuote(instrument: stock, price: $0, reference: references[stock] ?? .nan, time: now)
      }
    }
  }
}

@Suite struct RefreshTests {
  private let days = RawMarket.days(from: "2024-01-02", count: 5)
  private let stock = code("SH600000")
  private var market: MemoryMarket {
    RawMarket.make(days, [RawMarket.Stock("SH600000", [10, 10, 10.5, 10.4, 10.6])])
  }

  /// 9,500 shares at 10.00 and 4,975.30 yuan of cash after day 1.
  private func settled() throws -> PreviewFixture {
    let fixture = try PreviewFixture(topk: 1, nDrop: 1, capital: 100_000, start: days[1])
    try fixture.settle(PreviewFixture.scores(days, [("SH600000", 0.9)]), market, days[1])
    return fixture
  }

  private func refresh(_ fixture: PreviewFixture, _ quotes: FixedQuotes, _ minute: Int = 600) throws
    -> PreviewRefresh.Outcome
  {
    try PreviewRefresh.refresh(
      in: fixture.database, quotes: QuoteCascade([quotes]), calendar: market.calendar,
      at: MarketTime(days[2], minute: minute))
  }

  /// 9,500 x 10.20 + 4,975.30 = 101,875.30; yesterday's value was 99,975.30.
  @Test func marksByHand() throws {
    let fixture = try settled()
    let rows = try fixture.rows()
    let live = try #require(try refresh(fixture, FixedQuotes(prices: [stock: 10.2])).live.first)
    #expect(live.totalValue == Money(units: 1_018_753_000))
    #expect(live.dailyPnL == Money(yuan: 1900))
    #expect(live.cumPnL == Money(units: 18_753_000))
    #expect(live.peak == live.totalValue && live.quoted == 1 && live.missing == 0)
    #expect(try fixture.database.live() == [live])
    #expect(try fixture.rows() == rows, "a refresh changes no settled row")
    let position = try #require(try fixture.database.livePositions(of: "p").first)
    #expect(position.lastPrice == Money(units: 102_000) && position.marketValue == Money(yuan: 96_900))
    #expect(position.quotedAt == "\(days[2])T10:00:00+08:00" && position.source == "fixed")
  }

  @Test func aMissingQuoteKeepsTheLastPriceAndSaysWhy() throws {
    let fixture = try settled()
    let none = try #require(try refresh(fixture, FixedQuotes(prices: [:])).live.first)
    #expect(none.totalValue == Money(units: 999_753_000) && none.missing == 1)
    #expect(try fixture.database.livePositions().map(\.reason) == [.missing])
    _ = try refresh(fixture, FixedQuotes(prices: [stock: 10.2]), 601)
    let later = try #require(try refresh(fixture, FixedQuotes(prices: [stock: 0]), 602).live.first)
    #expect(later.totalValue == Money(units: 1_018_753_000), "the day's own last mark stays")
    #expect(try fixture.database.livePositions().map(\.reason) == [.notPositive])
    let falls = try fixture.database.quoteFalls(on: days[2])
    #expect(falls.map(\.reason) == [.refusal(.missing), .refusal(.notPositive)])
    #expect(falls.map(\.minutes) == [1, 1])
  }

  /// Ten for ten: 9,500 shares at 10.00 become 19,000 at 5.00; the quote of 5.10 is a gain of 1,900.
  /// With a reference of 3.00, 95,000 yuan are 31,666 shares and 2 yuan of cash.
  @Test func aSplitIsNoLoss() throws {
    let fixture = try settled()
    let split = FixedQuotes(prices: [stock: 5.1], references: [stock: 5])
    let live = try #require(try refresh(fixture, split).live.first)
    #expect(live.dailyPnL == Money(yuan: 1900))
    let odd = FixedQuotes(prices: [stock: 3], references: [stock: 3])
    #expect(try refresh(fixture, odd, 601).live.first?.dailyPnL == .zero)
    let position = try #require(try fixture.database.livePositions().first)
    #expect(position.volume == 31_666 && position.leftOver == Money(yuan: 2))
    // The quote goes away: shares, price and left-over cash stay together.
    #expect(try refresh(fixture, FixedQuotes(prices: [:]), 602).live.first?.dailyPnL == .zero)
  }

  @Test func beforeTheFirstDayOnlyCash() throws {
    let fixture = try PreviewFixture(topk: 1, nDrop: 1, capital: 900, start: days[1])
    let live = try #require(try refresh(fixture, FixedQuotes(prices: [:])).live.first)
    #expect(live.totalValue == Money(yuan: 900) && live.settledDay == nil)
  }

  @Test func aSettledDayAndAStoppedPreviewAreNotMarked() throws {
    let fixture = try settled()
    try fixture.settle(PreviewFixture.scores(days, [("SH600000", 0.9)]), market, days[2])
    #expect(try refresh(fixture, FixedQuotes(prices: [stock: 99])).live.isEmpty)
    let other = try settled()
    try PreviewStop.stop(
      "p", on: days[1], calendar: market.calendar, in: other.database, clock: .fixed(0))
    #expect(try refresh(other, FixedQuotes(prices: [stock: 99])).live.isEmpty)
  }

  @Test func aHolidayIsNoSession() throws {
    let fixture = try settled()
    let saturday = day("2024-01-06")
    let error = #expect(throws: Diagnostic.self) {
      try PreviewRefresh.refresh(
        in: fixture.database, quotes: QuoteCascade([]), calendar: TradingCalendar(days: days + [day("2024-01-15")]),
        at: MarketTime(saturday, minute: 600))
    }
    #expect(error?.id == "preview.no-session")
  }

  @Test func aStoppedPreviewIsSettledThroughItsLastDay() throws {
    let fixture = try settled()
    let last = try PreviewStop.stop(
      "p", on: days[3], calendar: market.calendar, in: fixture.database, clock: .fixed(0))
    #expect(last == days[3])
    let scores = PreviewFixture.scores(days, [("SH600000", 0.9)])
    #expect(try fixture.settle(scores, market, days[4]).settled == [days[2], days[3]])
    #expect(try fixture.settle(scores, market, days[4]).settled.isEmpty)
    let error = #expect(throws: Diagnostic.self) {
      try PreviewStop.stop(
        "p", on: days[4], calendar: market.calendar, in: fixture.database, clock: .fixed(0))
    }
    #expect(error?.id == "preview.not-running")
  }

  /// A year of minutes leaves one row a holding and one a fall and day.
  @Test func rowsDoNotGrow() throws {
    let fixture = try settled()
    for minute in TradingSessions.refreshMinutes {
      _ = try refresh(fixture, FixedQuotes(prices: [:]), minute)
    }
    #expect(try fixture.database.live().count == 1)
    #expect(try fixture.database.livePositions().count == 1)
    #expect(try fixture.database.quoteFalls(on: days[2]).map(\.minutes) == [240])
  }
}
