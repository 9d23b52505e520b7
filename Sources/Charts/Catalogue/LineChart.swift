package import Primitives

/// Lines over one axis of trading days.
package struct LineChart: Equatable, Sendable {
  package struct Series: Equatable, Sendable {
    package var label: String
    package var role: ChartRole
    /// One a day; what is not finite breaks the line.
    package var values: [Double]
    /// The last value as the label at the line's end writes it.
    package var last: String

    package init(label: String, role: ChartRole, values: [Double], last: String) {
      self.label = label
      self.role = role
      self.values = values
      self.last = last
    }
  }

  /// A day to point at: a thin vertical line with a label.
  package struct Mark: Equatable, Sendable {
    package var day: TradingDay
    package var label: String

    package init(day: TradingDay, label: String) {
      self.day = day
      self.label = label
    }
  }

  /// A point to name: a ring with a label.
  package struct Ring: Equatable, Sendable {
    package var series: Int
    package var index: Int
    package var label: String

    package init(series: Int, index: Int, label: String) {
      self.series = series
      self.index = index
      self.label = label
    }
  }

  package var head: ChartHead
  package var unit: ChartUnit
  /// In rising order, without repetition.
  package var days: [TradingDay]
  package var series: [Series]
  /// A value that the scale holds and that is drawn in ink: 0 of a return; nil for none.
  package var baseline: Double?
  package var marks: [Mark]
  package var rings: [Ring]
  /// Of the usual height.
  package var share: Double
  /// What the column of days is called.
  package var dayWord: String
  /// Whether the drawing carries the days themselves, for the script that names the day under the pointer; one
  /// chart of a page is enough.
  package var carriesDays: Bool
  /// Whether it is one of several beside each other, which are read by one rule: the ends have their names, however
  /// long they are.
  package var isMultiple: Bool

  package init(
    head: ChartHead, unit: ChartUnit, days: [TradingDay], series: [Series], baseline: Double? = nil,
    marks: [Mark] = [], rings: [Ring] = [], share: Double = 1, dayWord: String, carriesDays: Bool = false,
    isMultiple: Bool = false
  ) {
    self.head = head
    self.unit = unit
    self.days = days
    self.series = series
    self.baseline = baseline
    self.marks = marks
    self.rings = rings
    self.share = share
    self.dayWord = dayWord
    self.carriesDays = carriesDays
    self.isMultiple = isMultiple
  }

  /// The last day of each month: the drawing has the others.
  package var table: ChartTable {
    let ends = days.indices.filter { index in
      index + 1 == days.count || days[index].civil.month != days[index + 1].civil.month
    }
    return ChartTable(
      columns: [dayWord] + series.map(\.label),
      rows: ends.map { index in
        [days[index].description]
          + series.map { series in
            index < series.values.count
              ? NumberText.value(series.values[index], unit: unit) : NumberText.value(.nan, unit: unit)
          }
      })
  }

  func check() throws { try DayData.check(head.id, days, series.map { ($0.label, $0.values.count) }) }
}
