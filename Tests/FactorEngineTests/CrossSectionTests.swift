import FactorEngine
import MarketData
import Primitives
import TestSupport
import Testing

/// Operators over the instruments of a day, calculated by hand.
@Suite struct CrossSectionTests {
  private let codes = ["SH600000", "SH600001", "SH600002"]

  /// Values of the last day, one for each instrument.
  private func lastDay(_ text: String, _ closes: [[Double]]) throws -> [Float] {
    let days = RawMarket.days(from: "2024-01-01", count: closes[0].count)
    let market = RawMarket.make(days, zip(codes, closes).map { .init($0, $1) })
    let factors = [try Factor(name: "F", text: text), try Factor(name: "C", text: "$close")]
    let table = try FactorEngine(market: market, factors: factors)
      .compute(FactorScope(.instruments(codes.map { InstrumentID(canonical: $0) })))
    #expect(table.blocks.count == 3)
    return table.blocks.map { $0[$0.rows.count - 1, 0] }
  }

  @Test func rankSharesTies() throws {
    #expect(
      try lastDay("CSRank($close)", [[1, 5], [1, 2], [1, 5]]) == [Float(2.5 / 3), Float(1.0 / 3), Float(2.5 / 3)])
  }

  @Test func missingIsLeftOut() throws {
    let values = try lastDay("CSDemean($close)", [[1, 5], [1, .nan], [1, 7]])
    #expect(values[0] == -1 && values[1].isNaN && values[2] == 1)
  }

  /// Mean 4, squared distances 4, 0, 4 over two: deviation 2.
  @Test func aScoreIsTheDistanceInDeviations() throws {
    #expect(try lastDay("CSZScore($close)", [[1, 2], [1, 4], [1, 6]]) == [-1, 0, 1])
    #expect(try lastDay("CSZScore($close)", [[1, 3], [1, 3], [1, 3]]).allSatisfy(\.isNaN))
  }

  /// A line in the exposure leaves nothing.
  @Test func aLineInTheExposureLeavesNothing() throws {
    #expect(try lastDay("CSNeutralize(2*$close+1,$close)", [[1, 2], [1, 4], [1, 6]]) == [0, 0, 0])
    #expect(try lastDay("CSNeutralize($close,$factor)", [[1, 2], [1, 4], [1, 6]]) == [-2, 0, 2])
  }

  /// Around and inside other operators: yesterday's rank, and the rank of a window's mean.
  @Test func crossSectionsStandInsideOtherOperators() throws {
    #expect(try lastDay("Ref(CSRank($close),1)", [[1, 9], [2, 1], [3, 1]]) == [Float(1.0 / 3), Float(2.0 / 3), 1])
    #expect(try lastDay("CSRank(Mean($close,2))*3", [[1, 9], [2, 1], [3, 1]]) == [3, 1, 2])
    #expect(try lastDay("CSRank(CSDemean($close))>0.5", [[1, 9], [1, 1], [1, 2]]) == [1, 0, 1])
  }
}
