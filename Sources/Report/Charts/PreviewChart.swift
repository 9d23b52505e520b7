import Charts
import Primitives
import Records

/// Net value of all previews over an index, each from its own first day.
enum PreviewChart {
  static func make(_ previews: [NightResult.Preview], _ index: NightResult.Index, _ language: Language) -> TimeChart? {
    let days = Set(previews.flatMap { $0.accounts.map(\.tradingDay) }).sorted()
    guard !days.isEmpty else { return nil }
    func text(_ key: String) -> String { StringTable.require("chart." + key, language) }
    var series: [TimeChart.Series] = []
    var falls: [TimeChart.Series] = []
    for (ordinal, preview) in previews.enumerated() {
      let initial = preview.strategy.initialCapital.yuan
      let byDay = Dictionary(preview.accounts.map { ($0.tradingDay, $0) }) { first, _ in first }
      series.append(
        TimeChart.Series(
          label: preview.strategy.displayName, role: .preview,
          values: days.map { byDay[$0].map { $0.totalValue.yuan / initial } ?? .nan }, ordinal: ordinal))
      falls.append(
        TimeChart.Series(
          label: preview.strategy.displayName, role: .preview, values: days.map { byDay[$0]?.drawdown ?? .nan },
          ordinal: ordinal))
    }
    let closes = days.map { index.closes[$0] ?? .nan }
    if let first = closes.first(where: { $0.isFinite }) {
      series.append(
        TimeChart.Series(label: index.instrument.name, role: .index, values: closes.map { $0 / first }))
    }
    return TimeChart(
      id: "previews", title: text("previewTitle"), summary: summary(series, language), days: days,
      panels: [
        TimeChart.Panel(title: text("previewNav"), unit: .ratio, series: series, share: 2, filled: false),
        TimeChart.Panel(title: text("drawdown"), unit: .percent, series: falls, share: 1, filled: false),
      ], marks: [])
  }

  private static func summary(_ series: [TimeChart.Series], _ language: Language) -> String {
    let parts = series.compactMap { line in
      line.values.last { $0.isFinite }.map { "\(line.label) \(PageFigures.fixed($0, 4))" }
    }
    return StringTable.require("chart.end", language) + language[("：", ": ")]
      + parts.joined(separator: language[("，", ", ")])
  }
}
