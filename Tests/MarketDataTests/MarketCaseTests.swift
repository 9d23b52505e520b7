import MarketData
import Primitives
import Records
import TestSupport
import Testing

/// What was found in data that others publish, and a real market about which nothing false may be said.
@Suite(.enabled(if: SharedMaterial.isPresent, Comment(rawValue: SharedMaterial.absence)))
struct MarketCaseTests {
  private func check(_ folder: String) throws -> MarketCheck {
    try MarketCheck(QlibProvider(folder: SharedMaterial.path(folder)), today: day("2026-11-28"))
  }

  @Test func theUnitOfChangeIsNamed() throws {
    let check = try check("cases/bugs/03-change-in-percent/market")
    let found = try #require(check.finding("market.change-in-percent"))
    let ratio = try #require(found.finding.evidence.number("ratio"))
    #expect(abs(ratio - 100) < 0.01)
    #expect(check.finding("market.change-contradicts") == nil && check.isSerious)
    #expect(try self.check("cases/bugs/00-base/market").isSerious == false)
  }

  @Test func suspensionsAsVolumeZeroAreCounted() throws {
    let found = try #require(try check("cases/bugs/04-suspended-as-volume-0/market").finding("market.volume-zero"))
    #expect(found.cases.map(\.instrument) == [code("SH600276"), code("SZ000651")])
    #expect(found.cases.allSatisfy { $0.days == day("2020-03-02")...day("2020-03-27") && $0.count == 20 })
  }

  @Test func aFactorThatFallsToOneIsNamed() throws {
    let check = try check("cases/bugs/14-factor-falls-to-1/market")
    let found = try #require(check.finding("market.factor-jump"))
    #expect(found.cases.map(\.instrument) == [code("SH600519"), code("SH600519")])
    #expect(found.cases.compactMap(\.days?.lowerBound) == [day("2020-04-01"), day("2020-05-06")])
    #expect(check.isSerious)
    #expect(try self.check("cases/bugs/14-factor-falls-to-1/market-sound").finding("market.factor-jump") == nil)
  }

  /// Thirteen stocks of the real market contradict themselves (its README), and nothing else is said of stocks.
  @Test func theRealMarketIsDescribedAsItIs() throws {
    let check = try check("market/cn")
    let contradicting = ["market.factor-jump", "market.change-contradicts"].flatMap { id in
      check.finding(id)?.cases.compactMap(\.instrument) ?? []
    }
    #expect(Set(contradicting).filter { $0 != code("SH000852") }.count == 13)
    #expect(contradicting.contains(code("SZ000001")) && contradicting.contains(code("SH688256")))
    #expect(
      Set(check.ids) == [
        "market.factor-jump", "market.change-contradicts", "market.index-incomplete", "market.bar-inconsistent",
        "market.factor-falls", "market.survivors-only", "market.universe-size",
      ])
    #expect(check.finding("market.universe-size")?.cases.first?.detail.arguments["count"] == .count(243))
    #expect(check.finding("market.bar-inconsistent")?.cases.map(\.instrument) == [code("SH000852")])
    #expect(check.finding("market.factor-falls")?.cases.map(\.instrument) == [code("SZ002157")])
  }
}
