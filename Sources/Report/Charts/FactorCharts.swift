import Charts
import Primitives
import Records

/// A factor over time: where its values lie, and how many instruments have one.
struct FactorCharts: Sendable {
  private let entry: FactorEntry

  init(_ entry: FactorEntry) { self.entry = entry }

  func spread(_ language: Language) -> ChartSpec? {
    guard let profile = entry.profile, profile.days.count > 1 else { return nil }
    func series(_ key: String, _ role: ChartRole, _ values: [Double]) -> LineChart.Series {
      LineChart.Series(
        label: StringTable.require(key, language), role: role, values: values,
        last: PageFigures.significant(values.last { $0.isFinite }))
    }
    return .line(
      LineChart(
        head: ChartHead(
          id: "factor-\(Slug.of(entry.id))-spread",
          title: Message.middle(entry.name, profile.median.last { $0.isFinite } ?? .nan).words(language),
          unit: Message.spreadUnit.words(language)), unit: .plain, days: profile.days,
        series: [
          series("factorMedian", .record, profile.median), series("factorHigh", .quiet, profile.high),
          series("factorLow", .quiet, profile.low),
        ], marks: marks(profile, language), dayWord: StringTable.require("day", language), carriesDays: true))
  }

  func coverage(_ language: Language) -> ChartSpec? {
    guard let profile = entry.profile, profile.days.count > 1 else { return nil }
    let shares = zip(profile.present, profile.rows).map { $1 == 0 ? Double.nan : Double($0) / Double($1) }
    let finite = shares.filter(\.isFinite)
    guard let least = finite.min() else { return nil }
    return .line(
      LineChart(
        head: ChartHead(
          id: "factor-\(Slug.of(entry.id))-coverage",
          title: Message.coverage(profile.coverage ?? .nan, least).words(language),
          unit: Message.coverageUnit.words(language)), unit: .percent, days: profile.days,
        series: [
          LineChart.Series(
            label: StringTable.require("factorCoverage", language), role: .record, values: shares,
            last: PageFigures.percent(finite.last))
        ], share: 0.6, dayWord: StringTable.require("day", language)))
  }

  private func marks(_ profile: FactorDays, _ language: Language) -> [LineChart.Mark] {
    guard let day = entry.check?.firstDivergence.flatMap({ TradingDay($0.day) }), profile.days.binarySearch(day) != nil
    else { return [] }
    return [LineChart.Mark(day: day, label: "\(StringTable.require("chart.first", language)) \(day)")]
  }
}

extension Message {
  fileprivate static func middle(_ name: String, _ value: Double) -> Message {
    Message(
      "chart.factor-middle.label", ["name": .text(name), "value": .number(value)],
      en: "{name}: the median is {value} on the last day", zh: "{name}：最后一日中位数为 {value}")
  }

  fileprivate static let spreadUnit = Message(
    "chart.factor-unit.label", en: "Median and outer twentieths over the instruments of a day",
    zh: "当日各证券的中位数与上下各二十分之一处")

  fileprivate static func coverage(_ mean: Double, _ least: Double) -> Message {
    Message(
      "chart.factor-coverage.label", ["mean": .ratio(mean), "least": .ratio(least)],
      en: "{mean} of the cells have a value, on the worst day {least}", zh: "{mean} 的格有值，最差一日为 {least}")
  }

  fileprivate static let coverageUnit = Message(
    "chart.factor-coverage-unit.label", en: "Instruments with a finite value, percent", zh: "有有限值的证券占比，%")
}
