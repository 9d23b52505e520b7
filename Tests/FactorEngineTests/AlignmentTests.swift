import FactorEngine
import MarketData
import Primitives
import TestSupport
import Testing

/// Verdicts on small sets of cells, counted by hand.
@Suite struct AlignmentTests {
  private func cells(_ pairs: [(Float, Float)]) -> [Alignment.Cell] {
    let days = RawMarket.days(from: "2024-01-01", count: pairs.count)
    return zip(days, pairs).map {
      .init(
        instrument: InstrumentID(canonical: "SH600000"), day: $0, ours: $1.0, reference: $1.1)
    }
  }

  /// Twenty instruments on ten days: 1, 2, 3, … on each.
  private func panel(_ change: (_ day: Int, _ place: Int, Float) -> Float) -> [Alignment.Cell] {
    let days = RawMarket.days(from: "2024-01-01", count: 10)
    return days.indices.flatMap { day in
      (1...20).map { place in
        Alignment.Cell(
          instrument: code("SH6000\(place + 10)"), day: days[day],
          ours: change(day, place, Float(place)), reference: Float(place))
      }
    }
  }

  @Test("equal bits, missing included, are identical")
  func identical() {
    let result = Alignment(name: "F", cells: cells([(1, 1), (.nan, .nan), (-2, -2)]))
    #expect(result.verdict == .identical)
    #expect(result.count == 3 && result.identicalCount == 3 && result.maxUlp == 0)
    #expect(result.presentBoth == 2 && result.worst.isEmpty)
  }

  @Test("a distance within 1e-8 is equal")
  func withinTheTolerance() {
    let near = Float(1e-3).nextUp
    let result = Alignment(name: "F", cells: cells([(1, 1), (near, 1e-3)]))
    #expect(result.verdict == .equal && result.outsideCount == 0 && result.maxUlp == 1)
  }

  @Test("a single step beyond the tolerance is the reference's environment, many are not")
  func singleSteps() {
    let one = Alignment(name: "F", cells: cells([(1, 1), (Float(1).nextUp, 1)]))
    #expect(one.verdict == .referenceEnvironment)
    #expect(one.maxUlp == 1 && one.maxAbsolute == 0x1p-23 && one.outsideCount == 1)
    let two = Alignment(name: "F", cells: cells([(Float(2).nextUp, 2), (Float(1).nextUp, 1)]))
    #expect(two.verdict == .failed)
  }

  @Test("missing on one side alone fails, and is the worst cell")
  func missingOnOneSide() {
    let result = Alignment(name: "F", cells: cells([(1, 1), (.nan, 1), (2, 2.5)]))
    #expect(result.verdict == .failed)
    #expect(result.missingMismatches == 1 && result.outsideCount == 1)
    #expect(result.presentHere == 2 && result.presentThere == 3 && result.presentBoth == 2)
    #expect(result.firstDivergence?.day == TradingDay("2024-01-02"))
    #expect(result.maxAbsolute == 0.5 && result.maxRelative == 0.2)
    #expect(result.worst.count == 2)
    #expect(result.worst.first?.ours.isNaN == true)
  }

  @Test("no cell is not comparable")
  func nothingToCompare() {
    #expect(Alignment(name: "F", cells: []).verdict == .notComparable)
  }

  @Test("ranks that agree on 99 % of days, and values near, are statistically equal")
  func statisticallyEqual() {
    let near = Alignment(name: "F", cells: panel { _, place, value in value * (1 + 1e-4) })
    #expect(near.verdict == .statisticallyEqual)
    #expect(near.rank.min == 1 && near.rank.judgedDays == 10)
    let scaled = Alignment(name: "F", cells: panel { _, _, value in value * 100 })
    #expect(scaled.verdict == .failed, "another unit has the same ranks")
    let swapped = Alignment(
      name: "F",
      cells: panel { day, place, value in
        day == 3 && place < 3 ? 3 - value : value
      })
    #expect(swapped.verdict == .failed, "one day of ten is below: 1 - 6 * 2 / (20 * 399)")
    #expect(swapped.rank.minDay == TradingDay("2024-01-04"))
    #expect(isNear(swapped.rank.min, 1 - 12.0 / 7980))
  }

  /// One day, ours in the opposite order of the reference for the outer two of three: ranks 3 2 1.
  @Test("the rank correlation of a reversed day is -1")
  func rankCorrelationOfADay() throws {
    let day = try #require(TradingDay("2024-01-01"))
    let cells = zip(
      ["SH600000", "SH600001", "SH600002"], [(3, 1), (2, 2), (1, 3)] as [(Float, Float)]
    ).map {
      Alignment.Cell(
        instrument: InstrumentID(canonical: $0), day: day, ours: $1.0, reference: $1.1)
    }
    let result = Alignment(name: "F", cells: cells)
    #expect(result.rank.mean == -1 && result.rank.min == -1 && result.rank.minDay == day)
    #expect(result.rank.judgedDays == 0, "three names are no statistic")
  }
}
