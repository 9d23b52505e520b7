import MarketData
import Primitives
import Records
import TestSupport
import Testing

/// A source of a few given answers.
private struct GivenQuotes: QuoteSource {
  var name: String
  var stalenessMax = 60
  var answers: [RawQuote] = []
  var failure: Diagnostic?

  func snapshot(of instruments: [InstrumentID], at now: MarketTime) throws -> [RawQuote] {
    if let failure { throw failure }
    return answers.filter { instruments.contains($0.instrument) }
  }
}

@Suite struct QuoteTests {
  private let day = TestSupport.day("2024-01-02")
  private let a = InstrumentID(canonical: "SH600000")
  private let b = InstrumentID(canonical: "SZ000002")
  private var now: MarketTime { MarketTime(day, minute: 600) }

  private func raw(_ instrument: InstrumentID, _ price: Double, _ time: MarketTime) -> RawQuote {
    RawQuote(instrument: instrument, price: price, time: time)
  }

  @Test func whatTheFirstDoesNotKnowTheSecondIsAsked() {
    let first = GivenQuotes(name: "one", answers: [raw(a, 10, now)])
    let second = GivenQuotes(name: "two", answers: [raw(a, 11, now), raw(b, 5, now)])
    let batch = QuoteCascade([first, second]).batch(of: [b, a, b], at: now)
    #expect(batch.quotes[a]?.price == Money(yuan: 10) && batch.quotes[a]?.source == "one")
    #expect(batch.quotes[b]?.source == "two")
    #expect(batch.absences.isEmpty)
    #expect(batch.falls == [.init(source: "one", reason: .refusal(.missing), count: 1)])
  }

  @Test func aSourceThatFailsIsAFallAndNoEnd() {
    let broken = GivenQuotes(
      name: "one",
      failure: Diagnostic(
        "quotes.unreachable", .environment, (en: "Nobody is there.", zh: "无人应答。"),
        remedy: (en: "Start it.", zh: "请启动。")))
    let batch = QuoteCascade([broken, GivenQuotes(name: "two", answers: [raw(a, 10, now)])])
      .batch(of: [a, b], at: now)
    #expect(batch.quotes.count == 1)
    #expect(batch.absences == [b: .missing])
    #expect(batch.falls.map(\.source) == ["one", "two"])
    #expect(batch.falls[0].reason.code == "quotes.unreachable" && batch.falls[0].count == 2)
  }

  @Test(arguments: [
    (0.0, 0, QuoteRefusal.notPositive), (-1, 0, .notPositive), (.nan, 0, .noPrice),
    (1e9, 0, .outOfRange), (10, -61, .stale), (10, 91, .future), (10, -86_400, .earlierDay),
  ])
  func anUnusableQuoteIsRefused(price: Double, seconds: Int, why: QuoteRefusal) {
    let quote = raw(a, price, MarketTime(seconds: now.seconds + seconds))
    let source = GivenQuotes(name: "one", answers: [quote])
    let batch = QuoteCascade([source]).batch(of: [a], at: now)
    #expect(batch.absences == [a: why])
    #expect(batch.falls == [.init(source: "one", reason: .refusal(why), count: 1)])
  }

  /// 11:30 and 13:00 are the same moment of trading.
  @Test("a stock quoted twice is taken where both lines say the same, and a bid above the ask never is")
  func twoLinesOfAStock() throws {
    let head = "symbol,price,time,bid,ask\n"
    let now = try #require(MarketTime("2024-01-03 10:00"))
    func refusal(_ lines: String) throws -> QuoteRefusal? {
      let folder = try TemporaryFolder()
      let file = QuoteFile(path: try folder.write(head + lines, to: "q.csv"))
      return QuoteCascade([file]).batch(of: [InstrumentID(canonical: "SH600000")], at: now).absences.values.first
    }
    let line = "SH600000,10,2024-01-03 10:00,9.99,10.01\n"
    #expect(try refusal(line + line) == nil)
    #expect(try refusal(line + "600000.SH,10.01,2024-01-03 10:00,9.99,10.01\n") == .contradicting)
    #expect(try refusal("SH600000,10,2024-01-03 10:00,10.02,10.01\n") == .crossed)
    #expect(try refusal("SH600000,10,2024-01-03 10:00,,\n") == nil)
    #expect(try refusal("SH600000,inf,2024-01-03 10:00,,\n") == .outOfRange)
  }

  @Test func theLunchBreakDoesNotAge() {
    let quote = MarketTime(day, minute: 690)
    #expect(QuoteCascade.age(of: quote, at: MarketTime(day, minute: 780)) == 0)
    #expect(QuoteCascade.age(of: quote, at: MarketTime(day, minute: 782)) == 120)
    #expect(TradingSessions.secondsTraded(at: MarketTime(day, minute: 1000)) == 14_400)
  }

  @Test(arguments: [
    ("2024-01-02T10:00:00+08:00", 0), ("2024-01-02 10:00", 0), ("2024-01-02T02:00:00Z", 0),
    ("2024-01-02 10:00:30.250", 30),
  ])
  func timesAreRead(text: String, seconds: Int) {
    #expect(MarketTime(text)?.seconds == now.seconds + seconds)
  }

  @Test(arguments: ["2024-01-02", "2024-01-02 24:00", "2024-13-02 10:00", "2024-01-02T10:00:00-05:00", ""])
  func otherTimesAreNot(text: String) { #expect(MarketTime(text) == nil) }

  /// 1704160800 is 2024-01-02 02:00 UTC.
  @Test func aTimeIsWrittenInChina() {
    #expect(MarketTime(seconds: 1_704_160_800).description == "2024-01-02T10:00:00+08:00")
    #expect(MarketTime(seconds: 1_704_160_800) == now)
  }

  @Test func aDroppedFileIsCSVOrJSON() throws {
    let csv = "symbol,price,time,volume\n600000.SH,10.01,2024-01-02 10:00:00,500\n"
    let json = #"{"quotes":[{"symbol":"SH600000","price":10.01,"time":"2024-01-02T10:00:00+08:00","volume":500}]}"#
    let expected = [RawQuote(instrument: a, price: 10.01, volume: 500, time: now)]
    for text in [csv, json] {
      let read = try QuoteFile.parse(Array(text.utf8), path: "q")
      #expect(read.map(\.instrument) == expected.map(\.instrument))
      #expect(read.map(\.price) == [10.01] && read.map(\.volume) == [500] && read.map(\.time) == [now])
      #expect(read[0].reference.isNaN)
    }
  }

  @Test(arguments: [
    ("[{\"symbol\":\"SH600000\",\"price\":1}]", "quotes.damaged"), ("{\"a\":1}", "quotes.damaged"),
    ("[{\"symbol\":\"SH6000", "quotes.damaged"),
    ("symbol,price,time\nSH600000,1", "csv.width"), ("symbol,price\nSH600000,1\n", "csv.column"),
    ("symbol,price,time\nSH600000,1,yesterday\n", "quotes.damaged"),
  ])
  func halfAFileIsNoQuote(text: String, id: String) throws {
    let error = #expect(throws: Diagnostic.self) {
      try QuoteFile.parse(Array(text.utf8), path: "q")
    }
    #expect(error?.id.prefix(4) == id.prefix(4))
  }

  @Test func barsAreReplayedAsOfAMoment() throws {
    let folder = try TemporaryFolder()
    let text = """
      datetime,instrument,close,volume
      2024-01-02 09:31:00,SH600000,10,100
      2024-01-02 10:00:00,SH600000,10.5,200
      2024-01-02 10:01:00,SH600000,11,300
      """
    try FileWriter.write(Array((text + "\n").utf8), to: Path.join(folder.path, "2024-01-02.csv"))
    let bars = MinuteBars(folder: folder.path)
    #expect(try bars.snapshot(of: [a, b], at: now).map(\.price) == [10.5])
    #expect(try bars.snapshot(of: [a], at: MarketTime(day, minute: 570)).isEmpty)
    let error = #expect(throws: Diagnostic.self) {
      try bars.snapshot(of: [a], at: MarketTime(day.advanced(byDays: 1), minute: 600))
    }
    #expect(error?.id == "quotes.no-bars")
  }

  /// 240 minutes a day: 58,080 a year of 242 days.
  @Test func refreshesOfAYear() {
    #expect(TradingSessions.refreshMinutes.count * 242 == 58_080)
    let calendar = TradingCalendar(days: [day, day.advanced(byDays: 3)])
    func next(_ minute: Int) -> MarketTime? {
      TradingSessions.nextRefresh(after: MarketTime(day, minute: minute), calendar)
    }
    #expect(next(0) == MarketTime(day, minute: 571))
    #expect(next(690) == MarketTime(day, minute: 781))
    #expect(next(900) == MarketTime(day.advanced(byDays: 3), minute: 571))
    #expect(
      TradingSessions.nextRefresh(after: MarketTime(day.advanced(byDays: 3), minute: 900), calendar)
        == nil)
  }
}
