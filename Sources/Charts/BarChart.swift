/// Horizontal bars with their values, one under the other, as data.
package struct BarChart: Equatable, Sendable {
  package struct Bar: Equatable, Sendable {
    package var label: String
    /// A value that is not finite has no bar; its text says why.
    package var value: Double
    /// What is written behind the bar.
    package var text: String

    package init(label: String, value: Double, text: String) {
      self.label = label
      self.value = value
      self.text = text
    }
  }

  /// Lower-case letters, digits and hyphens; every id of the file starts with it.
  package var id: String
  /// The accessible name, SVG's `<title>`.
  package var title: String
  /// The accessible description, SVG's `<desc>`.
  package var summary: String
  package var bars: [Bar]

  package init(id: String, title: String, summary: String, bars: [Bar]) {
    self.id = id
    self.title = title
    self.summary = summary
    self.bars = bars
  }
}

extension BarChart {
  /// One row a bar: label on the left, the bar from zero, its value on the right.
  func drawing(_ style: ChartStyle) -> Drawing {
    let row = (style.fontSize * 1.7).rounded()
    let font = style.fontSize
    let labelWidth = widest(bars.map(\.label), font, style.width * 0.35)
    let textWidth = widest(bars.map(\.text), font, style.width * 0.35)
    let plot = (left: labelWidth + 8, width: max(40, style.width - labelWidth - textWidth - 16))
    let values = bars.map(\.value).filter(\.isFinite)
    let low = min(0, values.min() ?? 0)
    let high = max(0, values.max() ?? 0)
    let span = high > low ? high - low : 1
    func x(_ value: Double) -> Double { plot.left + (value - low) / span * plot.width }
    var drawing = Drawing(width: style.width, height: row * Double(bars.count) + 6, fontSize: font)
    var areas: [Bool: [[Drawing.Point]]] = [:]
    for (index, bar) in bars.enumerated() {
      let top = row * Double(index) + 4
      let baseline = top + row / 2 + font * 0.35
      let label = TextWidth.shortened(bar.label, width: labelWidth, fontSize: font)
      drawing.texts.append(BarChart.text(label, labelWidth, baseline, .end))
      drawing.texts.append(BarChart.text(bar.text, style.width - textWidth, baseline, .start))
      guard bar.value.isFinite, bar.value != 0 else { continue }
      let (from, to) = (x(min(0, bar.value)), x(max(0, bar.value)))
      let edges = [(from, top + 3), (to, top + 3), (to, top + row - 3), (from, top + row - 3)]
      areas[bar.value > 0, default: []].append(edges.map { Drawing.Point(x: $0.0, y: $0.1) })
    }
    drawing.add("b-plus", .fill(ChartStyle.plus, opacity: 1), areas[true] ?? [], isClosed: true)
    drawing.add("b-minus", .fill(ChartStyle.minus, opacity: 1), areas[false] ?? [], isClosed: true)
    let zero = x(0).rounded(.down) + 0.5
    drawing.add(
      "c-zero", .stroke(ChartStyle.baseline),
      [[Drawing.Point(x: zero, y: 2), Drawing.Point(x: zero, y: drawing.height - 2)]])
    return drawing
  }

  private func widest(_ texts: [String], _ fontSize: Double, _ limit: Double) -> Double {
    min(limit, texts.map { TextWidth.of($0, fontSize: fontSize) }.max() ?? 0).rounded(.up)
  }

  private static func text(_ content: String, _ x: Double, _ y: Double, _ anchor: Drawing.Text.Anchor) -> Drawing.Text {
    Drawing.Text(classes: "c-text", content: content, x: x, y: y, anchor: anchor, colour: ChartStyle.text)
  }
}
