/// Dots joined by lines over a few places, such as a correlation by horizon.
package struct DotChart: Equatable, Sendable {
  package var head: ChartHead
  package var unit: ChartUnit
  package var places: [String]
  package var series: [ChartSeries]
  package var placeWord: String

  package init(head: ChartHead, unit: ChartUnit, places: [String], series: [ChartSeries], placeWord: String) {
    self.head = head
    self.unit = unit
    self.places = places
    self.series = series
    self.placeWord = placeWord
  }

  package var table: ChartTable { ChartSeries.table(series, over: places, called: placeWord, unit: unit) }

  func drawing(_ width: ChartWidth) -> Drawing {
    let scale = ValueScale(series.lazy.flatMap(\.values), including: 0, tickCountMax: 5)
    let ticks = scale.map { NumberText.ticks($0, unit: unit) } ?? []
    let left = PlotFrame.left(ticks)
    let labels = series.map { TextWidth.shortened($0.label, width: width.pixels * 0.25, fontSize: Drawing.fontSize) }
    let right = (labels.map { TextWidth.of($0, fontSize: Drawing.fontSize) }.max() ?? 0).rounded(.up) + 14
    let plot = PlotFrame(x: left, y: 8, width: max(40, width.pixels - left - right), height: 160)
    var drawing = Drawing(width: width.pixels, height: plot.bottom + 24)
    guard let scale, !places.isEmpty else { return drawing }
    drawing.values(scale, ticks, in: plot)
    drawing.stroke("c-ink", [plot.across(plot.height(0, scale))])
    let step = plot.width / Double(places.count)
    func x(_ place: Int) -> Double { plot.x + step * (Double(place) + 0.5) }
    // Every name, or some where they would touch.
    let every = max(1, Int(((PlotFrame.widest(places) + 6) / step).rounded(.up)))
    for (place, name) in places.enumerated() where place % every == 0 {
      drawing.word(name, x: x(place), middle: plot.bottom + 14, .middle)
    }
    var ends: [(number: Int, y: Double)] = []
    for (number, series) in series.enumerated() {
      let points = places.indices.map { place -> Drawing.Point? in
        guard place < series.values.count, series.values[place].isFinite else { return nil }
        return Drawing.Point(x: x(place), y: plot.height(series.values[place], scale))
      }
      let runs = points.split(separator: nil).map { $0.compactMap(\.self) }
      drawing.stroke("s-" + series.role.name, runs.filter { $0.count > 1 })
      drawing.fill("f-" + series.role.name, runs.joined().map { PlotFrame.dot($0.x, $0.y, radius: 2.8) })
      if let last = runs.last?.last { ends.append((number, last.y)) }
    }
    let places = LabelSpreading.spread(ends.map(\.y), gap: 15, within: plot.y...plot.bottom)
    for (end, place) in zip(ends, places) {
      drawing.word(labels[end.number], "t-" + series[end.number].role.name, x: plot.right + 8, middle: place)
    }
    return drawing
  }
}
