/// Charts to pictures: the same chart and style give the same bytes.
package enum ChartRenderer {
  /// One `<svg>` element without XML declaration, fit to stand inside an HTML page or in a file.
  ///
  /// Colours are attributes, which any style sheet overrides by class: `c-text`, `c-grid`,
  /// `c-axis`, `c-zero`, `c-mark`; `s-`, `a-` and `t-` before a role (`s-reported`, `s-preview-3`)
  /// are lines, areas and last values.
  package static func svg(_ chart: TimeChart, style: ChartStyle) throws -> [UInt8] {
    try svg(try drawing(chart, style), named: .init(id: chart.id, title: chart.title, summary: chart.summary))
  }

  /// Bars under the same rules; `b-plus` and `b-minus` are those above and below zero.
  package static func svg(_ chart: BarChart, style: ChartStyle) throws -> [UInt8] {
    try TimeChart.check(id: chart.id)
    return try svg(chart.drawing(style), named: .init(id: chart.id, title: chart.title, summary: chart.summary))
  }

  static func svg(_ drawing: Drawing, named name: SVGDocument.Name) throws -> [UInt8] {
    let cairo = try CairoCanvas.svg(width: drawing.width, height: drawing.height) { canvas in
      canvas.draw(drawing.shapes)
    }
    return try SVGDocument.make(name, drawing: drawing, cairo: cairo)
  }

  private static func drawing(_ chart: TimeChart, _ style: ChartStyle) throws -> Drawing {
    try chart.check()
    return ChartDrawing.make(chart, layout: ChartLayout(chart, style: style), style: style)
  }
}
