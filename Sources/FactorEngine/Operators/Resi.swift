/// `Resi(x,N)`: the distance of the newest value from the window's straight line.
///
/// - Missing values: missing where the newest value is; one observation alone gives 0/0, missing.
///   Infinities are not turned into missing values: one leaves missing values for the rest of the loaded rows.
/// - Warm-up: the rows before the first count as missing rows of the window; the first row is missing. N=0
///   expands.
/// - Algorithm: running sums (`RegressionState`) that are never summed anew.
/// - Source: `qlib/data/_libs/rolling.pyx` and `expanding.pyx`.
enum ResidualOperator {
  static let question = RegressionKernel.Question.residual
}
