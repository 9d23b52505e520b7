/// (x − mean) ÷ standard deviation (ddof 0) per column, learned on the fit range (`ZScoreNorm`).
///
/// Everything in the column's own type, sums pairwise with missing values as 0 (`numpy.nanmean`,
/// `numpy.nanstd`). A constant column stays as it is. One infinite value in the fit range makes the
/// whole column NaN, as in qlib.
package struct ZScoreNorm: LearningProcessor {
  package let name = "ZScoreNorm"
  private let range: FitRange
  package let group: String?
  /// Mean and deviation of each column; 0 and 1 for a constant one.
  package var learned: [LearnedColumn] = []

  package init(range: FitRange, group: String? = nil) {
    self.range = range
    self.group = group
  }

  package mutating func fit(_ frame: Frame) throws {
    let positions = try frame.uniformPositions(of: group, for: name)
    let rows = range.rows(of: frame.keys)
    learned = positions.map { position in
      let column = frame.columns[position]
      let (mean, deviation) =
        switch column.values {
        case .float(let values): ZScoreNorm.statistics(values[rows])
        case .double(let values): ZScoreNorm.statistics(values[rows])
        }
      return LearnedColumn(column, mean, deviation)
    }
  }

  private static func statistics<Number: FrameNumber>(_ values: ArraySlice<Number>) -> (Double, Double) {
    let mean = ObservedMean.of(values)
    let deviation = ObservedMean.of(
      values.map { value -> Number in
        let distance = value - mean
        // Missing only where the value is: a NaN that an infinite mean makes is summed.
        return value.isNaN ? 0 : distance * distance
      }, observed: values.count { !$0.isNaN }
    ).squareRoot()
    return deviation == 0 ? (0, 1) : (Double(mean), Double(deviation))
  }

  package func apply(to frame: inout Frame) throws {
    for (position, column) in try places(in: frame) {
      frame.transform(position, Standardization(centre: column.first, scale: column.second, limit: nil))
    }
  }
}
