/// `Resi(x,N)`: the distance of the newest value from the window's straight line.
///
/// - Missing values: missing where the newest value is; one observation alone gives 0/0, missing.
///   Infinities are not turned into missing values: one leaves missing values for the rest of the loaded rows.
/// - Warm-up: the rows before the first count as missing rows of the window; the first row is missing. N=0
///   expands.
/// - Algorithm: running sums (`RegressionState`) that are never summed anew.
/// - Source: `qlib/data/_libs/rolling.pyx` and `expanding.pyx`.
///
/// `Resi(x,N)`：滚动残差，即最新值与窗口回归直线之差。
///
/// - 缺失值：最新值缺失则为缺失；仅一个观测时 0/0，为缺失。无穷不会变为缺失：出现一个，其后载入的行均为缺失。
/// - 预热：起始行之前视为窗口内的缺失行，首行缺失；N=0 为扩展窗口。
/// - 算法：滚动和（`RegressionState`），从不重新求和。
/// - 来源：`qlib/data/_libs/rolling.pyx` 与 `expanding.pyx`。
enum ResidualOperator {
  static let question = RegressionKernel.Question.residual
}
