import Metrics
import Primitives
import Records
import TestSupport
import Testing

struct InformationCoefficientTests {
  private let names = ["SH600000", "SH600004", "SZ000001", "SZ000002"]
  private let first = day("2024-01-02")
  private let second = day("2024-01-03")

  private func panel(_ rows: [[Double]]) throws -> PanelTable {
    try PanelTable(
      rows.enumerated().flatMap { index, values in
        values.enumerated().map {
          (day: first.advanced(byDays: index), instrument: names[$0], value: $1)
        }
      })
  }

  private func only(_ scores: [Double], _ labels: [Double]) throws -> InformationCoefficient.Day {
    let days = InformationCoefficient.daily(
      predictions: try panel([scores]), labels: try panel([labels]))
    return try #require(days.first)
  }

  @Test func aLineIsOneAndItsMirrorMinusOne() throws {
    let up = try only([1, 2, 3], [2, 4, 6])
    #expect(isNear(up.pearson, 1) && isNear(up.spearman, 1))
    #expect(up.pairs == 3)
    let down = try only([1, 2, 3], [6, 4, 2])
    #expect(isNear(down.pearson, -1) && isNear(down.spearman, -1))
  }

  /// Deviations -1, 0, 1 and -5, -2, 7: 12 / sqrt(2 x 78); ranks agree.
  @Test func aCurveIsLessThanItsRanks() throws {
    let curve = try only([1, 2, 3], [1, 4, 13])
    #expect(isNear(curve.pearson, 12 / (156.0).squareRoot()))
    #expect(isNear(curve.spearman, 1))
  }

  /// Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: 4.5 / sqrt(4.5 x 5).
  @Test func tiesShareTheirRank() throws {
    #expect(isNear(try only([1, 2, 2, 3], [1, 2, 3, 4]).spearman, 4.5 / (22.5).squareRoot()))
  }

  @Test func aDayWithoutSpreadOrPairsIsMissing() throws {
    let flat = try only([1, 1, 1], [1, 2, 3])
    #expect(flat.pearson == nil && flat.spearman == nil)
    let single = try only([1, .nan, 3], [1, 2, .nan])
    #expect(single.pearson == nil)
    #expect(single.pairs == 1)
  }

  /// The pair with a missing side counts nowhere: three pairs on a line are left.
  @Test func missingPairsAreLeftOut() throws {
    let result = try only([1, 2, .nan, 3], [2, 4, 100, 6])
    #expect(isNear(result.pearson, 1))
    #expect(result.pairs == 3)
  }

  @Test func stocksMeetByNameNotByPlace() throws {
    let predictions = try PanelTable([
      (first, "SZ000001", 3), (first, "SH600000", 1), (first, "SH600004", 2),
      (first, "SH601318", 9),
    ])
    let labels = try PanelTable([
      (first, "SH600000", 10), (first, "SZ000001", 30), (first, "SH600004", 20),
      (first, "BJ830799", -5),
    ])
    let result = try #require(
      InformationCoefficient.daily(predictions: predictions, labels: labels).first)
    #expect(result.pairs == 3)
    #expect(isNear(result.pearson, 1))
  }

  /// Days with 1 and -1: mean 0, deviation sqrt 2. A day without labels counts nowhere.
  @Test func dailyValuesBecomeFourMetrics() throws {
    let metrics = RunMetrics.quality(
      predictions: try panel([[1, 2, 3], [1, 2, 3], [1, 2, 3]]),
      labels: try panel([[1, 2, 3], [3, 2, 1]]))
    #expect(metrics.map(\.name) == ["IC", "ICIR", "Rank IC", "Rank ICIR"])
    #expect(metrics.map(\.count) == [2, 2, 2, 2])
    #expect(metrics.allSatisfy { ($0.value?.magnitude ?? 1) < 1e-15 })
  }

  /// 1, 1 and 0.5: mean 5/6, deviation sqrt(1/12); the ratio is not annualised.
  @Test func ratioIsMeanOverDeviation() throws {
    let line: [Double] = [1, 2, 3]
    // Deviations -1, 0, 1 and 0, -1, 1 have 1 / sqrt(2 x 2).
    let metrics = RunMetrics.quality(
      predictions: try panel([line, line, line]), labels: try panel([line, line, [2, 1, 3]]))
    #expect(isNear(metrics.first?.value, 5.0 / 6))
    #expect(isNear(metrics.dropFirst().first?.value, 5.0 / 6 / (1.0 / 12).squareRoot()))
  }

  @Test func oneDayHasNoRatioAndSaysWhy() throws {
    let metrics = RunMetrics.quality(
      predictions: try panel([[1, 2, 3]]), labels: try panel([[1, 2, 3]]))
    try #require(metrics.count == 4)
    #expect(metrics[1].value == nil)
    #expect(metrics[1].reason?.id == "metrics.no-spread-over-days")
    #expect(metrics[0].reason == nil)
  }
}
