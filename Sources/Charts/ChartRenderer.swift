/// Charts to pictures: the same chart and width give the same bytes.
package enum ChartRenderer {
  /// One `<svg>` element without XML declaration, fit to stand inside an HTML page.
  ///
  /// It has classes and no colours: `c-` for the frame, and before a role `s-` for strokes, `f-` for areas and `t-`
  /// for words. `templates/charts.css` gives them their colours on a light ground, on a dark one and on paper.
  package static func svg(_ chart: ChartSpec, width: ChartWidth) throws -> [UInt8] {
    try chart.head.check()
    switch chart {
    case .line(let line): try line.check()
    case .daily(let bars): try bars.check()
    case .groups, .dots, .ranked: break
    }
    return try svg(chart.drawing(width), named: chart.head, suffix: "-\(width)")
  }

  /// - Parameter name: nil for a drawing that a reader of words passes over.
  static func svg(_ drawing: Drawing, named name: ChartHead?, suffix: String = "") throws -> [UInt8] {
    let cairo = try CairoCanvas.svg(width: drawing.width, height: drawing.height) { canvas in
      canvas.draw(drawing.shapes)
    }
    return try SVGDocument.make(name, suffix: suffix, drawing: drawing, cairo: cairo)
  }
}
