import Primitives

/// XᵀX and Xᵀy, centred where an intercept is fitted, with the sizes that their errors are measured by.
struct NormalEquations {
  let size: Int
  let rowCount: Int
  /// Row by row.
  let gram: [Double]
  let moments: [Double]
  let means: [Double]
  let labelMean: Double
  /// The sum of the labels' squares, centred as the features are.
  let labelSquares: Double

  /// - Parameter rows: positions in the columns.
  init(_ columns: ArraySlice<ColumnValues>, label: ColumnValues, _ rows: [Int], isCentred: Bool) {
    func values(_ column: ColumnValues) -> (centred: [Double], mean: Double) {
      let raw = rows.map { column[$0] }
      let mean = isCentred ? PairwiseSum.of(raw) / Double(raw.count) : 0
      return (isCentred ? raw.map { $0 - mean } : raw, mean)
    }
    let features = columns.map(values)
    let target = values(label)
    self.init(features.map(\.centred), target.centred, means: features.map(\.mean), labelMean: target.mean)
  }

  /// Of columns that are centred already, or are to stay as they are.
  init(_ features: [[Double]], _ target: [Double], means: [Double]? = nil, labelMean: Double = 0) {
    func product(_ left: [Double], _ right: [Double]) -> Double {
      var sum = 0.0
      for index in left.indices { sum += left[index] * right[index] }
      return sum
    }
    let size = features.count
    var gram = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for column in row..<size {
        let sum = product(features[row], features[column])
        gram[row * size + column] = sum
        gram[column * size + row] = sum
      }
    }
    self.size = size
    rowCount = target.count
    self.gram = gram
    moments = features.map { product($0, target) }
    self.means = means ?? features.map { _ in 0 }
    self.labelMean = labelMean
    labelSquares = product(target, target)
  }

  /// The gram matrix times the weights.
  func gramTimes(_ weights: [Double]) -> [Double] {
    (0..<size).map { row in
      var sum = 0.0
      for column in 0..<size { sum += gram[row * size + column] * weights[column] }
      return sum
    }
  }

  /// The sum of the squares of what the weights leave of the labels.
  func residualSquares(_ weights: [Double]) -> Double {
    let product = gramTimes(weights)
    var sum = labelSquares
    for index in 0..<size { sum += weights[index] * (product[index] - 2 * moments[index]) }
    return max(0, sum)
  }
}
