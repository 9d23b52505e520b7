import MarketData
import Primitives
import TestSupport
import Testing

@Suite("Updates of a market")
struct MarketUpdateTests {
  let bench: TransferBench

  init() throws { bench = try TransferBench() }

  /// Twelve days; the second stock is listed on the eleventh, the third ends on the sixth.
  private func source(
    scale: Float = 1, close: [Float] = [10, 11, 12, 11, 10, 9, 10, 11, 12, 11, 12, 13], from first: Int = 0
  ) -> MemoryMarket {
    var tiny = TinyMarket(from: ["2024-01-01", "2024-01-02", "2024-01-03"][first], days: 12 - first)
    func part(_ values: [Float]) -> [Float] { Array(values.dropFirst(first)) }
    tiny.add(
      "SH600000", close: part(close.map { $0 * scale }), factor: part(close.map { $0.isNaN ? .nan : 2 * scale }),
      change: part(close.map { _ in 0.01 }), volume: part(close.map { $0.isNaN ? .nan : 1000 / scale }))
    tiny.add("SZ000002", first: 10 - first, close: [5, 6])
    tiny.add("SZ000003", close: part([1, 2, 3, 2, 1, 2]))
    addIndex(to: &tiny, from: first)
    return tiny.market
  }

  private func addIndex(to tiny: inout TinyMarket, from first: Int = 0) {
    let closes = (1...12).map { Float($0) }.dropFirst(first)
    tiny.add("SH000300", close: Array(closes), change: closes.map { _ in 0.01 }, listed: false)
  }

  private func cut(_ days: Int = 8) throws -> any Market {
    let whole = source()
    try bench.carry(whole, to: "cut", .init(end: whole.calendar[days - 1]))
    return try bench.open("cut")
  }

  @Test("the demo cut at any day and updated is the whole demo, byte for byte", arguments: [30, 500, 900])
  func demo(_ days: Int) throws {
    let demo = DemoMarket.make()
    try bench.carry(demo, to: "whole")
    try bench.carry(demo, to: "a", .init(end: demo.calendar[days - 1]))
    let update = try MarketUpdate(try bench.open("a"), from: demo)
    #expect(update.tally.days.count == demo.calendar.count - days)
    try bench.carry(update.market, to: "a")
    #expect(differing(try bench.files("a"), try bench.files("whole")).isEmpty)
  }

  @Test("what is new, what has ended and what overlaps is said")
  func tally() throws {
    let tally = try MarketUpdate(try cut(), from: source()).tally
    // Days 9 to 12; two instruments go on, one is new with two rows.
    #expect(tally.days.count == 4 && tally.appended == 2 && tally.rows == 4 + 4 + 2)
    #expect(tally.new == [code("SZ000002")] && tally.newWithHistory.isEmpty)
    #expect(tally.ended.isEmpty, "the third ended before")
    #expect(tally.overlapLeast == 8 && tally.rebased.isEmpty && tally.gaps.isEmpty)
    let early = try MarketUpdate(try cut(6), from: source()).tally
    #expect(early.ended == [code("SZ000003")])
  }

  /// Halved by the source's new factor: new rows are doubled again, volumes halved; what stood there keeps its bits.
  @Test func incrementOfAnotherBaseIsBroughtToTheOldOne() throws {
    let target = try cut()
    let update = try MarketUpdate(target, from: source(scale: 0.5, from: 2))
    #expect(update.tally.rebased.map(\.instrument) == [code("SH600000")])
    #expect(update.tally.rebased[0].ratio == 2)
    try bench.carry(update.market, to: "b")
    try bench.carry(source(), to: "whole")
    #expect(differing(try bench.files("b"), try bench.files("whole")).isEmpty)
  }

  @Test("a ratio that changes, a volume that does not follow and a cell that differs are refused by name")
  func refusals() throws {
    let target = try cut()
    func refusal(_ source: MemoryMarket) -> Diagnostic? { diagnostic { _ = try MarketUpdate(target, from: source) } }
    var closes: [Float] = [10, 11, 12, 11, 10, 9, 10, 11, 12, 11, 12, 13]
    closes[6] = 10.5
    let ratio = refusal(source(close: closes))
    #expect(ratio?.id == "update.ratio" && ratio?.exit == .differs)
    #expect(ratio?.summary.arguments["instrument"] == .instrument(code("SH600000")))
    #expect(
      ratio?.summary.arguments["first"] == .day(day("2024-01-01"))
        || ratio?.summary.arguments["second"] == .day(day("2024-01-09")))
    closes[6] = .nan
    #expect(refusal(source(close: closes))?.id == "update.differs", "a close that is gone")
    var tiny = TinyMarket(from: "2024-01-01", days: 12)
    let half = [Float](repeating: 0.5, count: 12)
    tiny.add(
      "SH600000", close: [10, 11, 12, 11, 10, 9, 10, 11, 12, 11, 12, 13].map { $0 / 2 }, factor: half.map { $0 * 2 },
      change: half.map { _ in 0.01 }, volume: half.map { _ in 1000 })
    tiny.add("SZ000003", close: [1, 2, 3, 2, 1, 2])
    addIndex(to: &tiny)
    let volume = refusal(tiny.market)
    #expect(volume?.id == "update.differs" && volume?.summary.arguments["field"] == .text("volume"))
  }

  @Test("too few common days, a source of a part and a source without a field are refused")
  func sources() throws {
    let target = try cut()
    func id(_ source: any Market) -> String? { diagnostic { _ = try MarketUpdate(target, from: source) }?.id }
    var later = TinyMarket(from: "2024-01-09", days: 4)
    later.add("SH600000", close: [10, 11, 12, 11])
    #expect(id(later.market) == "update.no-overlap", "two days")
    var part = TinyMarket(from: "2024-01-01", days: 12)
    addIndex(to: &part)
    #expect(id(part.market) == "update.source-partial")
    var poor = TinyMarket(from: "2024-01-01", days: 12)
    poor.add("SH600000", close: [10, 11, 12, 11, 10, 9, 10, 11, 12, 11, 12, 13])
    poor.drop("factor", of: "SH600000")
    #expect(id(poor.market) == "update.field-missing")
    // Suspended in the source on all but two of the common days: its new days cannot be checked.
    var short = TinyMarket(from: "2024-01-01", days: 12)
    short.add(
      "SH600000", first: 6, close: [10, 11, 12, 11, 12, 13], factor: [2, 2, 2, 2, 2, 2],
      change: [0.01, 0.01, 0.01, 0.01, 0.01, 0.01], volume: [1000, 1000, 1000, 1000, 1000, 1000])
    addIndex(to: &short)
    #expect(id(short.market) == "update.overlap-short")
  }

  @Test("a market that has every day is up to date; gaps of new days are said")
  func gaps() throws {
    let whole = source()
    #expect(try MarketUpdate(whole, from: whole).tally.days.isEmpty)
    let update = try MarketUpdate(
      try cut(), from: source(close: [10, 11, 12, 11, 10, 9, 10, 11, 12, .nan, .nan, 13]))
    #expect(update.tally.gaps.map(\.days) == [2] && update.tally.gaps[0].instrument == code("SH600000"))
  }
}
