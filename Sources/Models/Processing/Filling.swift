/// Puts a constant in place of missing values; infinite ones stay (`Fillna`).
package struct FillMissing: Processor {
  package let name = "Fillna"
  private let group: String?
  private let value: Double

  package init(group: String? = nil, value: Double = 0) {
    self.group = group
    self.value = value
  }

  package func apply(to frame: inout Frame) throws {
    for position in try frame.positions(of: group) {
      frame.transform(position, Constant(value: value))
    }
  }

  private struct Constant: ColumnTransformation {
    var value: Double

    func callAsFunction<Number: FrameNumber>(_ values: inout [Number], _ keys: RowKeys) {
      let value = Number(value)
      for row in values.indices where values[row].isNaN { values[row] = value }
    }
  }
}

/// Puts the day's mean of the column in place of missing values; a day without a value stays
/// missing (`CSZFillna`).
package struct FillWithDayMean: Processor {
  package let name = "CSZFillna"
  package var needsWholeDay: Bool { true }
  private let group: String?

  package init(group: String? = nil) { self.group = group }

  package func apply(to frame: inout Frame) throws {
    for position in try frame.positions(of: group) { frame.transform(position, DayMean()) }
  }

  private struct DayMean: ColumnTransformation {
    func callAsFunction<Number: FrameNumber>(_ values: inout [Number], _ keys: RowKeys) {
      for day in keys.days.indices {
        let rows = keys.rows(ofDay: day)
        guard values[rows].contains(where: \.isNaN) else { continue }
        let mean = ObservedMean.of(values[rows])
        for row in rows where values[row].isNaN { values[row] = mean }
      }
    }
  }
}

/// Puts the mean of the day's other values in place of infinite ones (`ProcessInf`).
package struct ReplaceInfinite: Processor {
  package let name = "ProcessInf"
  package var needsWholeDay: Bool { true }

  package init() {}

  package func apply(to frame: inout Frame) throws {
    for position in frame.columns.indices { frame.transform(position, DayMean()) }
  }

  private struct DayMean: ColumnTransformation {
    func callAsFunction<Number: FrameNumber>(_ values: inout [Number], _ keys: RowKeys) {
      for day in keys.days.indices {
        let rows = keys.rows(ofDay: day)
        guard values[rows].contains(where: \.isInfinite) else { continue }
        let mean = ObservedMean.of(values[rows].filter { !$0.isInfinite }[...])
        for row in rows where values[row].isInfinite { values[row] = mean }
      }
    }
  }
}
