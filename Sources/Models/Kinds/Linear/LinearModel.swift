import Primitives

/// A weighted sum of the features.
///
/// qlib solves in float32 where the features are float32, with whatever BLAS is installed; here
/// everything is float64. So weights agree to float32's accuracy, not to the bit.
package struct LinearModel: Equatable, Sendable {
  package let featureNames: [String]
  package let weights: [Double]
  package let intercept: Double

  package init(featureNames: [String], weights: [Double], intercept: Double) {
    self.featureNames = featureNames
    self.weights = weights
    self.intercept = intercept
  }

  /// Learns from the training rows without a missing value, and from the validation rows too where
  /// the parameters say so.
  ///
  /// Throws `model.empty` where no complete row is left, `model.infinite` where one is infinite, `model.label` for
  /// several labels.
  package init(_ parameters: LinearParameters, on rows: TrainingRows) throws {
    let features = rows.frame.columns(of: "feature")
    let labels = rows.frame.columns(of: "label")
    guard labels.count == 1 else {
      throw Diagnostic.severalLabels(labels.count)
    }
    var chosen = Array(rows.train)
    if parameters.includesValid, let valid = rows.valid { chosen += valid }
    let columns = (features + labels).map(\.values)
    chosen.removeAll { row in columns.contains { $0[row].isNaN } }
    guard !chosen.isEmpty, !features.isEmpty else {
      throw Diagnostic(
        "model.empty", .absent, (en: "No training row is complete.", zh: "没有一行训练数据是完整的。"),
        remedy: (
          en: "Correct the segment, or add Fillna for the features.", zh: "请更正区段，或为特征加入 Fillna。"
        ))
    }
    guard columns.allSatisfy({ column in chosen.allSatisfy { column[$0].isFinite } }) else {
      throw Diagnostic(
        "model.infinite", .unsupported, (en: "A training row holds an infinite value.", zh: "有训练行含无穷值。"),
        remedy: (
          en: "Add ProcessInf to `shared_processors`. Without it qlib's own training stops here too.",
          zh: "请在 `shared_processors` 中加入 ProcessInf；没有它，qlib 自己的训练也会在此停止。"
        ))
    }
    let sums = NormalEquations(columns.dropLast(), label: columns[features.count], chosen, parameters.fitsIntercept)
    featureNames = features.map(\.name)
    weights = sums.solution(parameters)
    intercept = sums.labelMean - zip(weights, sums.means).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The scores of all rows, missing where a feature is. Throws `model.features` for other features
  /// or another order, naming the first wrong position.
  package func scores(of frame: Frame) throws -> [Double] {
    try FeatureOrder(featureNames).check(frame.names(of: "feature"))
    var scores = [Double](repeating: 0, count: frame.rowCount)
    for (weight, column) in zip(weights, frame.columns(of: "feature")) {
      for row in scores.indices { scores[row] += weight * column.values[row] }
    }
    for row in scores.indices { scores[row] += intercept }
    return scores
  }
}

/// XᵀX and Xᵀy, centred where an intercept is fitted.
private struct NormalEquations {
  let size: Int
  let gram: [Double]
  let moments: [Double]
  let means: [Double]
  let labelMean: Double

  init(_ columns: ArraySlice<ColumnValues>, label: ColumnValues, _ rows: [Int], _ isCentred: Bool) {
    func values(_ column: ColumnValues) -> (centred: [Double], mean: Double) {
      let raw = rows.map { column[$0] }
      let mean = isCentred ? PairwiseSum.of(raw) / Double(raw.count) : 0
      return (isCentred ? raw.map { $0 - mean } : raw, mean)
    }
    let features = columns.map(values)
    let target = values(label)
    let size = features.count
    func product(_ left: [Double], _ right: [Double]) -> Double {
      var sum = 0.0
      for index in left.indices { sum += left[index] * right[index] }
      return sum
    }
    var gram = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for column in row..<size {
        let sum = product(features[row].centred, features[column].centred)
        gram[row * size + column] = sum
        gram[column * size + row] = sum
      }
    }
    self.size = size
    self.gram = gram
    moments = features.map { product($0.centred, target.centred) }
    means = features.map(\.mean)
    labelMean = target.mean
  }

  /// Along each eigenvector: its moment ÷ (eigenvalue + alpha). Directions in which the data hardly
  /// vary get no weight: `LinearRegression` drops singular values below 1e-6 of the largest, which
  /// are the square roots of these eigenvalues.
  func solution(_ parameters: LinearParameters) -> [Double] {
    let eigen = SymmetricEigen(gram, size: size)
    let largest = eigen.values.max() ?? 0
    var weights = [Double](repeating: 0, count: size)
    for k in 0..<size {
      let value = eigen.values[k]
      if parameters.alpha == 0, value <= largest * 1e-12 { continue }
      var share = 0.0
      for i in 0..<size { share += eigen.vectors[i * size + k] * moments[i] }
      share /= max(0, value) + parameters.alpha
      for i in 0..<size { weights[i] += share * eigen.vectors[i * size + k] }
    }
    return weights
  }
}
