import Charts
import Primitives
import Records

/// Charts of previews: one beside its benchmark, and lines for the table.
enum PreviewCharts {
  /// Net value over the benchmark, with the drawdown below.
  static func netValue(_ preview: NightResult.Preview, _ settings: SiteSettings) -> PageValue {
    guard preview.accounts.count > 1 else { return .list([]) }
    return .chart(
      PageChart { language in
        let name = preview.strategy.displayName
        let index = preview.benchmark?.instrument.shownName[language] ?? ""
        var lines = [TimeChart.Series(label: name, role: .preview, values: preview.netValues)]
        if let benchmark = preview.benchmark, benchmark.values.contains(where: \.isFinite) {
          lines.append(TimeChart.Series(label: index, role: .index, values: benchmark.values))
        }
        let falls = TimeChart.Series(label: name, role: .preview, values: preview.accounts.map(\.drawdown))
        let chart = TimeChart(
          id: "preview-net-value", title: title(preview)[language], summary: "",
          days: preview.accounts.map(\.tradingDay),
          panels: [
            TimeChart.Panel(
              title: StringTable.require("chart.previewNav", language), unit: .ratio, series: lines, share: 2),
            TimeChart.Panel(
              title: StringTable.require("chart.drawdown", language), unit: .percent, series: [falls], share: 1),
          ])
        return try ChartValues.values(chart, upIsRed: settings.upIsRed)
      })
  }

  /// The line of a preview over its benchmark, for a cell.
  static func spark(_ preview: NightResult.Preview) -> PageValue {
    .drawing(
      CellDrawings.spark([("s-record", preview.netValues), ("s-index", preview.benchmark?.values ?? [])]))
  }

  private static func title(_ preview: NightResult.Preview) -> Message {
    let last = preview.netValues.last ?? .nan
    guard let benchmark = preview.benchmark, let end = benchmark.values.last, end.isFinite else {
      return Message(
        "chart.preview-net-value-alone.label", ["value": .number(last)], en: "Net value: {value} at the end",
        zh: "净值：期末 {value}")
    }
    return Message(
      "chart.preview-net-value.label",
      ["value": .number(last), "index": .message(benchmark.instrument.shownName), "other": .number(end)],
      en: "Net value: {value} at the end, {index} {other}", zh: "净值：期末 {value}，{index} 为 {other}")
  }
}
