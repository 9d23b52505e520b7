/// A waterfall as data: how a number gets from a start to an end by steps, several numbers under each
/// other.
package struct StepChart: Equatable, Sendable {
  package struct Panel: Equatable, Sendable {
    package var title: String
    package var bars: [Bar]

    package init(title: String, bars: [Bar]) {
      self.title = title
      self.bars = bars
    }
  }

  /// A bar between two values: a total starts at 0, a step where the one before ended.
  package struct Bar: Equatable, Sendable {
    package var label: String
    package var from: Double
    package var to: Double
    /// What is written beside it.
    package var value: String
    package var isTotal: Bool

    package init(label: String, from: Double, to: Double, value: String, isTotal: Bool) {
      self.label = label
      self.from = from
      self.to = to
      self.value = value
      self.isTotal = isTotal
    }
  }

  /// Unique in its page.
  package var id: String
  package var title: String
  /// One sentence for those who do not see the chart.
  package var summary: String
  package var panels: [Panel]

  package init(id: String, title: String, summary: String, panels: [Panel]) {
    self.id = id
    self.title = title
    self.summary = summary
    self.panels = panels
  }
}

extension ChartRenderer {
  /// One `<svg>` element, as `svg(_:style:)` makes it; bars are `a-total`, `a-up` and `a-down`.
  package static func svg(_ chart: StepChart, style: ChartStyle) throws -> [UInt8] {
    let drawing = StepDrawing.make(chart, style: style)
    let cairo = try CairoCanvas.svg(width: drawing.width, height: drawing.height) { canvas in
      canvas.draw(drawing.shapes, isNumbered: true)
    }
    return try SVGDocument.make(
      id: chart.id, title: chart.title, summary: chart.summary, drawing: drawing, cairo: cairo)
  }
}
