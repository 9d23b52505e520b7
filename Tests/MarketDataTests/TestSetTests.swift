import MarketData
import Primitives
import TestSupport
import Testing

@Suite("The standard test set")
struct TestSetTests {
  /// 60 stocks: 20 are whole, 20 begin a day later; ten miss 1 to 10 days, five begin late, five end early.
  private static func market(days count: Int) -> MemoryMarket {
    var market = TinyMarket(from: "2020-01-01", days: count)
    func closes(_ days: Range<Int>, missing: Range<Int> = 0..<0) -> [Float] {
      days.map { missing.contains($0) ? .nan : 1 }
    }
    for index in 0..<40 {
      let first = index < 20 ? 0 : 1
      market.add("SH6000\(10 + index)", first: first, close: closes(first..<count))
    }
    for index in 0..<10 {
      market.add("SH6010\(10 + index)", first: 2, close: closes(2..<count, missing: 300..<(301 + index)))
    }
    for index in 0..<5 { market.add("SZ00004\(index)", first: 400 + index, close: closes((400 + index)..<count)) }
    for index in 0..<5 { market.add("SZ00005\(index)", first: 3, close: closes(3..<(500 + index))) }
    return market.market
  }

  @Test("the rule takes the longest, the most suspended, the latest and the first ended; the rest evenly")
  func rule() throws {
    let choice = try TestSetChoice(TestSetTests.market(days: 600))
    #expect(choice.window == 100..<600)
    func chosen(_ reason: TestSetChoice.Reason) -> [String] {
      choice.entries.filter { $0.reason == reason }.map(\.instrument.name)
    }
    #expect(chosen(.long) == (0..<16).map { "SH6000\(10 + $0)" }, "equal ones by code")
    #expect(chosen(.suspended) == (2..<10).map { "SH6010\(10 + $0)" })
    #expect(chosen(.late) == (1..<5).map { "SZ00004\($0)" })
    #expect(chosen(.ended) == (0..<4).map { "SZ00005\($0)" })
    #expect(choice.entries.count == TestSetChoice.count && chosen(.spread).count == 8)
    #expect(choice.entries.map(\.instrument) == choice.entries.map(\.instrument).sorted())
  }

  @Test("days after the end change nothing")
  func appended() throws {
    let (short, long) = (TestSetTests.market(days: 600), TestSetTests.market(days: 650))
    let end = short.calendar[599]
    let (left, right) = (try TestSetChoice(short), try TestSetChoice(long, end: end))
    #expect(left == right)
    #expect(try TestSet(short, choice: left).csv == TestSet(long, choice: right).csv)
    #expect(try TestSet(short, choice: left).sha256 == TestSet(long, choice: right).sha256)
  }

  @Test("the file is a market with the same bits, days and gaps")
  func reading() throws {
    let demo = DemoMarket.make()
    let testSet = try TestSet(demo, choice: TestSetChoice(demo))
    let folder = try TemporaryFolder()
    let market = try CSVMarket.file(try folder.write(try Gzip.pack(testSet.csv), to: "set.csv.gz"))
    #expect(market.calendar.days == Array(demo.calendar.days.suffix(TestSetChoice.days)))
    #expect(market.instruments == testSet.choice.entries.map(\.instrument))
    let offset = demo.calendar.count - market.calendar.count
    var cells = 0
    for instrument in market.instruments {
      for field in TestSet.fields {
        let (here, there) = (market.series(field, of: instrument), demo.series(field, of: instrument))
        for index in 0..<market.calendar.count {
          let (left, right) = (here?[index] ?? .nan, there?[index + offset] ?? .nan)
          if left.bitPattern != right.bitPattern, !(left.isNaN && right.isNaN) {
            Issue.record("\(instrument) \(field) \(index)")
          }
          cells += 1
        }
      }
    }
    #expect(cells == 40 * 7 * 500)
  }

  @Test("a row that stands twice, a file without rows, an end before the market")
  func damage() throws {
    let folder = try TemporaryFolder()
    let head = "instrument,datetime,close\n"
    let twice = try folder.write(head + "SH600000,2024-01-02,1\n600000.SH,2024-01-02,1\n", to: "twice.csv")
    #expect(#expect(throws: Diagnostic.self) { try CSVMarket.file(twice) }?.id == "market.csv-duplicate")
    let empty = try folder.write(head, to: "empty.csv")
    #expect(#expect(throws: Diagnostic.self) { try CSVMarket.file(empty) }?.id == "market.csv-empty")
    let market = TestSetTests.market(days: 600)
    #expect(
      #expect(throws: Diagnostic.self) { try TestSetChoice(market, end: day("2000-01-03")) }?.id == "test-set.window")
  }
}
