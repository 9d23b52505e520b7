import MarketData
import Primitives
import Records
import TestSupport
import Testing

@Suite("Findings about universes")
struct UniverseFindingTests {
  private func universe(_ names: [String], others: Int = 0) -> Universe {
    Universe(
      name: "all",
      members: names.enumerated().map { index, name in
        let start = index < others ? day("2010-01-04").advanced(byDays: index) : day("2009-01-05")
        return .init(instrument: code(name), spans: [.init(start: start, end: day("2024-12-31"))])
      })
  }

  private static let twenty = (0..<20).map { "SH6000" + ($0 < 10 ? "0\($0)" : "\($0)") }

  @Test(
    "nineteen of twenty with one range may be, twenty may not",
    arguments: [(0, ["market.constant-listing"]), (1, [])])
  func constant(_ others: Int, _ ids: [String]) {
    #expect(
      UniverseFindings.of(universe(UniverseFindingTests.twenty, others: others)).map(\.id) == ids)
  }

  @Test("the dates of a placeholder are named")
  func dates() throws {
    let found = try #require(UniverseFindings.of(universe(UniverseFindingTests.twenty)).first)
    #expect(found.evidence.arguments["count"] == .count(20))
    #expect(found.evidence.arguments["start"] == .day(day("2009-01-05")))
  }

  @Test("few members may have been listed together")
  func few() {
    #expect(UniverseFindings.of(universe(Array(UniverseFindingTests.twenty.prefix(19)))) == [])
  }

  @Test("an index, and a name alone")
  func names() {
    #expect(
      UniverseFindings.of(universe(["SH600000", "SH000300"])).map(\.id) == [
        "market.index-in-universe"
      ])
    #expect(UniverseFindings.of(universe(["SH600000"])).map(\.id) == ["market.universe-of-one"])
    // 000300 in Shenzhen is no index.
    #expect(UniverseFindings.of(universe(["SH600000", "SZ000300"])) == [])
  }

  @Test(
    "a backtest up to the last day of the calendar",
    arguments: [("2024-01-02", 0), ("2024-01-03", 1)])
  func lastDay(_ end: String, _ count: Int) throws {
    let days = RawMarket.days(from: "2024-01-01", count: 3)
    let market = RawMarket.make(
      days, [.init("SH600000", [10, 10, 10]), .init("SH600001", [10, 10, 10])])
    let ids = try UniverseFindings.all(in: market, universe: "all", end: day(end)).map(\.id)
    #expect(ids == Array(repeating: "market.end-on-last-day", count: count))
  }
}
