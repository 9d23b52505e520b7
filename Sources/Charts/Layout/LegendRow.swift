/// Samples and names in rows above a plot: of bars, and of lines whose ends have no room for them.
struct LegendRow {
  private struct Item {
    var text: String
    var role: ChartRole
    var x: Double
    var row: Int
  }

  private var items: [Item] = []
  private let isArea: Bool

  private static let rowHeight = 18.0
  private static let sample = 16.0

  init(_ entries: [(text: String, role: ChartRole)], x start: Double, width: Double, isArea: Bool) {
    self.isArea = isArea
    var (x, row) = (start, 0)
    for (text, role) in entries {
      let room = width - start - LegendRow.sample - 6
      let shown = TextWidth.shortened(text, width: room, fontSize: Drawing.fontSize)
      let wide = LegendRow.sample + 6 + TextWidth.of(shown, fontSize: Drawing.fontSize)
      if x > start, x + wide > width { (x, row) = (start, row + 1) }
      items.append(Item(text: shown, role: role, x: x, row: row))
      x += wide + 16
    }
  }

  var height: Double { items.last.map { Double($0.row + 1) * LegendRow.rowHeight + 4 } ?? 0 }

  func draw(_ drawing: inout Drawing) {
    for item in items {
      let middle = Double(item.row) * LegendRow.rowHeight + 8
      if isArea {
        drawing.fill("f-" + item.role.name, [PlotFrame.bar(item.x, middle - 5, item.x + 12, middle + 5)])
      } else {
        drawing.stroke(
          "s-" + item.role.name, [[.init(x: item.x, y: middle), .init(x: item.x + LegendRow.sample, y: middle)]])
      }
      drawing.word(item.text, "t-" + item.role.name, x: item.x + LegendRow.sample + 6, middle: middle)
    }
  }
}
