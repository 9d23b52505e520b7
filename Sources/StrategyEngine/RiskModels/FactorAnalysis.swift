import Foundation

/// scikit-learn's `FactorAnalysis`: factors and the variances beside them that make the returns likeliest.
struct FactorAnalysis {
  /// A row a factor, a column a stock.
  private let loadings: Matrix
  private let noise: [Double]

  /// At most a thousand rounds, until one gains less than 0.01 of log likelihood.
  init?(_ centred: Matrix, _ count: Int) {
    let least = 1e-12
    let days = Double(centred.rows)
    let variances = centred.variances
    let constant = Double(centred.columns) * log(2 * Double.pi) + Double(count)
    var random = NumpyRandom(seed: 0)
    var noise = [Double](repeating: 1, count: centred.columns)
    var loadings = Matrix(rows: count, columns: centred.columns)
    var before = -Double.infinity
    for _ in 0..<1000 {
      let roots = noise.map { $0.squareRoot() + least }
      let scaled = centred.map { value, _, column in value / (roots[column] * days.squareRoot()) }
      guard let found = RandomizedDecomposition(scaled, count, rounds: 3, &random), found.values.count == count
      else { return nil }
      let squares = found.values.map { $0 * $0 }
      loadings = found.right.map { value, row, column in
        max(squares[row] - 1, 0).squareRoot() * value * roots[column]
      }
      let unexplained = scaled.values.reduce(0) { $0 + $1 * $1 } - squares.reduce(0, +)
      let likelihood =
        -(constant + squares.reduce(0) { $0 + log($1) } + unexplained + noise.reduce(0) { $0 + log($1) }) * days / 2
      if likelihood - before < 0.01 { break }
      before = likelihood
      noise = (0..<centred.columns).map { column in
        max(variances[column] - loadings.column(column).reduce(0) { $0 + $1 * $1 }, least)
      }
    }
    self.loadings = loadings
    self.noise = noise
  }

  /// Exposures, a row a stock, and the factors' expected values, a row a day.
  func exposuresAndScores(_ centred: Matrix) -> (exposures: Matrix, scores: Matrix)? {
    let weighed = loadings.map { value, _, column in value / noise[column] }
    let precision = Matrix.product(weighed, loadings, transposing: .right)
      .map { value, row, column in row == column ? value + 1 : value }
    guard let spread = Decomposition.inverse(precision) else { return nil }
    return (
      loadings.transposed, Matrix.product(Matrix.product(centred, weighed, transposing: .right), spread)
    )
  }
}
