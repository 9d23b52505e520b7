import Metrics
import Primitives
import Records
import TestSupport
import Testing

/// Figures of the migration's page on numbers small enough to work out by hand.
struct RangeFigureTests {
  private func day(_ text: String) -> TradingDay { TradingDay(text) ?? TradingDay(daysSince1970: 0) }

  private func row(_ text: String, _ gain: Double, cost: Double = 0, bench: Double = 0) -> ReportRow {
    ReportRow(
      day: day(text), account: 0, returnRate: gain, totalTurnover: 0, turnover: 0, totalCost: 0, cost: cost, value: 0,
      cash: 0, bench: bench)
  }

  /// 100, 110, 99, 108.9: from the close of the 2nd the range gains -0.1 and +0.1, which is 0.99.
  @Test func rangeIsRebasedToTheCloseBeforeIt() throws {
    let closes = [("2024-01-02", 100.0), ("2024-01-03", 110), ("2024-01-04", 99), ("2024-01-05", 108.9)]
      .map { (day: day($0.0), value: $0.1) }
    let index = [("2024-01-03", 50.0), ("2024-01-05", 60)].map { (day: day($0.0), value: $0.1) }
    let range = RangeMetrics(closes: closes, index: index, in: day("2024-01-04")...day("2024-01-31"))
    #expect(range.base == day("2024-01-03") && range.days == 2)
    #expect(isNear(range.gain, -0.01) && isNear(range.index, 0.2) && isNear(range.excess, -0.21))
    #expect(isNear(range.drawdown?.depth, -0.1) && range.drawdown?.peak == nil)
    #expect(range.drawdown?.trough == day("2024-01-04") && range.hitRate == 0.5)
    #expect(range.worst?.day == day("2024-01-04"))
    // The whole series is counted from its first close.
    let whole = RangeMetrics(closes: closes, in: day("2024-01-01")...day("2024-01-31"))
    #expect(whole.base == day("2024-01-02") && isNear(whole.gain, 0.089) && whole.index == nil)
  }

  @Test func rangeWithoutADayHasNoFigure() {
    let range = RangeMetrics([row("2024-01-02", 0.01)], in: day("2023-01-01")...day("2023-12-31"))
    #expect(range.days == 0 && range.gain == nil && range.sharpe == nil && range.worst == nil && range.base == nil)
  }

  @Test func missingIndexLeavesTheReturn() {
    let range = RangeMetrics(
      [row("2024-01-02", 0.01, bench: .nan), row("2024-01-03", 0.01)], in: day("2024-01-01")...day("2024-01-31"))
    #expect(isNear(range.gain, 0.0201) && range.index == nil && range.excess == nil)
  }

  @Test(arguments: [
    ("2019-01-02", "2019-12-31", false), ("2015-01-05", "2015-12-31", false), ("2018-01-02", "2018-12-28", false),
    ("2019-01-07", "2019-12-31", true), ("2026-01-05", "2026-04-30", true), ("2020-01-02", "2020-12-25", true),
  ])
  func yearIsPartialWhereWeekdaysAreLeft(first: String, last: String, isPartial: Bool) {
    #expect(PartialYear.isPartial(first: day(first), last: day(last)) == isPartial)
  }

  /// Sums 1, -1, 0, 1, 0.5: below the first value for two days, back on the fourth, open at the end.
  @Test func episodesEndWhereThePeakIsReachedAgain() {
    let days = ["2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05", "2024-01-08"].map(day)
    let found = DrawdownEpisodes.worst([1, -2, 1, 1, -0.5], days: days)
    #expect(found.map(\.peak) == [days[0], days[3]] && found.map(\.trough) == [days[1], days[4]])
    #expect(found.map(\.recovery) == [days[3], nil])
    #expect(found.map(\.days) == [3, 1] && found.map(\.depth) == [-2, -0.5])
    #expect(DrawdownEpisodes.worst([0.1, .nan], days: Array(days.prefix(2))).isEmpty)
  }

  /// Of three days one differs, by 10 basis points: the median is 0, so it is one event.
  @Test func medianTellsOneEventFromADrift() {
    let base = [row("2024-01-02", 0.01), row("2024-01-03", 0.01), row("2024-01-04", 0.01)]
    var run = base
    run[1].cost = 0.001
    let difference = DailyDifference(run, less: base)
    #expect(difference.median == 0 && difference.differing == 1)
    #expect(difference.extreme?.day == day("2024-01-03") && isNear(difference.extreme?.value, -10, relative: 1e-9))
    #expect(DailyDifference(base, less: []).median == nil)
  }

  /// Windows of two: means 0.02 and 0.01, deviations 0.01 times the root of 2, and 0.02 times it.
  @Test func rollingRatioNeedsAFullWindowAndASpread() {
    let values = RollingInformationRatio.values([0.01, 0.03, 0.03, .nan], window: 2)
    #expect(values[0] == nil && values[2] == nil && values[3] == nil)
    #expect(isNear(values[1], InformationRatio.value([0.01, 0.03]) ?? .nan))
    #expect(RollingInformationRatio.sinceWhen([nil, 1, -1, -2])?.index == 2)
    #expect(RollingInformationRatio.sinceWhen([nil, nil]) == nil)
  }
}
