/// qlib's `ShrinkCovEstimator`: the sample covariance drawn towards a simpler one.
package struct ShrunkCovariance: Sendable {
  /// How far it is drawn.
  package enum Intensity: Equatable, Sendable {
    /// Ledoit and Wolf's, which depends on the target.
    case ledoitWolf
    /// Chen, Wiesel, Eldar and Hero's; only towards a constant variance.
    case oracleApproximating
    /// From 0 to 1.
    case fixed(Double)
  }

  package enum Target: String, Sendable, CaseIterable {
    /// The same variance for all, and no correlation.
    case constantVariance = "const_var"
    /// Each its own variance, and the same correlation of all.
    case constantCorrelation = "const_corr"
    /// Each its own variance, and what the mean of all stocks explains of it.
    case singleFactor = "single_factor"
  }

  /// qlib's default of 0 is the sample covariance itself.
  package private(set) var intensity = Intensity.fixed(0)
  package private(set) var target = Target.constantVariance
  package var options = RiskOptions(missing: .ignore)

  /// Nil for what qlib refuses: an intensity outside 0 to 1, or `oas` towards another target.
  package init?(_ intensity: Intensity, towards target: Target = .constantVariance) {
    if case .fixed(let share) = intensity, !(0...1).contains(share) { return nil }
    if intensity == .oracleApproximating, target != .constantVariance { return nil }
    self.intensity = intensity
    self.target = target
  }

  /// A value is missing where a return is and nothing fills or masks it.
  ///
  /// - Parameter returns: a row a day, a column a stock; NaN is missing.
  package func covariance(_ returns: Matrix) -> Matrix {
    let observed = RiskObservations(returns, options)
    let sample = observed.covariance
    let goal = goal(observed, sample)
    let share = share(observed, sample, goal)
    guard share != 0 else { return sample }
    return sample.map { value, row, column in (1 - share) * value + share * goal[row, column] }
  }

  private func goal(_ observed: RiskObservations, _ sample: Matrix) -> Matrix {
    let variances = sample.diagonal
    switch target {
    case .constantVariance:
      let mean = variances.reduce(0, +) / Double(variances.count)
      return sample.map { _, row, column in row == column ? mean : 0 }
    case .constantCorrelation:
      let roots = variances.map { $0.squareRoot() }
      let mean = meanCorrelation(sample, roots)
      return sample.map { _, row, column in row == column ? variances[row] : mean * roots[row] * roots[column] }
    case .singleFactor:
      let market = Market(observed)
      return sample.map { _, row, column in
        row == column ? variances[row] : market.covariances[row] * market.covariances[column] / market.variance
      }
    }
  }

  private func meanCorrelation(_ sample: Matrix, _ roots: [Double]) -> Double {
    let count = Double(roots.count)
    let sum = sample.sum { value, row, column in value / (roots[row] * roots[column]) }
    return (sum - count) / (count * (count - 1))
  }

  private func share(_ observed: RiskObservations, _ sample: Matrix, _ goal: Matrix) -> Double {
    let days = Double(observed.values.rows)
    let excess: Double
    switch intensity {
    case .fixed(let share): return share
    case .oracleApproximating:
      let stocks = Double(sample.rows)
      let squares = sample.sum { value, _, _ in value * value }
      let trace = sample.diagonal.reduce(0, +)
      return (1 - 2 / stocks) * (squares + trace * trace)
        / ((days + 1 - 2 / stocks) * (squares + trace * trace / stocks))
    case .ledoitWolf:
      switch target {
      case .constantVariance: excess = scatter(observed, sample).sum()
      case .constantCorrelation: excess = correlationExcess(observed, sample)
      case .singleFactor: excess = factorExcess(observed, sample)
      }
    }
    let distance = sample.sum { value, row, column in
      (value - goal[row, column]) * (value - goal[row, column])
    }
    let share = excess / distance / days
    return share.isNaN ? .nan : max(0, min(1, share))
  }

  /// The variance of each entry of the sample covariance (`phi_mat`).
  private func scatter(_ observed: RiskObservations, _ sample: Matrix) -> Matrix {
    let squares = observed.values.map { value, _, _ in value * value }
    let products = squares.gram()
    return sample.map { value, row, column in
      products[row, column] / Double(observed.values.rows) - value * value
    }
  }

  private func correlationExcess(_ observed: RiskObservations, _ sample: Matrix) -> Double {
    let days = Double(observed.values.rows)
    let variances = sample.diagonal
    let roots = variances.map { $0.squareRoot() }
    let scatter = scatter(observed, sample)
    let cubes = Matrix.product(
      observed.values.map { value, _, _ in value * value * value }, observed.values, transposing: .left)
    let theta = cubes.sum { value, row, column in
      row == column ? 0 : roots[column] / roots[row] * (value / days - variances[row] * sample[row, column])
    }
    return scatter.sum() - (scatter.diagonal.reduce(0, +) + meanCorrelation(sample, roots) * theta)
  }

  private func factorExcess(_ observed: RiskObservations, _ sample: Matrix) -> Double {
    let days = Double(observed.values.rows)
    let market = Market(observed)
    let scatter = scatter(observed, sample)
    let squares = observed.values.map { value, _, _ in value * value }
    let moved = observed.values.map { value, row, _ in value * market.returns[row] }
    let first = Matrix.product(squares, moved, transposing: .left).sum { value, row, column in
      row == column
        ? 0 : (value / days - market.covariances[row] * sample[row, column]) * market.covariances[column]
    }
    let third = moved.gram().sum { value, row, column in
      row == column
        ? 0
        : (value / days - market.variance * sample[row, column]) * market.covariances[row] * market.covariances[column]
    }
    let rho =
      scatter.diagonal.reduce(0, +) + 2 * first / market.variance - third / (market.variance * market.variance)
    return scatter.sum() - rho
  }

  /// The mean of all stocks as a factor.
  private struct Market {
    let returns: [Double]
    let variance: Double
    let covariances: [Double]

    init(_ observed: RiskObservations) {
      let days = Double(observed.values.rows)
      let returns = observed.market
      self.returns = returns
      variance = returns.reduce(0) { $0 + $1 * $1 } / days
      covariances = (0..<observed.values.columns).map { column in
        zip(observed.values.column(column), returns).reduce(0) { $0 + $1.0 * $1.1 } / days
      }
    }
  }
}

extension Matrix {
  fileprivate func sum(_ term: (_ value: Double, _ row: Int, _ column: Int) -> Double = { value, _, _ in value })
    -> Double
  {
    var sum = 0.0
    for column in 0..<columns {
      for row in 0..<rows { sum += term(self[row, column], row, column) }
    }
    return sum
  }
}
