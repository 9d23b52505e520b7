import Primitives

/// A weighted sum of the features.
///
/// qlib learns in float32 where the features are float32, with whatever BLAS is installed; here everything is float64.
/// So weights agree as far as `LinearFit.resolution` says, and scores of the same weights within `scoreBounds`.
package struct LinearModel: Equatable, Sendable {
  package let featureNames: [String]
  package let weights: [Double]
  package let intercept: Double

  package init(featureNames: [String], weights: [Double], intercept: Double) {
    self.featureNames = featureNames
    self.weights = weights
    self.intercept = intercept
  }

  /// Learns as `LinearFit` does, and throws what it throws.
  package init(_ parameters: LinearParameters, on rows: TrainingRows) throws {
    self = try LinearFit(parameters, on: rows).model
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

  /// By row: how far qlib's score can lie from the exact one.
  ///
  /// qlib takes the product of float32 features and float32 weights in float32, in an order that only its BLAS knows.
  /// Any order of n terms errs by at most γ·Σ|wᵢxᵢ| with γ = n·u/(1 − n·u) and u = 2⁻²⁴ (Higham, Accuracy and
  /// Stability of Numerical Algorithms, 3.1); adding the intercept and writing the sum as float32 err by u of the score
  /// each. Where features or weights are float64, u is 2⁻⁵³.
  ///
  /// - Parameter inputUnits: units in the last place by which every feature can differ besides.
  package func bounds(of frame: Frame, inputUnits: Int = 0) -> [Double] {
    let columns = frame.columns(of: "feature").map(\.values)
    let isFloat = columns.allSatisfy { $0.type == "float32" } && weights.allSatisfy { Double(Float($0)) == $0 }
    let unit = isFloat ? 0x1p-24 : 0x1p-53
    let terms = Double(max(1, weights.count))
    let growth = terms * unit / (1 - terms * unit)
    var magnitudes = [Double](repeating: 0, count: frame.rowCount)
    var moves = magnitudes
    var scores = [Double](repeating: intercept, count: frame.rowCount)
    for (weight, column) in zip(weights, columns) {
      for row in scores.indices {
        let value = column[row]
        scores[row] += weight * value
        magnitudes[row] += (weight * value).magnitude
        if inputUnits > 0 { moves[row] += weight.magnitude * column.spacing(row) * Double(inputUnits) }
      }
    }
    return scores.indices.map { row in
      growth * (magnitudes[row] + moves[row]) + moves[row] + 2 * unit * (scores[row].magnitude + intercept.magnitude)
    }
  }
}
