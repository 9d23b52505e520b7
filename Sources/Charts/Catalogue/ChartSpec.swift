import Primitives

/// A chart of the catalogue, as data and in the words of one language: what is shown, never how.
package enum ChartSpec: Equatable, Sendable {
  case line(LineChart)
  case daily(DailyBars)
  case groups(GroupedBars)
  case dots(DotChart)
  case ranked(RankedBars)

  /// What every chart says of itself.
  package var head: ChartHead {
    switch self {
    case .line(let chart): chart.head
    case .daily(let chart): chart.head
    case .groups(let chart): chart.head
    case .dots(let chart): chart.head
    case .ranked(let chart): chart.head
    }
  }

  /// The figures behind the drawing.
  package var table: ChartTable {
    switch self {
    case .line(let chart): chart.table
    case .daily(let chart): chart.table
    case .groups(let chart): chart.table
    case .dots(let chart): chart.table
    case .ranked(let chart): chart.table
    }
  }

  func drawing(_ width: ChartWidth) -> Drawing {
    switch self {
    case .line(let chart): LineDrawing(chart, width).drawing
    case .daily(let chart): chart.drawing(width)
    case .groups(let chart): chart.drawing(width)
    case .dots(let chart): chart.drawing(width)
    case .ranked(let chart): chart.drawing(width)
    }
  }
}

/// The words of a chart.
package struct ChartHead: Equatable, Sendable {
  /// Lower-case letters, digits and hyphens; every id of the drawing starts with it.
  package var id: String
  /// The finding, built from the data.
  package var title: String
  /// What is drawn, and in which unit.
  package var unit: String
  /// Last values and extremes with their dates, for those who do not see the drawing.
  package var summary: String

  package init(id: String, title: String, unit: String, summary: String = "") {
    self.id = id
    self.title = title
    self.unit = unit
    self.summary = summary
  }

  /// Refuses an id that cannot stand in markup.
  func check() throws {
    let permitted = { (byte: UInt8) in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
    }
    guard !id.isEmpty, id.utf8.allSatisfy(permitted) else {
      throw Diagnostic(
        "charts.id", .render, ["chart": .text(id)],
        (en: "'{chart}' cannot be the id of a chart.", zh: "“{chart}”不能用作图的标识。"),
        remedy: (en: "Use lower-case letters, digits and hyphens.", zh: "请使用小写字母、数字与连字符。"))
    }
  }
}

/// The figures behind a drawing: texts that are ready to be shown.
package struct ChartTable: Equatable, Sendable {
  package var columns: [String]
  package var rows: [[String]]

  package init(columns: [String], rows: [[String]]) {
    self.columns = columns
    self.rows = rows
  }
}

/// How wide a drawing is, in CSS pixels.
package enum ChartWidth: Sendable, CaseIterable {
  /// The column of a report, half of it, a cell of three beside each other, a phone.
  case full, half, third, narrow

  package var pixels: Double {
    switch self {
    case .full: 1090
    case .half: 523
    case .third: 410
    case .narrow: 358
    }
  }
}

/// What a line or a bar stands for; a style sheet gives each role its colour and its pattern.
package enum ChartRole: Equatable, Sendable {
  case record, replay, realistic, index, difference, preview(Int), quiet

  /// Eight hues; from the ninth on they repeat with another pattern.
  static let previewCount = 8

  /// Behind `s-` for strokes, `f-` for areas and `t-` for words.
  var name: String {
    switch self {
    case .record: "record"
    case .replay: "replay"
    case .realistic: "realistic"
    case .index: "index"
    case .difference: "difference"
    case .preview(let ordinal): "preview-\((ordinal % Self.previewCount + Self.previewCount) % Self.previewCount)"
    case .quiet: "quiet"
    }
  }
}

/// How values are written on axes and at the ends of lines.
package enum ChartUnit: String, Sendable {
  /// A multiple of the start, `1.23`.
  case ratio
  /// A fraction written as a percentage: 0.05 is `5%`.
  case percent
  /// A bare number, scientific when tiny or huge.
  case plain
}

/// Values of one meaning, one for each place of a chart.
package struct ChartSeries: Equatable, Sendable {
  package var label: String
  package var role: ChartRole
  /// What is not finite is not drawn.
  package var values: [Double]

  package init(label: String, role: ChartRole, values: [Double]) {
    self.label = label
    self.role = role
    self.values = values
  }

  /// A row for each place, with the value of every series.
  static func table(_ series: [ChartSeries], over places: [String], called word: String, unit: ChartUnit) -> ChartTable
  {
    ChartTable(
      columns: [word] + series.map(\.label),
      rows: places.enumerated().map { place, name in
        [name] + series.map { NumberText.value(place < $0.values.count ? $0.values[place] : .nan, unit: unit) }
      })
  }
}
