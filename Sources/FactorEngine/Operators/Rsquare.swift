/// `Rsquare(x,N)`: the squared correlation of the window with its straight line.
///
/// - Missing values: defined on missing days too; missing where `Std(x,N)` is at most 2e-5 (`FlatMask`; not for N=0).
///   Infinities are not turned into missing values: one leaves missing values for the rest of the loaded rows.
/// - Warm-up: the rows before the first count as missing rows of the window; the first row is missing. N=0
///   expands.
/// - Algorithm: running sums (`RegressionState`) that are never summed anew.
/// - Source: `qlib/data/_libs/rolling.pyx` and `expanding.pyx`.
enum RsquareOperator {
  static let question = RegressionKernel.Question.rsquare
}
