import Foundation
import MarketData
import Primitives
import TestSupport
import Testing

/// The large market through both databases and back: every series bit for bit, with seconds and memory.
@Suite(
  .serialized,
  .enabled(
    if: SharedMaterial.isPresent && ProcessInfo.processInfo.environment["AISTOCK_MEASURE"] != nil,
    "\(SharedMaterial.absence), and AISTOCK_MEASURE"))
struct WholeMarketTests {
  @Test(arguments: TestDatabase.Kind.present)
  func theLargeMarketComesBackBitForBit(kind: TestDatabase.Kind) throws {
    let provider = try Markets.open(SharedMaterial.path("market/cn"))
    let database = try TestDatabase(kind)
    var sink = try database.sink()
    let instruments = try #require(provider.recordedInstruments)
    let fields = try #require(try provider.fieldNames())
    func seconds(_ work: () throws -> Void) throws -> Double {
      let start = ContinuousClock.now
      try work()
      return (ContinuousClock.now - start) / .seconds(1)
    }
    let writing = try seconds { try sink.take(provider) }
    var market = provider
    let opening = try seconds { market = try database.open() }
    let reading = try seconds { _ = try market.series("close", of: instruments[0]) }
    for instrument in instruments {
      for field in fields {
        let here = try #require(try market.series(field, of: instrument))
        let there = try #require(try provider.series(field, of: instrument))
        guard here.start == there.start,
          here.values(in: here.range).map(\.bitPattern) == there.values(in: there.range).map(\.bitPattern)
        else {
          Issue.record("\(instrument) \(field)")
          return
        }
      }
    }
    func digest(_ market: any Market) throws -> String {
      try market.digest(universes: market.universeNames, fields: fields, instruments: instruments)
    }
    #expect(try digest(market) == digest(provider))
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
    print("\(kind): written in \(writing) s, opened in \(opening) s, read in \(reading) s; \(peak)")
  }
}
