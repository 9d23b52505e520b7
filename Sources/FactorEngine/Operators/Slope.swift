/// `Slope(x,N)`: the slope of the straight line through the window.
///
/// - Missing values: defined on missing days too; one observation alone gives 0/0, missing.
///   Infinities are not turned into missing values: one leaves missing values for the rest of the loaded rows.
/// - Warm-up: the rows before the first count as missing rows of the window; the first row is missing. N=0
///   expands.
/// - Algorithm: running sums (`RegressionState`) that are never summed anew.
/// - Source: `qlib/data/_libs/rolling.pyx` and `expanding.pyx`.
///
/// `Slope(x,N)`：滚动斜率，即窗口回归直线的斜率。
///
/// - 缺失值：缺失日也有值；仅一个观测时 0/0，为缺失。无穷不会变为缺失：出现一个，其后载入的行均为缺失。
/// - 预热：起始行之前视为窗口内的缺失行，首行缺失；N=0 为扩展窗口。
/// - 算法：滚动和（`RegressionState`），从不重新求和。
/// - 来源：`qlib/data/_libs/rolling.pyx` 与 `expanding.pyx`。
enum SlopeOperator {
  static let question = RegressionKernel.Question.slope
}
