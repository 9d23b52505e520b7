import Primitives

/// Standardises each column within each day (`CSZScoreNorm`).
package struct DayZScore: Processor {
  package enum Method: String, Equatable, Sendable {
    /// (x − mean) ÷ standard deviation with ddof 1, not clipped.
    case zscore
    /// (x − median) ÷ MAD ÷ 1.4826, clipped to ±3.
    case robust
  }

  package let name = "CSZScoreNorm"
  package var needsWholeDay: Bool { true }
  private let groups: [String?]
  private let method: Method

  /// The groups are processed one after another, as qlib does for a list.
  package init(groups: [String?] = [nil], method: Method = .zscore) {
    self.groups = groups
    self.method = method
  }

  package func apply(to frame: inout Frame) throws {
    for group in groups {
      for position in try frame.positions(of: group) {
        switch method {
        case .zscore: frame.transform(position, Moments())
        case .robust: frame.transform(position, Medians())
        }
      }
    }
  }

  /// Mean in the column's type; the variance in float64 over the column's values, then narrowed
  /// before the root (pandas `nanops.nanvar`). Equal values and single ones give 0 ÷ 0.
  private struct Moments: ColumnTransformation {
    func callAsFunction<Number: FrameNumber>(_ values: inout [Number], _ keys: RowKeys) {
      for day in keys.days.indices {
        let rows = keys.rows(ofDay: day)
        let mean = ObservedMean.of(values[rows])
        let deviation = Moments.deviation(values[rows])
        for row in rows { values[row] = (values[row] - mean) / deviation }
      }
    }

    private static func deviation<Number: FrameNumber>(_ values: ArraySlice<Number>) -> Number {
      var wide = values.map { $0.isNaN ? 0 : Double($0) }
      let observed = values.count { !$0.isNaN }
      guard observed > 1 else { return .nan }
      let mean = PairwiseSum.of(wide) / Double(observed)
      for (index, value) in values.enumerated() {
        wide[index] = value.isNaN ? 0 : (mean - Double(value)) * (mean - Double(value))
      }
      return Number(PairwiseSum.of(wide) / Double(observed - 1)).squareRoot()
    }
  }

  private struct Medians: ColumnTransformation {
    func callAsFunction<Number: FrameNumber>(_ values: inout [Number], _ keys: RowKeys) {
      for day in keys.days.indices {
        let rows = keys.rows(ofDay: day)
        let median = Median.value(values[rows])
        for row in rows { values[row] -= median }
        let mad = Median.value(values[rows].map { abs($0) })
        for row in rows {
          let value = values[row] / mad / Number(1.4826)
          values[row] = value > 3 ? 3 : value < -3 ? -3 : value
        }
      }
    }
  }
}
