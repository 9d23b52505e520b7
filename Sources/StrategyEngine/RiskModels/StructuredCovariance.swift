/// qlib's `StructuredCovEstimator`: latent factors, their covariance, and what they leave of each stock's variance.
package struct StructuredCovariance: Sendable {
  package enum FactorModel: String, Sendable, CaseIterable { case pca, fa }

  package var factorModel = FactorModel.pca
  package var factors = 10
  /// Missing returns are always filled, as in qlib.
  package private(set) var options = RiskOptions(missing: .fill)

  package init() {}

  package var assumesCentred: Bool {
    get { options.assumesCentred }
    set { options.assumesCentred = newValue }
  }

  package var scalesReturns: Bool {
    get { options.scalesReturns }
    set { options.scalesReturns = newValue }
  }

  /// qlib's `return_decomposed_components`: a covariance in the parts that an optimizer takes.
  package struct Components: Equatable, Sendable {
    /// A row a stock, a column a factor.
    package var exposures: Matrix
    package var covariance: Matrix
    /// Variances that no factor explains, by stock.
    package var variances: [Double]

    package init(exposures: Matrix, covariance: Matrix, variances: [Double]) {
      self.exposures = exposures
      self.covariance = covariance
      self.variances = variances
    }

    /// The covariance that they are parts of.
    package var whole: Matrix {
      Matrix.product(Matrix.product(exposures, covariance), exposures, transposing: .right)
        .map { value, row, column in row == column ? value + variances[row] : value }
    }
  }

  /// Nil with more factors than days or stocks, and where a return is infinite.
  ///
  /// - Parameter returns: a row a day, a column a stock; NaN is missing.
  package func components(_ returns: Matrix) -> Components? {
    let observed = RiskObservations(returns, options).values
    guard (1...max(1, min(observed.rows, observed.columns))).contains(factors), observed.rows > 1, observed.isFinite
    else { return nil }
    let centred = observed.centred
    let found: (exposures: Matrix, scores: Matrix)?
    switch factorModel {
    case .pca:
      found = PrincipalComponents.exposures(centred, factors).map { ($0, Matrix.product(centred, $0)) }
    case .fa: found = FactorAnalysis(centred, factors)?.exposuresAndScores(centred)
    }
    guard let (exposures, scores) = found else { return nil }
    let explained = Matrix.product(scores, exposures, transposing: .right)
    let rest = observed.map { value, row, column in value - explained[row, column] }
    let deviations = scores.centred.gram()
    return Components(
      exposures: exposures, covariance: deviations.map { value, _, _ in value / Double(observed.rows - 1) },
      variances: rest.variances)
  }

  package func covariance(_ returns: Matrix) -> Matrix? { components(returns)?.whole }
}

extension Matrix {
  /// Each column less its mean.
  var centred: Matrix {
    let means = (0..<columns).map { column($0).reduce(0, +) / Double(rows) }
    return map { value, _, column in value - means[column] }
  }

  /// Of each column, around its mean and by the count (numpy's `var`).
  var variances: [Double] {
    let centred = centred
    return (0..<columns).map { column in centred.column(column).reduce(0) { $0 + $1 * $1 } / Double(rows) }
  }
}
