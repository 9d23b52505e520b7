import Foundation

/// qlib's `POETCovEstimator`: principal components, and the correlations of what they leave, cut off by a threshold
/// (Fan, Liao and Mincheva 2013).
package struct POETCovariance: Sendable {
  package enum Method: String, Sendable, CaseIterable { case soft, hard, scad }

  /// 0: no components.
  package var factors = 0
  package var threshold = 1.0
  package var method = Method.soft
  package var options = RiskOptions(missing: .ignore)

  package init() {}

  /// A value is missing where a return is and nothing fills it, and where what is left of a stock does not vary. `mask`
  /// is as `ignore` here, as in qlib.
  ///
  /// - Parameter returns: a row a day, a column a stock; NaN is missing.
  package func covariance(_ returns: Matrix) -> Matrix {
    var options = options
    if options.missing == .mask { options.missing = .ignore }
    let observed = RiskObservations(returns, options).values
    let (days, stocks) = (Double(observed.rows), Double(observed.columns))
    let unknown = Matrix(rows: observed.columns, columns: observed.columns).map { _, _, _ in .nan }
    var rest = observed
    var explained: Matrix?
    var rate = (log(stocks) / days).squareRoot()
    if factors > 0 {
      guard factors <= observed.rows, observed.isFinite,
        let found = Decomposition.eigen(observed.gram(ofRows: true), greatest: factors)
      else { return unknown }
      let loadings = Matrix.product(found.vectors, observed, transposing: .left)
      let part = Matrix.product(found.vectors, loadings)
      rest = observed.map { value, row, column in value - part[row, column] }
      explained = loadings.gram().map { value, _, _ in value / days }
      rate += 1 / stocks.squareRoot()
    }
    let limit = rate * threshold
    let sample = rest.gram().map { value, _, _ in value / days }
    let roots = sample.diagonal.map { $0.squareRoot() }
    return sample.map { value, row, column in
      let correlation = row == column ? 1 : cut(value / roots[row] / roots[column], limit)
      return correlation * roots[row] * roots[column] + (explained?[row, column] ?? 0)
    }
  }

  private func cut(_ correlation: Double, _ limit: Double) -> Double {
    guard !correlation.isNaN else { return .nan }
    let size = correlation.magnitude
    let sign: Double = correlation < 0 ? -1 : 1
    switch method {
    case .hard: return size > limit ? correlation : 0
    case .soft: return sign * max(size - limit, 0)
    case .scad:
      if size >= 3.7 * limit { return correlation }
      if size >= 2 * limit { return (2.7 * correlation - 3.7 * sign * limit) / 1.7 }
      return sign * max(size - limit, 0)
    }
  }
}
