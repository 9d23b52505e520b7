import Foundation
import MarketData
import Primitives
import TestSupport
import Testing

/// The large market, or one of as many stocks as the exchanges list, through bins and both databases and back: every
/// series bit for bit, with seconds and memory.
///
/// `AISTOCK_MEASURE=5500` has so many stocks, those of the large market again under further codes; any other text has it
/// as it is.
@Suite(
  .serialized,
  .enabled(
    if: SharedMaterial.isPresent && ProcessInfo.processInfo.environment["AISTOCK_MEASURE"] != nil,
    "\(SharedMaterial.absence), and AISTOCK_MEASURE"))
struct WholeMarketTests {
  private static let stocks = ProcessInfo.processInfo.environment["AISTOCK_MEASURE"].flatMap { Int($0) }.flatMap {
    $0 > 1 ? $0 : nil
  }

  private func provider() throws -> any Market {
    let provider = try Markets.open(SharedMaterial.path("market/cn")).withoutCache
    return try WholeMarketTests.stocks.map { try RepeatedMarket(provider, stocks: $0) } ?? provider
  }

  private func seconds(_ work: () throws -> Void) throws -> Double {
    let start = ContinuousClock.now
    try work()
    return (ContinuousClock.now - start) / .seconds(1)
  }

  private func check(_ market: any Market, like provider: any Market) throws {
    let instruments = try #require(provider.recordedInstruments)
    let fields = try #require(try provider.fieldNames())
    for instrument in instruments {
      for field in fields {
        let here = try #require(try market.series(field, of: instrument))
        let there = try #require(try provider.series(field, of: instrument))
        let isSame = here.withValues { here in
          there.withValues { there in
            UnsafeRawBufferPointer(here).elementsEqual(UnsafeRawBufferPointer(there))
          }
        }
        guard here.start == there.start, isSame else {
          Issue.record("\(instrument) \(field)")
          return
        }
      }
    }
    func digest(_ market: any Market) throws -> String {
      try market.digest(universes: market.universeNames, fields: fields, instruments: instruments)
    }
    #expect(try digest(market) == digest(provider))
  }

  private func tell(_ kind: String, _ writing: Double, _ opening: Double, _ reading: Double) throws {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
    print("\(kind): written in \(writing) s, opened in \(opening) s, read in \(reading) s; \(peak)")
  }

  @Test func theLargeMarketComesBackFromBinsBitForBit() throws {
    let provider = try provider()
    let folder = try TemporaryFolder()
    var sink = try MarketSinks.open(folder.path("bins"))
    let writing = try seconds { try sink.take(provider) }
    var market = provider
    let opening = try seconds { market = try Markets.open(folder.path("bins")).withoutCache }
    let fields = try #require(try provider.fieldNames())
    let reading = try seconds {
      for instrument in market.recordedInstruments ?? [] {
        for field in fields { _ = try market.series(field, of: instrument) }
      }
    }
    try check(market, like: provider)
    try tell("bins", writing, opening, reading)
  }

  @Test(arguments: TestDatabase.Kind.present)
  func theLargeMarketComesBackBitForBit(kind: TestDatabase.Kind) throws {
    let provider = try provider()
    let database = try TestDatabase(kind)
    var sink = try database.sink()
    let writing = try seconds { try sink.take(provider) }
    var market = provider
    let opening = try seconds { market = try database.open() }
    let first = try #require(provider.recordedInstruments?.first)
    let reading = try seconds { _ = try market.series("close", of: first) }
    try check(market, like: provider)
    try tell("\(kind)", writing, opening, reading)
  }
}

/// The stocks of a market again and again, each time under other codes, until there are so many; its indexes once.
private struct RepeatedMarket: Market {
  private let base: any Market
  private let sources: [InstrumentID: InstrumentID]
  private let all: Universe

  init(_ base: any Market, stocks: Int) throws {
    let members = try base.universe("all").members
    let (listed, known) = (members.map(\.instrument), Set(base.recordedInstruments ?? []))
    var sources = Dictionary(uniqueKeysWithValues: known.map { ($0, $0) })
    var spans = Dictionary(uniqueKeysWithValues: members.map { ($0.instrument, $0.spans) })
    var number = 0
    while spans.count < stocks {
      let own = code((number < 10_000 ? "SH60" : "SZ00") + String(String(10_000 + number % 10_000).dropFirst()))
      if !known.contains(own) {
        let source = members[spans.count % members.count]
        sources[own] = source.instrument
        spans[own] = source.spans
      }
      number += 1
    }
    precondition(listed.count <= stocks, "there are more stocks than asked for")
    self.base = base
    self.sources = sources
    all = Universe(name: "all", members: spans.map { .init(instrument: $0.key, spans: $0.value) })
  }

  var location: String { base.location }
  var calendar: TradingCalendar { base.calendar }
  var universeNames: [String] { base.universeNames }
  var recordedInstruments: [InstrumentID]? { sources.keys.sorted() }
  func universe(_ name: String) throws -> Universe { name == "all" ? all : try base.universe(name) }
  func hasData(_ instrument: InstrumentID) -> Bool { sources[instrument] != nil }
  func fieldNames() throws -> [String]? { try base.fieldNames() }

  func series(_ field: String, of instrument: InstrumentID) throws -> FieldSeries? {
    try sources[instrument].flatMap { try base.series(field, of: $0) }
  }

  func digest(universes: [String], fields: [String], instruments: [InstrumentID]) throws -> String {
    let memory = MemoryMarket(
      location: location, calendar: calendar, universes: try universes.map(universe),
      bars: Dictionary(
        uniqueKeysWithValues: try instruments.map { instrument in
          (
            instrument,
            Dictionary(
              uniqueKeysWithValues: try fields.compactMap { field in
                try series(field, of: instrument).map { (field.lowercased(), $0) }
              })
          )
        }))
    return try memory.digest(universes: universes, fields: fields, instruments: instruments)
  }
}
