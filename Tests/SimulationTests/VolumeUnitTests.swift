import MarketData
import Primitives
import Records
import Simulation
import TestSupport
import Testing

/// Splits tell in which unit a market records volumes.
@Suite struct VolumeUnitTests {
  /// Stocks that each split two for one on the sixth of twelve days, with volumes before and after.
  private func unit(_ count: Int, before: Double, after: Double) throws -> VolumeUnit {
    let days = RawMarket.days(from: "2024-01-01", count: 12)
    let stocks = (0..<count).map { number in
      RawMarket.Stock(
        "SH60000\(number)", Array(repeating: 10, count: 12),
        factors: Array(repeating: 1, count: 6) + Array(repeating: 2, count: 6),
        volumes: Array(repeating: before, count: 6) + Array(repeating: after, count: 6))
    }
    let market = RawMarket.make(days, stocks)
    return try AShareQuotes(market: market, instruments: try market.universe("all").instruments).volumeUnit
  }

  /// Twice as many shares change hands after each could be had twice.
  @Test func realVolumesJumpWithTheFactor() throws {
    #expect(try unit(5, before: 1000, after: 2000) == .shares(splits: 5))
    #expect(try unit(9, before: 1000, after: 1700) == .shares(splits: 9))
  }

  @Test func adjustedVolumesDoNot() throws {
    #expect(try unit(5, before: 1000, after: 1000) == .adjusted(splits: 5))
    #expect(try unit(6, before: 1000, after: 800) == .adjusted(splits: 6))
  }

  @Test func fewSplitsTellNothing() throws {
    #expect(try unit(4, before: 1000, after: 2000) == .unknown(splits: 4))
    #expect(try unit(4, before: 1000, after: 2000).finding.severity == .warning)
    #expect(try unit(5, before: 1000, after: 2000).finding.severity == .note)
  }

  /// Factor 2: 600 adjusted shares are 1,200 real ones.
  @Test func sharesThatChangedHands() throws {
    let days = RawMarket.days(from: "2024-01-01", count: 3)
    let market = RawMarket.make(
      days, [.init("SH600000", [10, 10, 10], factors: [2, 2, 2], volumes: [600, 0, .nan])])
    let quotes = try AShareQuotes(market: market, instruments: [code("SH600000")])
    #expect((0..<3).map { quotes.tradedShares(0, $0) } == [1200, nil, nil])
  }
}
