/// (x − minimum) ÷ (maximum − minimum) per column, learned on the fit range (`MinMaxNorm`).
///
/// A constant column stays as it is; values outside the fit range's span leave 0...1.
package struct MinMaxNorm: LearningProcessor {
  package let name = "MinMaxNorm"
  private let range: FitRange
  package let group: String?
  /// Minimum and maximum of each column; 0 and 1 for a constant one.
  package var learned: [LearnedColumn] = []

  package init(range: FitRange, group: String? = nil) {
    self.range = range
    self.group = group
  }

  package mutating func fit(_ frame: Frame) throws {
    let positions = try frame.uniformPositions(of: group, for: name)
    let rows = range.rows(of: frame.keys)
    learned = positions.map { position in
      var low = Double.infinity
      var high = -Double.infinity
      var isMissing = true
      for row in rows {
        let value = frame.columns[position].values[row]
        if value.isNaN { continue }
        isMissing = false
        if value < low { low = value }
        if value > high { high = value }
      }
      return LearnedColumn(
        frame.columns[position], isMissing ? .nan : low == high ? 0 : low,
        isMissing ? .nan : low == high ? 1 : high)
    }
  }

  package func apply(to frame: inout Frame) throws {
    for (position, column) in try places(in: frame) {
      frame.transform(position, Scaling(low: column.first, high: column.second))
    }
  }

  private struct Scaling: ColumnTransformation {
    var low: Double
    var high: Double

    func callAsFunction<Number: FrameNumber>(_ values: inout [Number], _ keys: RowKeys) {
      let low = Number(low)
      let span = Number(high) - low
      for row in values.indices { values[row] = (values[row] - low) / span }
    }
  }
}
