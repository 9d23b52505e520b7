import Foundation
import MarketData
import Primitives
import TestSupport
import Testing

/// What every market must do, wherever it is kept: checked against the same content in memory.
enum MarketConformance {
  static func check(_ market: any Market, like memory: MemoryMarket) throws {
    #expect(market.calendar == memory.calendar)
    #expect(market.universeNames == memory.universeNames)
    for name in memory.universeNames {
      #expect(try market.universe(name) == memory.universe(name))
    }
    let refused = #expect(throws: Diagnostic.self) { try market.universe("no such universe") }
    #expect(refused?.id == "market.universe-missing")

    #expect(market.recordedInstruments == memory.instruments)
    let stranger = code("SH688999")
    #expect(!market.hasData(stranger))
    #expect(try market.series("close", of: stranger) == nil)
    let fields = try #require(memory.fieldNames())
    #expect(try market.fieldNames() == fields)
    for instrument in memory.instruments {
      #expect(market.hasData(instrument))
      #expect(try market.series("no_such_field", of: instrument) == nil)
      for field in fields {
        // Asked for twice and in other letters: the same.
        for name in [field, field.uppercased()] {
          let (here, there) = (try market.series(name, of: instrument), memory.series(field, of: instrument))
          #expect(here.map(bits) == there.map(bits), "\(instrument) \(field)")
        }
      }
    }

    func digest(_ market: any Market, _ fields: [String]) throws -> String {
      try market.digest(universes: memory.universeNames, fields: fields, instruments: memory.instruments)
    }
    #expect(try digest(market, fields) == digest(memory, fields))
    #expect(try digest(market, fields.reversed()) == digest(memory, fields))
    #expect(try digest(market, Array(fields.dropLast())) != digest(memory, fields))
  }

  /// Where a series begins, and every bit of it.
  private static func bits(_ series: FieldSeries) -> [UInt32] {
    [UInt32(series.start)] + series.values(in: series.range).map(\.bitPattern)
  }
}

/// Markets that are easy to get wrong.
enum MarketSpecimen {
  /// Every field on all days of each instrument, and no universe but `all`: what a CSV can hold too.
  static var plain: MemoryMarket {
    var tiny = TinyMarket(from: "2024-01-01", days: 6)
    tiny.add("SH600000", close: [10, 11.1, 12.3, .nan, 10, 0.1])
    tiny.add("SZ000001", first: 2, close: [20, 21, 22.000002], factor: [1.5, 1.5, 2])
    tiny.add("SZ300001", close: [5, 6, 6, 6, 6, 7])
    return tiny.market
  }

  /// Fields of different lengths, a field of one stock only, a series without a value and one without a row, both zeros,
  /// infinities, subnormal and large values, two spans, days behind the calendar, an empty universe and a stranger.
  static var strange: MemoryMarket {
    let days = RawMarket.days(from: "2024-01-01", count: 8)
    func series(_ start: Int, _ values: Float...) -> FieldSeries { FieldSeries(start: start, values: values) }
    let all = Universe(
      name: "all",
      members: [
        .init(instrument: code("SH600000"), spans: [.init(start: days[0], end: days[7])]),
        .init(
          instrument: code("SZ000001"),
          spans: [.init(start: days[0], end: days[1]), .init(start: days[4], end: day("2099-12-31"))]),
      ])
    return MemoryMarket(
      location: "strange", calendar: TradingCalendar(days: days),
      universes: [
        all, Universe(name: "empty", members: []),
        Universe(
          name: "o'clock; DROP TABLE aistock_bars; --\n\"",
          members: [.init(instrument: code("DAILY_ALL"), spans: [.init(start: days[0], end: days[7])])]),
      ],
      bars: [
        code("SH600000"): [
          "close": series(0, 1, -0.0, 0, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 3),
          "open": series(2, .nan, 1, .nan), "volume": series(7, 16_777_216),
          "o'clock; drop table aistock_bars; --\n\"": series(3, 1.1, .nan, 2.2),
        ],
        code("SZ000001"): [
          "close": series(1, .nan, .nan), "open": series(5), "volume": series(0, 1, 2, 3, 4, 5, 6, 7, 8),
        ],
        code("SH000300"): ["close": series(0, 3000, 3001, 3002, 3003, 3004, 3005, 3006, 3007.5)],
      ])
  }
}

struct MarketConformanceTests {
  @Test(arguments: [MarketSpecimen.plain, MarketSpecimen.strange].indices.map { $0 })
  func aMarketInMemoryConforms(specimen: Int) throws {
    let market = [MarketSpecimen.plain, MarketSpecimen.strange][specimen]
    try MarketConformance.check(market, like: market)
  }

  @Test func aProviderFolderConforms() throws {
    let folder = try TemporaryFolder()
    let sink = MemorySink()
    try MarketSpecimen.plain.write(to: sink)
    for (path, bytes) in sink.files { try folder.write(bytes, to: path) }
    try MarketConformance.check(try Markets.open(folder.path), like: MarketSpecimen.plain)
  }

  @Test func aTestSetInAFileConforms() throws {
    let market = MarketSpecimen.plain
    let fields = try #require(market.fieldNames())
    var writer = ByteWriter()
    writer.text((["instrument", "datetime"] + fields).joined(separator: ",") + "\n")
    for instrument in market.instruments {
      for index in try #require(market.series("close", of: instrument)).range {
        writer.text("\(instrument),\(market.calendar[index])")
        for field in fields {
          writer.comma()
          writer.number(market.series(field, of: instrument)?[index] ?? .nan)
        }
        writer.newline()
      }
    }
    let folder = try TemporaryFolder()
    try MarketConformance.check(
      try Markets.open(folder.write(writer.bytes, to: "set.csv")), like: market)
  }

  @Test(arguments: TestDatabase.Kind.present)
  func aMarketInADatabaseConforms(kind: TestDatabase.Kind) throws {
    for specimen in [MarketSpecimen.plain, MarketSpecimen.strange] {
      let database = try TestDatabase(kind)
      try database.take(specimen)
      try MarketConformance.check(try database.open(), like: specimen)
    }
  }

  @Test(
    "the server of the PostgreSQL tests starts", .enabled(if: PostgreSQLServer.isPresent, "\(PostgreSQLServer.absence)")
  )
  func theServerStarts() throws {
    #expect(try PostgreSQLServer.shared().run("SELECT 41 + 1", in: nil) == "42\n")
  }

  /// Bins without the pattern that this program writes for a missing value, and a list out of order: equal content.
  @Test func theDigestIsThatOfTheContent() throws {
    let disk = try ProviderOnDisk()
    func digest() throws -> String {
      try disk.open().digest(universes: ["all"], fields: ["close"], instruments: [code("SZ300001")])
    }
    let before = try digest()
    let lines = try FileReader.text(disk.folder.path("instruments/all.txt")).split(separator: "\n")
    try disk.write(lines.reversed().joined(separator: "\r\n"), to: "instruments/all.txt")
    try disk.write(
      bin: [0, 5, Float(bitPattern: 0xFFC0_0001), 6, 6, 6], to: "features/sz300001/close.day.bin")
    #expect(try digest() == before)
    try disk.write(bin: [0, 5, 5, 6, 6, 6], to: "features/sz300001/close.day.bin")
    #expect(try digest() != before)
  }
}
