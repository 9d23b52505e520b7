import FactorEngine
import MarketData
import Primitives
import Testing
import TestSupport

/// Verdicts on small sets of cells, counted by hand.
@Suite struct AlignmentTests {
  private func cells(_ pairs: [(Float, Float)]) -> [Alignment.Cell] {
    let days = RawMarket.days(from: "2024-01-01", count: pairs.count)
    return zip(days, pairs).map {
      .init(instrument: InstrumentID(canonical: "SH600000"), day: $0, ours: $1.0, reference: $1.1)
    }
  }

  @Test func identical() {
    let result = Alignment(name: "F", cells: cells([(1, 1), (.nan, .nan), (-2, -2)]))
    #expect(result.verdict == .identical)
    #expect(result.count == 3 && result.identicalCount == 3 && result.maxUlp == 0 && result.worst.isEmpty)
  }

  @Test func oneStepIsEqual() {
    let result = Alignment(name: "F", cells: cells([(1, 1), (Float(1).nextUp, 1)]))
    #expect(result.verdict == .equal)
    #expect(result.maxUlp == 1)
    #expect(result.maxAbsolute == 0x1p-23)
  }

  @Test func missingOnOneSideDiffers() {
    let result = Alignment(name: "F", cells: cells([(1, 1), (.nan, 1), (2, 2.5)]))
    #expect(result.verdict == .differs)
    #expect(result.missingMismatches == 1)
    #expect(result.firstDivergence?.day == TradingDay("2024-01-02"))
    #expect(result.maxAbsolute == 0.5 && result.maxRelative == 0.2)
    #expect(result.worst.count == 2)
    #expect(result.worst.first?.ours.isNaN == true)
  }

  @Test func nothingToCompare() {
    #expect(Alignment(name: "F", cells: []).verdict == .notComparable)
  }

  /// One day, ours in the opposite order of the reference for the outer two of three: ranks 3 2 1.
  @Test func rankCorrelationOfADay() throws {
    let day = try #require(TradingDay("2024-01-01"))
    let cells = zip(["SH600000", "SH600001", "SH600002"], [(3, 1), (2, 2), (1, 3)] as [(Float, Float)]).map {
      Alignment.Cell(instrument: InstrumentID(canonical: $0), day: day, ours: $1.0, reference: $1.1)
    }
    #expect(Alignment(name: "F", cells: cells).rankCorrelation == -1)
  }
}
