/// A bar a row from a common zero, the largest first or in the order given.
package struct RankedBars: Equatable, Sendable {
  package struct Row: Equatable, Sendable {
    package var label: String
    package var value: Double
    package var text: String

    package init(label: String, value: Double, text: String) {
      self.label = label
      self.value = value
      self.text = text
    }
  }

  package var head: ChartHead
  package var rows: [Row]
  package var columns: [String]

  package init(head: ChartHead, rows: [Row], columns: [String]) {
    self.head = head
    self.rows = rows
    self.columns = columns
  }

  package var table: ChartTable { ChartTable(columns: columns, rows: rows.map { [$0.label, $0.text] }) }

  func drawing(_ width: ChartWidth) -> Drawing {
    let left = min(PlotFrame.widest(rows.map(\.label)) + 12, width.pixels * 0.4)
    let right = PlotFrame.widest(rows.map(\.text)) + 10
    let plot = PlotFrame(x: left, y: 4, width: max(40, width.pixels - left - right), height: 22 * Double(rows.count))
    var drawing = Drawing(width: width.pixels, height: plot.bottom + 4)
    guard let scale = ValueScale(rows.map(\.value), including: 0, tickCountMax: 4) else { return drawing }
    func x(_ value: Double) -> Double { plot.x + scale.fraction(value) * plot.width }
    for (number, row) in rows.enumerated() {
      let middle = plot.y + 22 * Double(number) + 11
      drawing.word(
        TextWidth.shortened(row.label, width: left - 8, fontSize: Drawing.fontSize), "c-text", x: 0, middle: middle)
      if row.value.isFinite { drawing.fill("f-mid", [PlotFrame.bar(x(0), middle - 5, x(row.value), middle + 5)]) }
      drawing.word(row.text, x: width.pixels, middle: middle, .end)
    }
    drawing.stroke(
      "c-ink", [[.init(x: PlotFrame.sharp(x(0)), y: plot.y), .init(x: PlotFrame.sharp(x(0)), y: plot.bottom)]])
    return drawing
  }
}
