/// Turns a waterfall into strokes, areas and texts: a row a bar, labels to the left, values to the right,
/// a dashed line from the end of each bar to the next.
enum StepDrawing {
  private static let ink = ChartStyle.Colour(0x4C6A85)
  private static let opacity = 0.85

  static func make(_ chart: StepChart, style: ChartStyle) -> Drawing {
    let row = (style.fontSize * 2).rounded()
    let bars = chart.panels.flatMap(\.bars)
    func width(_ texts: [String]) -> Double {
      (texts.reduce(0) { max($0, TextWidth.of($1, fontSize: style.fontSize)) } + 10).rounded(.up)
    }
    let left = min(width(bars.map(\.label)), (style.width * 0.34).rounded())
    let right = width(bars.map(\.value))
    let frame = (x: left, width: max(60, style.width - left - right))
    var drawing = Drawing(width: left + frame.width + right, height: 0, fontSize: style.fontSize)
    var top = 2.0
    for panel in chart.panels {
      top = add(panel, top: top, row: row, frame: frame, style: style, to: &drawing)
    }
    drawing.height = top
    return drawing
  }

  /// - Returns: where the next panel begins.
  private static func add(
    _ panel: StepChart.Panel, top: Double, row: Double, frame: (x: Double, width: Double),
    style: ChartStyle,
    to drawing: inout Drawing
  ) -> Double {
    func text(
      _ content: String, _ x: Double, _ y: Double, _ anchor: Drawing.Text.Anchor, bold: Bool = false
    ) -> Drawing.Text {
      Drawing.Text(
        classes: "c-text", content: content, x: x, y: y, anchor: anchor, isBold: bold,
        colour: ChartStyle.text)
    }
    drawing.texts.append(
      text(panel.title, 0, top + (style.fontSize * 1.1).rounded(), .start, bold: true))
    let first = top + (style.fontSize * 1.8).rounded()
    let bottom = first + row * Double(panel.bars.count)
    let values = panel.bars.flatMap { [$0.from, $0.to] }
    guard let scale = ValueScale(values, including: 0, tickCountMax: 5) else { return bottom }
    func x(_ value: Double) -> Double { frame.x + scale.fraction(value) * frame.width }
    func sharp(_ value: Double) -> Double { value.rounded(.down) + 0.5 }
    drawing.add(
      "c-grid", .stroke(ChartStyle.grid),
      scale.ticks.map { [.init(x: sharp(x($0)), y: first), .init(x: sharp(x($0)), y: bottom)] })
    for (index, bar) in panel.bars.enumerated() {
      let middle = first + row * (Double(index) + 0.5)
      let half = (row * 0.32).rounded()
      // What is too small to be seen is shown as a line of two pixels.
      let (low, high) = (
        x(min(bar.from, bar.to)), max(x(max(bar.from, bar.to)), x(min(bar.from, bar.to)) + 2)
      )
      let rises = bar.to >= bar.from
      // A step of nothing has no direction.
      let isPlain = bar.isTotal || bar.from == bar.to
      let colour =
        isPlain ? ink : ChartStyle.Colour(rises == style.upIsRed ? 0xB3322C : 0x00795B)
      drawing.add(
        isPlain ? "a-total" : rises ? "a-up" : "a-down", .fill(colour, opacity: opacity),
        [
          [
            .init(x: low, y: middle - half), .init(x: high, y: middle - half),
            .init(x: high, y: middle + half),
            .init(x: low, y: middle + half),
          ]
        ], isClosed: true)
      if index + 1 < panel.bars.count {
        drawing.add(
          "c-mark", .stroke(ChartStyle.mark),
          [
            [
              .init(x: sharp(x(bar.to)), y: middle + half),
              .init(x: sharp(x(bar.to)), y: middle + row - half),
            ]
          ])
      }
      let baseline = middle + style.fontSize * 0.35
      drawing.texts.append(
        text(
          TextWidth.shortened(bar.label, width: frame.x - 6, fontSize: style.fontSize), frame.x - 6,
          baseline, .end))
      drawing.texts.append(text(bar.value, frame.x + frame.width + 5, baseline, .start))
    }
    drawing.add(
      "c-zero", .stroke(ChartStyle.baseline),
      [[.init(x: sharp(x(0)), y: first), .init(x: sharp(x(0)), y: bottom)]])
    return bottom + (style.fontSize * 1.2).rounded()
  }
}
