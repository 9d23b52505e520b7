/// The vertical half of a panel's layout: height, scale, tick texts and last values.
struct PanelValues {
  /// A last value before it has found its place.
  struct End {
    var series: Int
    var text: String
    var value: Double
  }

  let height: Double
  let scale: ValueScale?
  let tickTexts: [String]
  let ends: [End]

  init(_ panel: TimeChart.Panel, style: ChartStyle) {
    height = max(3 * style.fontSize, (style.panelHeight * panel.share).rounded())
    let tickCount = max(3, min(6, Int(height / (style.fontSize * 2))))
    // Percentages and differences are read against zero; a multiple of the start is not.
    scale = ValueScale(
      panel.series.lazy.flatMap(\.values),
      including: panel.filled || panel.unit != .ratio ? 0 : nil,
      tickCountMax: tickCount)
    tickTexts = scale.map { NumberText.ticks($0, unit: panel.unit) } ?? []
    let found = panel.series.enumerated().compactMap { index, series -> End? in
      guard let value = series.values.last, value.isFinite else { return nil }
      return End(series: index, text: NumberText.value(value, unit: panel.unit), value: value)
    }
    // Where not all have room, none is shown: a part of them would look like all.
    ends = Double(found.count) * style.fontSize <= height ? found : []
  }

  func spreadEnds(in plot: ChartLayout.Frame, fontSize: Double) -> [ChartLayout.EndLabel] {
    guard let scale else { return [] }
    let places = LabelSpreading.spread(
      ends.map { plot.bottom - scale.fraction($0.value) * plot.height }, gap: fontSize * 1.1,
      within: plot.y...plot.bottom)
    return zip(ends, places).map {
      ChartLayout.EndLabel(series: $0.series, text: $0.text, y: $1)
    }
  }
}
