import Charts
import Primitives
import Records

/// Net value of RD-Agent, local and index; the difference below; the drawdowns at the bottom.
enum MigrationChart {
  static func make(_ id: String, _ judgement: NightResult.Judgement, _ language: Language) -> TimeChart? {
    let base = judgement.recorded.isEmpty ? judgement.replayed : judgement.recorded
    guard !base.isEmpty else { return nil }
    let days = Set(judgement.recorded.map(\.day) + judgement.replayed.map(\.day)).sorted()
    let reported = Curves.aligned(Curves.netValue(judgement.recorded), of: judgement.recorded, on: days)
    let local = Curves.aligned(Curves.netValue(judgement.replayed), of: judgement.replayed, on: days)
    let index = Curves.aligned(Curves.index(base), of: base, on: days)
    func text(_ key: String) -> String { StringTable.require("chart." + key, language) }
    var nav: [TimeChart.Series] = []
    var falls: [TimeChart.Series] = []
    for (values, role, exists) in [
      (reported, TimeChart.Series.Role.reported, !judgement.recorded.isEmpty),
      (local, .local, !judgement.replayed.isEmpty), (index, .index, true),
    ] where exists {
      nav.append(TimeChart.Series(label: text(role.rawValue), role: role, values: values))
      if role != .index || nav.count == 1 {
        falls.append(TimeChart.Series(label: text(role.rawValue), role: role, values: Curves.drawdown(values)))
      }
    }
    falls.append(TimeChart.Series(label: text("index"), role: .index, values: Curves.drawdown(index)))
    var panels = [TimeChart.Panel(title: text("nav"), unit: .ratio, series: nav, share: 2, filled: false)]
    if !judgement.recorded.isEmpty, !judgement.replayed.isEmpty {
      let difference = zip(local, reported).map { $0 / $1 - 1 }
      panels.append(
        TimeChart.Panel(
          title: text("difference"), unit: .plain,
          series: [TimeChart.Series(label: text("difference"), role: .difference, values: difference)], share: 0.8,
          filled: false))
    }
    panels.append(TimeChart.Panel(title: text("drawdown"), unit: .percent, series: falls, share: 1, filled: false))
    return TimeChart(
      id: "nav-" + slug(id), title: text("migrationTitle"), summary: summary(reported, local, index, language),
      days: days, panels: panels, marks: marks(judgement.comparison, days, language))
  }

  private static func marks(_ comparison: Comparison, _ days: [TradingDay], _ language: Language) -> [TimeChart.Mark] {
    let rung = comparison.rungs.first { $0.firstDivergence?.day != nil && $0.state != .notAvailable }
    guard let day = rung?.firstDivergence?.day, days.binarySearch(day) != nil else { return [] }
    return [TimeChart.Mark(day: day, label: StringTable.require("chart.first", language) + " \(day)")]
  }

  /// The chart in one sentence, for those who do not see it.
  static func summary(_ reported: [Double], _ local: [Double], _ index: [Double], _ language: Language) -> String {
    func end(_ key: String, _ values: [Double]) -> String? {
      values.last { $0.isFinite }.map { "\(StringTable.require("chart." + key, language)) \(PageFigures.fixed($0, 4))" }
    }
    let parts = [end("reported", reported), end("local", local), end("index", index)].compactMap { $0 }
    return StringTable.require("chart.end", language) + language[("：", ": ")]
      + parts.joined(separator: language[("，", ", ")])
  }

  static func slug(_ id: String) -> String {
    String(id.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
  }
}
