/// Bars beside each other in groups, such as three series a year.
package struct GroupedBars: Equatable, Sendable {
  package var head: ChartHead
  package var unit: ChartUnit
  package var groups: [String]
  package var series: [ChartSeries]
  package var groupWord: String

  package init(head: ChartHead, unit: ChartUnit, groups: [String], series: [ChartSeries], groupWord: String) {
    self.head = head
    self.unit = unit
    self.groups = groups
    self.series = series
    self.groupWord = groupWord
  }

  package var table: ChartTable { ChartSeries.table(series, over: groups, called: groupWord, unit: unit) }

  func drawing(_ width: ChartWidth) -> Drawing {
    let scale = ValueScale(series.lazy.flatMap(\.values), including: 0, tickCountMax: 5)
    let ticks = scale.map { NumberText.ticks($0, unit: unit) } ?? []
    let left = PlotFrame.left(ticks)
    let legend = LegendRow(
      series.count > 1 ? series.map { ($0.label, $0.role) } : [], x: left, width: width.pixels, isArea: true)
    let plot = PlotFrame(x: left, y: legend.height + 8, width: width.pixels - left - 2, height: 170)
    var drawing = Drawing(width: width.pixels, height: plot.bottom + 24)
    legend.draw(&drawing)
    guard let scale, !groups.isEmpty else { return drawing }
    drawing.values(scale, ticks, in: plot)
    let step = plot.width / Double(groups.count)
    let bar = max(2, min(24, (step * 0.76 / Double(max(1, series.count))).rounded(.down)))
    let zero = plot.height(0, scale)
    for (number, series) in series.enumerated() {
      drawing.fill(
        "f-" + series.role.name,
        series.values.enumerated().compactMap { group, value in
          guard group < groups.count, value.isFinite else { return nil }
          let start = plot.x + step * (Double(group) + 0.5) + bar * (Double(number) - Double(self.series.count) / 2)
          return PlotFrame.bar(start, zero, start + bar - 1, plot.height(value, scale))
        })
    }
    drawing.stroke("c-ink", [plot.across(zero)])
    // Every name, or every second one where they would touch; the last one stays inside.
    let widest = PlotFrame.widest(groups)
    let every = max(1, Int(((widest + 14) / step).rounded(.up)))
    for (number, group) in groups.enumerated() where number % every == 0 {
      let middle = min(plot.x + step * (Double(number) + 0.5), width.pixels - widest / 2)
      drawing.word(group, x: middle, middle: plot.bottom + 14, .middle)
    }
    return drawing
  }
}
