import MarketData
import Primitives
import Records
import TestSupport
import Testing

/// What qlib passes over in silence is said.
struct FindingTests {
  private func findings(
    _ build: (inout TinyMarket) -> Void, fields: [String] = ["close", "factor"]
  ) throws -> [Finding] {
    var tiny = TinyMarket(from: "2024-01-01", days: 4)
    tiny.add("SH600000", close: [10, 11, 12, 13])
    tiny.add("SH600004", close: [10, 11, 12, 13])
    build(&tiny)
    let market = tiny.market
    return try MarketFindings.absence(
      in: market, instruments: try market.universe("all").instruments, fields: fields)
  }

  @Test func aCompleteMarketHasNone() throws {
    #expect(try findings({ _ in }) == [])
  }

  @Test func listedCodesWithoutData() throws {
    let found = try findings { $0.list("SH601318") }
    try #require(found.map(\.id) == ["market.instrument-without-data"])
    #expect(
      found[0].evidence.arguments == ["absent": .count(1), "count": .count(3), "names": .names([code("SH601318")])])
    #expect(found[0].evidence.english == "1 of 3 listed codes has no data: SH601318.")
  }

  @Test func aFieldMissingForOneAndForAll() throws {
    let one = try findings { $0.drop("factor", of: "SH600000") }
    try #require(one.map(\.id) == ["market.field-missing"])
    #expect(one[0].severity == .warning)
    let all = try findings {
      $0.drop("factor", of: "SH600000")
      $0.drop("factor", of: "SH600004")
    }
    #expect(all.map(\.severity) == [.serious])
  }

  @Test func aFieldShorterThanTheClose() throws {
    var tiny = TinyMarket(from: "2024-01-01", days: 4)
    tiny.add("SH600000", close: [10, 11, 12, 13], volume: [1, 1, 1])
    let found = try MarketFindings.absence(
      in: tiny.market, instruments: [code("SH600000")], fields: ["close", "volume"])
    try #require(found.map(\.id) == ["market.field-shorter"])
    #expect(found[0].evidence.arguments["names"] == .names([code("SH600000")]))
  }
}

/// Daily returns of a benchmark, on prices whose ratios are exact.
struct BenchmarkTests {
  private func market() -> MemoryMarket {
    var tiny = TinyMarket(from: "2024-01-01", days: 5)
    tiny.add("SH000300", close: [128, 160, .nan, 160, 80], listed: false)
    tiny.add("SH000905", close: [100, 150, 75, 75, 75], listed: false)
    tiny.add("SH000852", first: 3, close: [100, 150], listed: false)
    return tiny.market
  }

  /// 160/128 - 1; a day without close and the day after it have no return: qlib's zero stands there.
  @Test func missingReturnsAreZeroAndSaid() throws {
    let series = try Benchmark.series([code("SH000300")], market: market(), range: 1..<5)
    #expect(series.returns == [0.25, 0, 0, -0.5])
    #expect(series.missingDays == [day("2024-01-03"), day("2024-01-04")])
    let finding = try #require(Benchmark.findings(series, [code("SH000300")]).first)
    #expect(finding.id == "benchmark.zero-for-missing" && finding.severity == .serious)
    #expect(finding.evidence.arguments["days"] == .count(2))
  }

  /// Mean over the members that have a return on the day: (0.25 + 0.5) / 2, then -0.5 of one alone.
  @Test func severalInstrumentsAreAveraged() throws {
    let both = [code("SH000300"), code("SH000905")]
    let series = try Benchmark.series(both, market: market(), range: 1..<5)
    #expect(series.returns == [0.375, -0.5, 0, -0.25])
    #expect(series.missingDays == [])
    #expect(Benchmark.findings(series, both).isEmpty)
  }

  /// qlib's features of a list hold what is there: the mean is over the others, and the absent ones are named.
  @Test func absentMembersOfAListAreNamed() throws {
    let list = [code("SH000300"), code("SH000016")]
    let series = try Benchmark.series(list, market: market(), range: 1..<5)
    #expect(series.returns == [0.25, 0, 0, -0.5])
    #expect(series.absent == [code("SH000016")])
    #expect(Benchmark.findings(series, list).map(\.id) == ["benchmark.zero-for-missing", "benchmark.absent-members"])
  }

  @Test func aBenchmarkWithoutDataInTheWindowIsRefused() {
    #expect(
      diagnostic { _ = try Benchmark.series([code("SH000016")], market: market(), range: 1..<3) }?
        .id == "benchmark.missing")
    #expect(
      diagnostic { _ = try Benchmark.series([code("SH000852")], market: market(), range: 1..<3) }?
        .id == "benchmark.missing")
  }
}
