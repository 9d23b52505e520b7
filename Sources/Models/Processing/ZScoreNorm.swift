/// (x − mean) ÷ standard deviation (ddof 0) per column, learned on the fit range (`ZScoreNorm`).
///
/// Everything in the column's own type, sums pairwise with missing values as 0 (`numpy.nanmean`,
/// `numpy.nanstd`). A constant column stays as it is. One infinite value in the fit range makes the
/// whole column NaN, as in qlib.
package struct ZScoreNorm: Processor {
  package let name = "ZScoreNorm"
  private let range: FitRange
  private let group: String?
  private var positions: [Int] = []
  package private(set) var means: [Double] = []
  package private(set) var deviations: [Double] = []

  package init(range: FitRange, group: String? = nil) {
    self.range = range
    self.group = group
  }

  package mutating func fit(_ frame: Frame) throws {
    positions = try frame.uniformPositions(of: group, for: name)
    let rows = range.rows(of: frame.keys)
    means = []
    deviations = []
    for position in positions {
      switch frame.columns[position].values {
      case .float(let values): learn(values[rows])
      case .double(let values): learn(values[rows])
      }
    }
  }

  private mutating func learn<Number: FrameNumber>(_ values: ArraySlice<Number>) {
    let mean = PairwiseReduction.mean(values)
    let deviation = PairwiseReduction.mean(
      values.map { value -> Number in
        let distance = value - mean
        // Missing only where the value is: a NaN that an infinite mean makes is summed.
        return value.isNaN ? 0 : distance * distance
      }, observed: values.count { !$0.isNaN }
    ).squareRoot()
    means.append(deviation == 0 ? 0 : Double(mean))
    deviations.append(deviation == 0 ? 1 : Double(deviation))
  }

  package func apply(to frame: inout Frame) throws {
    for (index, position) in positions.enumerated() {
      frame.transform(position, Standardization(centre: means[index], scale: deviations[index], limit: nil))
    }
  }
}
