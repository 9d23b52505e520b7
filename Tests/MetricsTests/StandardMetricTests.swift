import Metrics
import Primitives
import Records
import TestSupport
import Testing

/// Each formula on numbers that are worked out by hand in the test.
@Suite struct StandardMetricTests {
  private func near(_ left: Double?, _ right: Double, _ limit: Double = 1e-12) -> Bool {
    left.map { ($0 - right).magnitude <= limit } ?? false
  }

  /// 1.1 x 0.9 = 0.99 over two days: 0.99^126 - 1. Logarithm: 126 x -0.01005033585 = -1.26634231748,
  /// and e to that is 0.2865047969 x 0.9837904900. ln 1.001 x 252 = 0.2518740832 gives 1.2864340.
  @Test func geometricReturnCompoundsOverAYear() {
    #expect(near(GeometricReturn.value([0.1, -0.1]), -0.718_139_3, 1e-7))
    #expect(near(GeometricReturn.value(Array(repeating: 0.001, count: 252)), 0.286_434_0, 1e-7))
    #expect(GeometricReturn.value([-1]) == nil)
    #expect(GeometricReturn.value([]) == nil)
  }

  /// 1.2, 0.9 (-25 %), 1.08, 1.296: deepest 0.9 / 1.2 - 1, back above 1.2 on the fourth day.
  @Test func drawdownHasItsDates() {
    let days = ["2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05"].map { day($0) }
    let fall = NetAssetDrawdown.find([0.2, -0.25, 0.2, 0.2], days: days)
    #expect(near(fall?.depth, -0.25))
    #expect(fall?.peak == days[0] && fall?.trough == days[1] && fall?.recovery == days[3])
    #expect(fall?.span?.english == "From 2024-01-02 to 2024-01-03, recovered on 2024-01-05.")
    #expect(fall?.span?.chinese == "2024-01-02 至 2024-01-03，于 2024-01-05 恢复。")
    // A loss on the first day falls from the start.
    let first = NetAssetDrawdown.find([-0.1, 0.05], days: Array(days.prefix(2)))
    #expect(near(first?.depth, -0.1))
    #expect(first?.peak == nil && first?.trough == days[0] && first?.recovery == nil)
    #expect(first?.span?.english == "From the start to 2024-01-02, not recovered.")
    let none = NetAssetDrawdown.find([0.1], days: [days[0]])
    #expect(none?.depth == 0 && none?.span == nil)
    #expect(NetAssetDrawdown.find([], days: []) == nil)
  }

  /// Mean 0.01, deviations of 0.01 and -0.01: sample deviation 0.01 x root 2. Ratio root(252 / 2).
  @Test func sharpeNeedsTwoDaysThatDiffer() {
    #expect(near(SharpeRatio.value([0.02, 0]), 126.0.squareRoot(), 1e-10))
    #expect(SharpeRatio.value([0.01]) == nil)
    #expect(SharpeRatio.value([0.25, 0.25]) == nil)
  }

  /// Mean 0.01; mean square of losses 0.02^2 / 2, its root 0.02 / root 2: 0.5 x root 2 x root 252.
  @Test func sortinoCountsLossesOnly() {
    #expect(near(SortinoRatio.value([0.04, -0.02]), 126.0.squareRoot(), 1e-10))
    #expect(SortinoRatio.value([0.01, 0.02]) == nil)
  }

  @Test func calmarNeedsADrawdown() {
    #expect(CalmarRatio.value(annualReturn: 0.3, drawdown: -0.15) == 2)
    #expect(CalmarRatio.value(annualReturn: 0.3, drawdown: 0) == nil)
    #expect(CalmarRatio.value(annualReturn: nil, drawdown: -0.1) == nil)
  }

  /// Differences 0.01 and -0.01: sample deviation 0.01 x root 2; times root 252 is 0.01 x root 504.
  @Test func trackingErrorIsTheDeviationOfTheDifference() {
    #expect(near(TrackingError.value([0.02, 0], benchmark: [0.01, 0.01]), 0.01 * 504.0.squareRoot()))
    #expect(TrackingError.value([0.02], benchmark: [0.01]) == nil)
  }

  /// r = 0.001 + 2 b exactly: beta 2, alpha 0.252.
  @Test func marketModelFindsBetaAndAlpha() {
    let bench = [0.01, -0.02, 0.03, 0]
    let model = MarketModel(bench.map { 0.001 + 2 * $0 }, benchmark: bench)
    #expect(near(model?.beta, 2))
    #expect(near(model?.alpha, 0.252))
    #expect(MarketModel([0.1, 0.2], benchmark: [0.5, 0.5]) == nil)
  }

  @Test func hitRateCountsGainsAmongAllDays() {
    #expect(HitRate.value([0.1, 0, -0.1, 0.2]) == 0.5)
    #expect(HitRate.value([]) == nil)
  }

  /// 21 days of -10 % to +10 % in steps of 1 %: the 5 % place is 0.05 x 20 = 1, the second smallest.
  @Test func valueAtRiskInterpolatesAndNeedsTwentyDays() {
    #expect(near(ValueAtRisk.value((-10...10).map { Double($0) / 100 }), 0.09))
    // 20 days, the smallest -10 %: place 0.95, between -10 % and -9 %: -9.05 %.
    #expect(near(ValueAtRisk.value((-10...9).map { Double($0) / 100 }), 0.0905))
    #expect(ValueAtRisk.value(Array(repeating: -0.01, count: 19)) == nil)
  }

  /// 0, 0, 3: mean 1, moments (1 + 1 + 4) / 3 = 2 and (-1 - 1 + 8) / 3 = 2: 2 / (2 root 2).
  /// 0, 0, 0, 4: mean 1, (3 + 9) / 4 = 3 and (3 + 81) / 4 = 21: 21 / 9.
  @Test func skewnessAndKurtosisNeedDaysThatDiffer() {
    #expect(near(Skewness.value([0, 0, 3]), 0.5.squareRoot()))
    #expect(near(Kurtosis.value([0, 0, 0, 4]), 21.0 / 9))
    #expect(Skewness.value([1, 2]) == nil)
    #expect(Skewness.value([1, 1, 1]) == nil)
    #expect(Kurtosis.value([1, 2, 3]) == nil)
  }

  /// The example of the paper: an annual ratio of 2.5 over 1,250 days of 250 a year, the best of 100
  /// trials whose annual ratios vary by 1/2, skewness -3, kurtosis 10: threshold 0.1132, result 0.9004.
  /// With 46 trials it is 0.9505.
  @Test func deflatedSharpeIsThatOfThePaper() {
    let daily = 2.5 / 250.0.squareRoot()
    let variance = 0.5 / 250
    #expect(near(DeflatedSharpe.expectedMaximum(trials: 100, variance: variance), 0.1132, 5e-5))
    func value(_ trials: Int) -> Double? {
      DeflatedSharpe.value(
        sharpe: daily, skewness: -3, kurtosis: 10, observations: 1250, trials: trials, variance: variance)
    }
    #expect(near(value(100), 0.9004, 5e-5))
    #expect(near(value(46), 0.9505, 5e-5))
    #expect(DeflatedSharpe.expectedMaximum(trials: 1, variance: variance) == 0)
  }

  /// 4 % and 0 % of the account traded: mean 2 %, half of it 1 % a day, 2.52 a year.
  @Test func turnoverIsHalvedAndCostsAreADrag() {
    #expect(near(AnnualTurnover.value([0.04, 0]), 2.52))
    #expect(near(CostDrag.value(gross: [0.01], costs: [0.01]), GeometricReturn.value([0.01]) ?? .nan))
    #expect(CostDrag.value(gross: [0.01], costs: [0]) == 0)
  }

  /// One stock is kept two closes, another is bought again at once after three; the last day is open.
  @Test func holdingPeriodCountsClosedHoldings() {
    let days = (2...6).map { day("2024-01-0\($0)") }
    func row(_ index: Int, _ name: String, _ count: Int) -> PositionRow {
      PositionRow(
        day: days[index], instrument: code(name), amount: 1, price: 1, weight: 1, countDay: count)
    }
    let rows = [
      row(0, "SH600000", 1), row(0, "SZ000001", 1), row(1, "SH600000", 2), row(1, "SZ000001", 2),
      row(2, "SZ000001", 3), row(3, "SZ000001", 1), row(4, "SZ000001", 2),
    ]
    let period = HoldingPeriod.value(rows, days: days)
    #expect(period.mean == 2.5)
    #expect(period.count == 2)
    #expect(HoldingPeriod.value([], days: days).mean == nil)
  }

  /// Daily ratios 0.1 and 0.3: sample deviation 0.2 / root 2, variance 0.02; a run without a ratio counts.
  @Test func aSweepDeflatesByItsTrials() {
    let trials = StandardMetrics.Trials(ratios: [0.1, nil, 0.3])
    #expect(trials.count == 3)
    #expect(near(trials.variance, 0.02))
    #expect(StandardMetrics.Trials(ratios: [0.1]).variance == nil)
    let rows = (0..<40).map { index in
      ReportRow(
        day: day("2024-01-02").advanced(byDays: index), account: 1, returnRate: index % 2 == 0 ? 0.02 : -0.01,
        totalTurnover: 0, turnover: 0, totalCost: 0, cost: 0, value: 0, cash: 1, bench: 0)
    }
    // The more was tried, the less the same ratio says.
    let values = [1, 10, 100].compactMap {
      StandardMetrics.deflatedSharpe(rows, .init(count: $0, variance: 0.02)).value
    }
    #expect(values.count == 3 && values[0] > values[1] && values[1] > values[2])
    #expect(StandardMetrics.deflatedSharpe(rows, nil).reason?.id == "metrics.trials-unknown")
  }

  /// Nothing is silently zero: each value that is missing says why.
  @Test func missingValuesHaveReasons() {
    let row = ReportRow(
      day: day("2024-01-02"), account: 1, returnRate: 0, totalTurnover: 0, turnover: 0, totalCost: 0,
      cost: 0, value: 0, cash: 1, bench: .nan)
    let metrics = StandardMetrics.of([row], positions: nil, trials: nil)
    #expect(metrics.count == 16)
    for metric in metrics { #expect((metric.value == nil) == (metric.reason != nil), "\(metric.name)") }
    #expect(metrics.first { $0.name == "standard.beta" }?.reason?.arguments == ["day": .day(day("2024-01-02"))])
    #expect(metrics.count { $0.value == nil } == 11)
  }
}
