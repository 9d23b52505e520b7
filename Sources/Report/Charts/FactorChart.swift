import Charts
import Primitives
import Records

/// A factor over time: how many instruments have a value, and where the middle and the outer ones lie.
enum FactorChart {
  static func value(_ entry: FactorEntry, _ settings: SiteSettings) -> PageValue {
    guard let profile = entry.profile, profile.days.count > 1 else { return .list([]) }
    return .chart(
      PageChart { language in
        try ChartValues.values(chart(entry, profile, language), upIsRed: settings.upIsRed)
      })
  }

  private static func chart(_ entry: FactorEntry, _ profile: FactorDays, _ language: Language) -> TimeChart {
    func text(_ key: String) -> String { StringTable.require(key, language) }
    func series(_ key: String, _ role: TimeChart.Series.Role, _ values: [Double]) -> TimeChart.Series {
      TimeChart.Series(label: text(key), role: role, values: values)
    }
    let first = entry.check?.firstDivergence.flatMap { TradingDay($0.day) }
    let marks = first.flatMap { day in
      profile.days.binarySearch(day).map { _ in
        TimeChart.Mark(day: day, label: "\(text("chart.first")) \(day)")
      }
    }
    return TimeChart(
      id: "factor-" + entry.id, title: title(profile)[language], summary: "", days: profile.days,
      panels: [
        TimeChart.Panel(
          title: text("factorCoverage"), unit: .percent, series: [series("factorCoverage", .reported, profile.shares)],
          share: 0.8),
        TimeChart.Panel(
          title: text("factorSpread"), unit: .plain,
          series: [
            series("factorHigh", .difference, profile.high), series("factorMedian", .reported, profile.median),
            series("factorLow", .index, profile.low),
          ], share: 1.6),
      ], marks: [marks].compactMap { $0 })
  }

  private static func title(_ profile: FactorDays) -> Message {
    let shares = profile.shares
    let lowest = shares.indices.filter { shares[$0].isFinite }.min { shares[$0] < shares[$1] }
    guard let lowest, let coverage = profile.coverage else {
      return Message("chart.factor-empty.label", en: "No day has a value", zh: "没有一日有值")
    }
    return Message(
      "chart.factor-coverage.label",
      ["coverage": .ratio(coverage), "lowest": .ratio(shares[lowest]), "day": .day(profile.days[lowest])],
      en: "Coverage {coverage}, lowest {lowest} on {day}", zh: "覆盖率 {coverage}，最低 {lowest}（{day}）")
  }
}
