import Primitives

/// Turns a chart and its layout into strokes, areas and texts.
enum ChartDrawing {
  static func make(_ chart: TimeChart, layout: ChartLayout, style: ChartStyle) -> Drawing {
    var drawing = Drawing(width: layout.width, height: layout.height, fontSize: style.fontSize)
    for (panel, place) in zip(chart.panels, layout.panels) {
      frame(place, layout: layout, dayCount: chart.days.count, fontSize: style.fontSize, &drawing)
      baseline(of: panel, place, &drawing)
      lines(of: panel, place, style: style, &drawing)
      labels(of: panel, place, style: style, &drawing)
    }
    marks(layout, dayCount: chart.days.count, &drawing)
    days(layout, dayCount: chart.days.count, &drawing)
    return drawing
  }

  /// The middle of the pixel, where a line one pixel wide is sharp.
  private static func sharp(_ value: Double) -> Double { value.rounded(.down) + 0.5 }

  private static func horizontal(_ y: Double, _ plot: ChartLayout.Frame) -> [Drawing.Point] {
    [Drawing.Point(x: plot.x, y: sharp(y)), Drawing.Point(x: plot.right, y: sharp(y))]
  }

  private static func vertical(_ x: Double, _ top: Double, _ bottom: Double) -> [Drawing.Point] {
    [Drawing.Point(x: sharp(x), y: top), Drawing.Point(x: sharp(x), y: bottom)]
  }

  private static func height(
    _ value: Double, _ scale: ValueScale, _ plot: ChartLayout.Frame
  ) -> Double {
    plot.bottom - scale.fraction(value) * plot.height
  }

  /// The frame, a light line at every tick, and the tick values; an empty panel says so.
  private static func frame(
    _ panel: ChartLayout.Panel, layout: ChartLayout, dayCount: Int, fontSize: Double,
    _ drawing: inout Drawing
  ) {
    let plot = panel.plot
    var grid = layout.axis.ticks.map { tick in
      vertical(
        plot.x + DayAxis.offset(tick.index, dayCount: dayCount, width: plot.width), plot.y,
        plot.bottom)
    }
    if let scale = panel.scale {
      grid += scale.ticks.map { horizontal(height($0, scale, plot), plot) }
    }
    drawing.add("c-grid", .stroke(ChartStyle.grid), grid)
    let (left, right) = (sharp(plot.x), sharp(plot.right))
    let (top, bottom) = (sharp(plot.y), sharp(plot.bottom))
    let corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    drawing.add(
      "c-grid", .stroke(ChartStyle.grid), [corners.map { Drawing.Point(x: $0.0, y: $0.1) }],
      isClosed: true)
    drawing.add("c-axis", .stroke(ChartStyle.axis), [horizontal(plot.bottom, plot)])
    guard let scale = panel.scale else {
      drawing.texts.append(
        text("–", plot.x + plot.width / 2, plot.y + plot.height / 2 + fontSize * 0.35, .middle))
      return
    }
    for (tick, content) in zip(scale.ticks, panel.tickTexts) {
      // Digits have no descender: their middle is a third of the size above the baseline.
      let y = height(tick, scale, plot) + fontSize * 0.35
      drawing.texts.append(text(content, plot.x - 6, y, .end))
    }
  }

  /// Marks zero, or 1 where values are multiples of the start.
  private static func baseline(
    of panel: TimeChart.Panel, _ place: ChartLayout.Panel, _ drawing: inout Drawing
  ) {
    let value = panel.unit == .ratio && !panel.filled ? 1.0 : 0.0
    guard let scale = place.scale, (scale.lower...scale.upper).contains(value) else { return }
    drawing.add(
      "c-zero", .stroke(ChartStyle.baseline),
      [horizontal(height(value, scale, place.plot), place.plot)])
  }

  private static func lines(
    of panel: TimeChart.Panel, _ place: ChartLayout.Panel, style: ChartStyle,
    _ drawing: inout Drawing
  ) {
    guard let scale = place.scale else { return }
    let plot = place.plot
    let order = panel.series.indices.sorted {
      (rank(panel.series[$0].role), $0) < (rank(panel.series[$1].role), $1)
    }
    for position in order {
      let series = panel.series[position]
      let runs = Decimation.runs(series.values, columnCount: Int(plot.width)).map { run in
        run.map { point in
          Drawing.Point(
            x: plot.x
              + DayAxis.offset(point.index, dayCount: series.values.count, width: plot.width),
            y: height(point.value, scale, plot))
        }
      }
      let pen = style.pen(series)
      let name = ChartStyle.name(series)
      // One area only: several upon each other are mud.
      if panel.filled, position == 0 {
        let zero = height(0, scale, plot)
        let areas = runs.filter { $0.count > 1 }.map { run in
          [Drawing.Point(x: run[0].x, y: zero)] + run
            + [Drawing.Point(x: run[run.count - 1].x, y: zero)]
        }
        drawing.add(
          "a-\(name)", .fill(pen.colour, opacity: ChartStyle.areaOpacity), areas, isClosed: true)
      }
      drawing.add("s-\(name)", .stroke(pen), runs.map(visible))
    }
  }

  /// Dashed lines lie above solid ones, so that equal curves are both seen.
  private static func rank(_ role: TimeChart.Series.Role) -> Int {
    switch role {
    case .index: 0
    case .local: 2
    case .reported, .difference, .drawdown, .preview: 1
    }
  }

  /// A day between two gaps has no line: a short one stands for it.
  private static func visible(_ run: [Drawing.Point]) -> [Drawing.Point] {
    guard run.count == 1, let only = run.first else { return run }
    return [Drawing.Point(x: only.x - 3, y: only.y), Drawing.Point(x: only.x + 3, y: only.y)]
  }

  /// Title, legend, and the last values behind the lines.
  private static func labels(
    of panel: TimeChart.Panel, _ place: ChartLayout.Panel, style: ChartStyle,
    _ drawing: inout Drawing
  ) {
    var title = text(place.title.text, place.title.x, place.title.y, .start)
    title.isBold = true
    drawing.texts.append(title)
    for item in place.legend {
      let series = panel.series[item.series]
      let y = item.label.y - (style.fontSize * 0.35).rounded()
      let sample = [
        Drawing.Point(x: item.sampleX + 1, y: y),
        Drawing.Point(x: item.sampleX + ChartLayout.sampleWidth - 1, y: y),
      ]
      drawing.add("s-\(ChartStyle.name(series))", .stroke(style.pen(series)), [sample])
      drawing.texts.append(text(item.label.text, item.label.x, item.label.y, .start))
    }
    for end in place.ends {
      let series = panel.series[end.series]
      var label = text(end.text, place.plot.right + 5, end.y + style.fontSize * 0.35, .start)
      label.classes = "t-\(ChartStyle.name(series))"
      label.colour = style.pen(series).colour
      drawing.texts.append(label)
    }
  }

  /// One line for each mark, within the plots only: it must not cross titles and legends.
  private static func marks(_ layout: ChartLayout, dayCount: Int, _ drawing: inout Drawing) {
    for mark in layout.marks {
      let lines = layout.panels.enumerated().map { position, panel in
        vertical(
          panel.plot.x + DayAxis.offset(mark.index, dayCount: dayCount, width: panel.plot.width),
          position == 0 ? mark.y - drawing.fontSize * 0.9 : panel.plot.y, panel.plot.bottom)
      }
      drawing.add("c-mark", .stroke(ChartStyle.mark), lines)
      drawing.texts.append(text(mark.text, mark.x, mark.y, mark.isBefore ? .end : .start))
    }
  }

  private static func days(_ layout: ChartLayout, dayCount: Int, _ drawing: inout Drawing) {
    guard let plot = layout.panels.last?.plot else { return }
    let stubs = layout.axis.ticks.map { tick in
      vertical(
        plot.x + DayAxis.offset(tick.index, dayCount: dayCount, width: plot.width), plot.bottom,
        plot.bottom + 4)
    }
    drawing.add("c-axis", .stroke(ChartStyle.axis), stubs)
    for tick in layout.axis.ticks {
      drawing.texts.append(text(tick.label, plot.x + tick.middle, layout.axisLabelY, .middle))
    }
  }

  private static func text(
    _ content: String, _ x: Double, _ y: Double, _ anchor: Drawing.Text.Anchor
  ) -> Drawing.Text {
    Drawing.Text(
      classes: "c-text", content: content, x: x, y: y, anchor: anchor, colour: ChartStyle.text)
  }
}
