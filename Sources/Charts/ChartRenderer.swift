/// Charts to pictures: the same chart and style give the same bytes.
package enum ChartRenderer {
  /// One `<svg>` element without XML declaration, fit to stand inside an HTML page or in a file.
  ///
  /// Colours are attributes, which any style sheet overrides by class: `c-text`, `c-grid`,
  /// `c-axis`, `c-zero`, `c-mark`; `s-`, `a-` and `t-` before a role (`s-reported`, `s-preview-3`)
  /// are lines, areas and last values.
  package static func svg(_ chart: TimeChart, style: ChartStyle) throws -> [UInt8] {
    let drawing = try drawing(chart, style)
    let cairo = try CairoCanvas.svg(width: drawing.width, height: drawing.height) { canvas in
      canvas.draw(drawing.shapes, isNumbered: true)
    }
    return try SVGDocument.make(
      id: chart.id, title: chart.title, summary: chart.summary, drawing: drawing, cairo: cairo)
  }

  /// White around a picture for sharing, in CSS pixels.
  private static let margin = 12.0

  /// A picture for sharing, on white with a margin of 12; its texts use the fonts of this machine.
  ///
  /// - Parameter scale: pixels of the picture per pixel of the style; 2 is sharp on most screens.
  package static func png(
    _ chart: TimeChart, style: ChartStyle, scale: Double
  ) throws -> [UInt8] {
    let drawing = try drawing(chart, style)
    return try CairoCanvas.png(
      width: drawing.width, height: drawing.height, margin: margin, scale: scale
    ) { canvas in
      canvas.draw(drawing.shapes)
      CairoText.draw(drawing.texts, fontSize: drawing.fontSize, on: canvas)
    }
  }

  private static func drawing(_ chart: TimeChart, _ style: ChartStyle) throws -> Drawing {
    try chart.check()
    return ChartDrawing.make(chart, layout: ChartLayout(chart, style: style), style: style)
  }
}
