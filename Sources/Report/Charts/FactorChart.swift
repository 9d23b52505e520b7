import Charts
import Primitives
import Records

/// A factor over time: how many instruments have a value, and where the middle and the outer ones lie.
enum FactorChart {
  static func make(_ entry: FactorEntry, _ language: Language) -> TimeChart? {
    guard let profile = entry.profile, !profile.days.isEmpty else { return nil }
    func text(_ key: String) -> String { StringTable.require(key, language) }
    let coverage = zip(profile.present, profile.rows).map { $1 == 0 ? Double.nan : Double($0) / Double($1) }
    func series(_ key: String, _ role: TimeChart.Series.Role, _ values: [Double]) -> TimeChart.Series {
      TimeChart.Series(label: text(key), role: role, values: values)
    }
    let first = entry.check?.firstDivergence.flatMap { TradingDay($0.day) }
    let marks = first.flatMap { day in
      profile.days.binarySearch(day).map { _ in
        TimeChart.Mark(day: day, label: "\(StringTable.require("chart.first", language)) \(day)")
      }
    }
    return TimeChart(
      id: "factor-" + entry.id, title: entry.name + language[("：", ": ")] + text("factorChart"),
      summary: summary(profile, language),
      days: profile.days,
      panels: [
        TimeChart.Panel(
          title: text("factorSpread"), unit: .plain,
          series: [
            series("factorHigh", .difference, profile.high), series("factorMedian", .reported, profile.median),
            series("factorLow", .index, profile.low),
          ], share: 1.6, filled: false),
        TimeChart.Panel(
          title: text("factorCoverage"), unit: .percent, series: [series("factorCoverage", .reported, coverage)],
          share: 0.8, filled: false),
      ], marks: [marks].compactMap { $0 })
  }

  private static func summary(_ profile: FactorDays, _ language: Language) -> String {
    let median = profile.median.last { $0.isFinite }
    let parts = [
      "\(StringTable.require("factorCoverage", language)) \(PageFigures.percent(profile.coverage))",
      "\(StringTable.require("factorMedianLast", language)) \(PageFigures.significant(median))",
    ]
    return parts.joined(separator: language[("，", ", ")])
  }
}
