import Primitives

/// A line chart as strokes and words: ticks at the left, periods below, each line's name and last value at its end.
struct LineDrawing {
  private let chart: LineChart
  private let width: ChartWidth
  private let scale: ValueScale?
  private let plot: PlotFrame
  private let tickTexts: [String]
  private let endLabels: [String]
  /// Above the plot, where the ends of the lines have no room for their names.
  private let legend: LegendRow?

  private static let axisHeight = 24.0
  /// Between the last point and its label.
  private static let leader = 14.0
  /// Least distance of two labels.
  private static let labelGap = 15.0

  init(_ chart: LineChart, _ width: ChartWidth) {
    self.chart = chart
    self.width = width
    let height = (LineDrawing.height(width) * chart.share).rounded()
    scale = ValueScale(
      chart.series.lazy.flatMap(\.values), including: chart.baseline, tickCountMax: max(2, Int(height / 38)))
    tickTexts = scale.map { NumberText.ticks($0, unit: chart.unit) } ?? []
    let left = PlotFrame.left(tickTexts)
    let room = width.pixels * (chart.isMultiple ? 0.44 : 0.36)
    let labels = chart.series.map { series in
      let last = " " + series.last
      let name =
        chart.isMultiple
        ? TextWidth.shortened(
          series.label, width: room - LineDrawing.leader - TextWidth.of(last, fontSize: Drawing.fontSize),
          fontSize: Drawing.fontSize) : series.label
      return BidirectionalText.isolated(name) + last
    }
    let needed = PlotFrame.widest(labels) + LineDrawing.leader
    let fits =
      chart.isMultiple || (needed <= room && Double(labels.count - 1) * LineDrawing.labelGap <= height)
    endLabels = fits ? labels : []
    legend =
      fits
      ? nil
      : LegendRow(zip(labels, chart.series.map(\.role)).map { ($0, $1) }, x: 0, width: width.pixels, isArea: false)
    let right = PlotFrame.right(fits ? needed : PeriodAxis.overhang, width)
    plot = PlotFrame(
      x: left, y: 8 + (legend?.height ?? 0), width: max(40, width.pixels - left - right), height: height)
  }

  private static func height(_ width: ChartWidth) -> Double {
    switch width {
    case .full: 190
    case .half: 190
    case .third: 120
    case .narrow: 170
    }
  }

  var drawing: Drawing {
    var drawing = Drawing(width: width.pixels, height: plot.bottom + LineDrawing.axisHeight)
    days(&drawing)
    guard let scale else {
      drawing.word("–", x: plot.x + plot.width / 2, middle: plot.y + plot.height / 2, .middle)
      return drawing
    }
    values(scale, &drawing)
    marks(&drawing)
    lines(scale, &drawing)
    rings(scale, &drawing)
    if let legend { legend.draw(&drawing) } else { ends(scale, &drawing) }
    drawing.data = DayData.of(chart.days, plot, scale, unit: chart.unit, carriesDays: chart.carriesDays)
    return drawing
  }

  private func x(_ index: Int) -> Double { plot.x + PeriodAxis.offset(index, chart.days.count, plot.width) }

  private func days(_ drawing: inout Drawing) {
    let axis = PeriodAxis(chart.days, width: plot.width, fontSize: Drawing.fontSize)
    drawing.stroke("c-axis", [plot.across(plot.bottom)] + axis.marks(below: plot, of: chart.days.count))
    drawing.words(of: axis, below: plot)
  }

  private func values(_ scale: ValueScale, _ drawing: inout Drawing) {
    drawing.values(scale, tickTexts, in: plot)
    if let baseline = chart.baseline, (scale.lower...scale.upper).contains(baseline) {
      drawing.stroke("c-ink", [plot.across(plot.height(baseline, scale))])
    }
  }

  /// Words of marks stand under each other where they would touch.
  private func marks(_ drawing: inout Drawing) {
    var ends: [Double] = []
    for mark in chart.marks.sorted(by: { $0.day < $1.day }) {
      guard let index = chart.days.binarySearch(mark.day) else { continue }
      let place = PlotFrame.sharp(x(index))
      drawing.stroke("c-mark", [[.init(x: place, y: plot.y), .init(x: place, y: plot.bottom)]])
      let wide = TextWidth.of(mark.label, fontSize: Drawing.fontSize)
      let start = place + 5 + wide <= plot.right ? place + 5 : max(0, place - 5 - wide)
      let row = ends.firstIndex { $0 < start } ?? ends.count
      ends.indices.contains(row) ? (ends[row] = start + wide + 6) : ends.append(start + wide + 6)
      drawing.word(mark.label, "c-mark", x: start, middle: plot.y + 7 + 15 * Double(row))
    }
  }

  /// The first series is drawn last: what a chart is about lies above.
  private func lines(_ scale: ValueScale, _ drawing: inout Drawing) {
    for series in chart.series.reversed() {
      let runs = Decimation.runs(series.values, columnCount: Int(plot.width))
      let lines = runs.map { run -> [Drawing.Point] in
        let points = run.map { Drawing.Point(x: x($0.index), y: plot.height($0.value, scale)) }
        // A day by itself is a dash of two pixels.
        guard points.count == 1 else { return points }
        return [.init(x: points[0].x - 1, y: points[0].y), .init(x: points[0].x + 1, y: points[0].y)]
      }
      drawing.stroke("s-" + series.role.name, lines, data: [("data-label", series.label)])
    }
  }

  /// Words of rings are spread like those of lines.
  private func rings(_ scale: ValueScale, _ drawing: inout Drawing) {
    let found = chart.rings.compactMap { ring -> (label: String, x: Double, y: Double)? in
      guard chart.series.indices.contains(ring.series), chart.series[ring.series].values.indices.contains(ring.index)
      else { return nil }
      let value = chart.series[ring.series].values[ring.index]
      return value.isFinite ? (ring.label, x(ring.index), plot.height(value, scale)) : nil
    }
    let places = LabelSpreading.spread(
      found.map(\.y), gap: LineDrawing.labelGap, within: plot.y...max(plot.y, plot.bottom - 7))
    for (ring, place) in zip(found, places) {
      let corners = PlotFrame.dot(ring.x, ring.y, radius: 3)
      drawing.stroke("c-ring", [corners + corners.prefix(1)])
      let isLeft = ring.x - 7 - TextWidth.of(ring.label, fontSize: Drawing.fontSize) >= plot.x
      drawing.word(ring.label, "c-halo", x: isLeft ? ring.x - 7 : ring.x + 7, middle: place, isLeft ? .end : .start)
    }
  }

  /// Labels are spread to 15 pixels; a thin line leads from the last point to its own.
  private func ends(_ scale: ValueScale, _ drawing: inout Drawing) {
    let found = chart.series.enumerated().compactMap { number, series -> (Int, Int, Double)? in
      series.values.lastIndex(where: \.isFinite).map { (number, $0, plot.height(series.values[$0], scale)) }
    }
    let places = LabelSpreading.spread(
      found.map(\.2), gap: LineDrawing.labelGap, within: plot.y...max(plot.y, plot.bottom))
    for ((number, index, height), place) in zip(found, places) {
      let name = chart.series[number].role.name
      let start = plot.right + LineDrawing.leader - 2
      drawing.stroke(
        "c-leader", [[.init(x: x(index) + 2, y: height), .init(x: start - 3, y: place)]])
      drawing.word(endLabels[number], "t-" + name, x: start, middle: place)
    }
  }
}
