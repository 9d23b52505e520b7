import Primitives

/// Where everything goes: pure arithmetic over a chart and a style, in pixels from the top left.
package struct ChartLayout: Equatable {
  package struct Frame: Equatable {
    package var x: Double
    package var y: Double
    package var width: Double
    package var height: Double

    package var right: Double { x + width }
    package var bottom: Double { y + height }
  }

  package struct Panel: Equatable {
    package var title: Place
    package var legend: [LegendItem]
    package var plot: Frame
    /// Nil if no value of the panel is finite.
    package var scale: ValueScale?
    package var tickTexts: [String]
    package var ends: [EndLabel]
  }

  /// A text and the left end of its baseline.
  package struct Place: Equatable {
    package var text: String
    package var x: Double
    package var y: Double
  }

  /// A sample of the line, and behind it the label.
  package struct LegendItem: Equatable {
    /// Index of the series in its panel.
    package var series: Int
    package var label: Place
    /// The sample starts here and is `ChartLayout.sampleWidth` long.
    package var sampleX: Double
  }

  /// The last value of a line, written behind it.
  package struct EndLabel: Equatable {
    package var series: Int
    package var text: String
    /// Middle of the text.
    package var y: Double
  }

  package struct Mark: Equatable {
    package var index: Int
    package var text: String
    /// Where the text starts, or ends if `isBefore`.
    package var x: Double
    /// The baseline of the label; the line starts above it.
    package var y: Double
    /// The label stands to the left of its line.
    package var isBefore: Bool
  }

  package static let sampleWidth = 20.0

  package let width: Double
  package let height: Double
  package let panels: [Panel]
  package let marks: [Mark]
  package let axis: DayAxis
  /// Baseline of the labels of the days.
  package let axisLabelY: Double

  package init(_ chart: TimeChart, style: ChartStyle) {
    let row = (style.fontSize * 1.5).rounded()
    let baseline = (style.fontSize * 1.1).rounded()
    let values = chart.panels.map { PanelValues($0, style: style) }
    let tickWidth = values.flatMap(\.tickTexts)
      .reduce(style.fontSize * 2) { max($0, TextWidth.of($1, fontSize: style.fontSize)) }
    let endWidth = values.flatMap(\.ends)
      .reduce(0) { max($0, TextWidth.of($1.text, fontSize: style.fontSize)) }
    let left = (tickWidth + 7).rounded(.up)
    let right = max(10, (endWidth + 8).rounded(.up))
    let plotWidth = max(40, style.width - left - right)
    let columns = Columns(left: left, width: plotWidth, dayCount: chart.days.count)

    let placedMarks = MarkRows(chart, columns: columns, fontSize: style.fontSize)
    var panels: [Panel] = []
    var shown: [LegendRows.Key] = []
    var top = 2.0
    var marks: [Mark] = []
    for (panel, values) in zip(chart.panels, values) {
      let header = LegendRows(
        panel, hiding: shown, width: left + plotWidth + right, fontSize: style.fontSize)
      shown += header.keys
      let headerTop = top
      // Half a line of air: the value at the upper edge reaches above the plot.
      top += Double(header.rowCount) * row + (style.fontSize * 0.55).rounded()
      if panels.isEmpty {
        marks = placedMarks.marks.map { mark, markRow in
          var mark = mark
          mark.y = top + Double(markRow) * row + baseline
          return mark
        }
        top += Double(placedMarks.rowCount) * row
      }
      let plot = Frame(x: left, y: top, width: plotWidth, height: values.height)
      panels.append(
        Panel(
          title: Place(text: header.title, x: 0, y: headerTop + baseline),
          legend: header.items.map { item, itemRow in
            var item = item
            item.label.y = headerTop + Double(itemRow) * row + baseline
            return item
          },
          plot: plot, scale: values.scale, tickTexts: values.tickTexts,
          ends: values.spreadEnds(in: plot, fontSize: style.fontSize)))
      top = plot.bottom + (style.fontSize * 0.9).rounded()
    }
    width = left + plotWidth + right
    self.panels = panels
    self.marks = marks
    axis = DayAxis(
      days: chart.days, width: plotWidth, overhang: (left, right), fontSize: style.fontSize)
    axisLabelY = (panels.last?.plot.bottom ?? top) + baseline + 4
    height = axisLabelY + (style.fontSize * 0.5).rounded()
  }

  /// The horizontal places of the days.
  struct Columns {
    var left: Double
    var width: Double
    var dayCount: Int

    func x(_ index: Int) -> Double {
      left + DayAxis.offset(index, dayCount: dayCount, width: width)
    }
  }
}
