import MarketData
import Primitives
import TestSupport
import Testing

@Suite("Markets laid beside each other")
struct MarketComparisonTests {
  private func market(
    _ close: [Float], volume: [Float]? = nil, from start: String = "2024-01-01",
    _ change: (inout TinyMarket) -> Void = { _ in }
  ) -> MemoryMarket {
    var tiny = TinyMarket(from: start, days: close.count)
    tiny.add("SH600000", close: close, change: close.map { _ in 0 }, volume: volume)
    change(&tiny)
    return tiny.market
  }

  @Test("a market is equal to itself")
  func equal() throws {
    let demo = DemoMarket.make()
    let comparison = try MarketComparison(demo, demo)
    #expect(comparison.isEqual && comparison.commonInstruments == 124)
    #expect(comparison.fields.allSatisfy { $0.cells > 50_000 })
  }

  @Test("days, instruments, fields and cells of one side only are counted")
  func sides() throws {
    let left = market([10, 11, 12, 13])
    let right = market([11, .nan, 13, 14], from: "2024-01-02") {
      $0.add("SZ000002", close: [1, 1, 1, 1])
      $0.drop("volume", of: "SH600000")
      $0.drop("volume", of: "SZ000002")
    }
    let comparison = try MarketComparison(left, right)
    #expect(comparison.daysOnlyLeft == [day("2024-01-01")] && comparison.daysOnlyRight == [day("2024-01-05")])
    #expect(comparison.instrumentsOnlyRight == [code("SZ000002")] && comparison.instrumentsOnlyLeft.isEmpty)
    #expect(comparison.fieldsOnlyLeft == ["volume"] && comparison.commonDays == 3)
    let close = try #require(comparison.fields.first { $0.name == "close" })
    #expect(close.cells == 3 && close.different == 1 && close.onlyLeft == 1 && close.onlyRight == 0)
    #expect(!comparison.isEqual)
  }

  @Test("differences stand in bands, the worst first, and a tolerance passes the small ones")
  func bands() throws {
    let left = market([100, 100, 100, 100])
    let right = market([100, 100.00001, 100.5, 250])
    let close = try #require(try MarketComparison(left, right).fields.first { $0.name == "close" })
    // 100.00001 is 1.0e-7, 100.5 is 5e-3 of the larger, 250 is 0.6.
    #expect(close.bands == [1, 0, 1, 1, 0])
    #expect(close.worst.map(\.right) == [250, 100.5, 100.00001])
    #expect(close.unit == nil)
    let loose = try MarketComparison(left, right, tolerance: 0.01)
    #expect(loose.fields.first { $0.name == "close" }?.different == 1)
  }

  @Test(
    "lots instead of shares, and thousands, are suspected units",
    arguments: [(Float(0.01), 0.01), (1000, 1000), (1.5, nil)])
  func units(_ scale: Float, _ unit: Double?) throws {
    let volume: [Float] = [1000, 2000, 3000, 4000]
    let comparison = try MarketComparison(
      market([1, 1, 1, 1], volume: volume), market([1, 1, 1, 1], volume: volume.map { $0 * scale }))
    #expect(comparison.fields.first { $0.name == "volume" }?.unit == unit)
  }

  @Test("markets without a common day are refused")
  func nothing() {
    let found = diagnostic { _ = try MarketComparison(market([1, 2]), market([1, 2], from: "2025-01-01")) }
    #expect(found?.id == "compare.nothing" && found?.exit == .differs)
  }
}
