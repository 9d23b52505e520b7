package import Primitives

/// A stack of panels over one axis of trading days, as data: what is shown, never how.
package struct TimeChart: Equatable, Sendable {
  /// One line of a panel.
  package struct Series: Equatable, Sendable {
    /// What the line means; the style gives each role its colour and dash pattern.
    package enum Role: String, Sendable, CaseIterable {
      case reported, local, index, difference, drawdown, preview
    }

    package var label: String
    package var role: Role
    /// One value per day of the chart; a value that is not finite breaks the line.
    package var values: [Double]
    /// Picks the colour among several previews; the other roles ignore it.
    package var ordinal: Int

    package init(label: String, role: Role, values: [Double], ordinal: Int = 0) {
      self.label = label
      self.role = role
      self.values = values
      self.ordinal = ordinal
    }
  }

  /// How the values of a panel are written.
  package enum Unit: String, Sendable {
    /// A multiple of the start, `1.23`.
    case ratio
    /// A fraction written as a percentage: 0.05 is `5%`.
    case percent
    /// A bare number, scientific when tiny or huge.
    case plain
  }

  package struct Panel: Equatable, Sendable {
    package var title: String
    package var unit: Unit
    package var series: [Series]
    /// Height relative to the other panels of the chart.
    package var share: Double
    /// Paints the area between the first line and zero, as for a drawdown.
    package var filled: Bool

    package init(
      title: String, unit: Unit, series: [Series], share: Double = 1, filled: Bool = false
    ) {
      self.title = title
      self.unit = unit
      self.series = series
      self.share = share
      self.filled = filled
    }
  }

  /// A day to point at, such as the first divergence: a thin vertical line with a label.
  package struct Mark: Equatable, Sendable {
    package var day: TradingDay
    package var label: String

    package init(day: TradingDay, label: String) {
      self.day = day
      self.label = label
    }
  }

  /// Lower-case letters, digits and hyphens; every id of the file starts with it.
  package var id: String
  /// The accessible name, SVG's `<title>`.
  package var title: String
  /// The accessible description, SVG's `<desc>`.
  package var summary: String
  /// In rising order, without repetition.
  package var days: [TradingDay]
  package var panels: [Panel]
  package var marks: [Mark]

  package init(
    id: String, title: String, summary: String, days: [TradingDay], panels: [Panel],
    marks: [Mark] = []
  ) {
    self.id = id
    self.title = title
    self.summary = summary
    self.days = days
    self.panels = panels
    self.marks = marks
  }
}

extension TimeChart {
  /// Refuses what the layers behind rely on: a usable id, rising days, one value per day.
  func check() throws {
    try TimeChart.check(id: id)
    guard zip(days, days.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw Diagnostic(
        "charts.days", .render, ["chart": .text(id)],
        (en: "The days of chart '{chart}' do not ascend.", zh: "图“{chart}”的日期不是递增的。"),
        remedy: (en: "Sort the days and drop repetitions.", zh: "请排序日期并去掉重复。"))
    }
    for panel in panels {
      for series in panel.series where series.values.count != days.count {
        throw Diagnostic(
          "charts.length", .render,
          [
            "series": .text(series.label), "chart": .text(id), "values": .count(series.values.count),
            "days": .count(days.count),
          ],
          (
            en: "Series '{series}' of chart '{chart}' has {values} {values:value|values} for {days} {days:day|days}.",
            zh: "图“{chart}”的序列“{series}”有 {values} 个值，而日期有 {days} 个。"
          ),
          remedy: (en: "Give one value per day, NaN where there is none.", zh: "请每日给一个值，缺失处给 NaN。"))
      }
    }
  }

  static func check(id: String) throws {
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
