import FactorEngine
import MarketData
import Primitives
import Records
import TestSupport
import Testing

@Suite("The profile of a factor")
struct FactorProfileTests {
  @Test("coverage counts rows and finite values; quantiles lie between the values as numpy puts them")
  func byHand() throws {
    var market = TinyMarket(from: "2024-01-01", days: 3)
    market.add("SH600000", close: [1, 1, .nan])
    market.add("SH600001", close: [2, .nan, .nan])
    market.add("SZ000001", first: 1, close: [4, 5])
    let table = try FactorEngine(
      market: market.market, factors: [Factor(name: "x", text: "$close"), Factor(name: "y", text: "$close/($close-1)")]
    ).compute(FactorScope(.instruments([code("SH600000"), code("SH600001"), code("SZ000001")])))
    let days = FactorProfile.of(table, column: 0)
    #expect(days.days == [day("2024-01-01"), day("2024-01-02"), day("2024-01-03")])
    #expect(days.rows == [2, 3, 3] && days.present == [2, 2, 1])
    #expect(days.median == [1.5, 2.5, 5])
    // numpy.quantile([1, 4], [0.05, 0.95]) is 1.15, 3.85.
    #expect(abs(days.low[1] - 1.15) < 1e-12 && abs(days.high[1] - 3.85) < 1e-12)
    // 1/(1-1) is infinite and counts as no value.
    #expect(FactorProfile.of(table, column: 1).present == [1, 1, 1])
  }

  @Test("a day without a value has no quantile")
  func empty() throws {
    var market = TinyMarket(from: "2024-01-01", days: 2)
    market.add("SH600000", close: [.nan, 1])
    let table = try FactorEngine(market: market.market, factors: [Factor(name: "x", text: "$close")])
      .compute(FactorScope(.instruments([code("SH600000")])))
    let days = FactorProfile.of(table, column: 0)
    #expect(days.present == [0, 1] && days.median[0].isNaN && days.median[1] == 1 && days.coverage == 0.5)
  }

  @Test("the fields of an expression, each once")
  func fields() throws {
    #expect(
      try Factor(name: "x", text: "Corr($close/Ref($CLOSE,1), Log($volume+1), 5)").fieldNames == ["close", "volume"])
  }
}
