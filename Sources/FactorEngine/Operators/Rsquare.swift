/// `Rsquare(x,N)`: the squared correlation of the window with its straight line.
///
/// - Missing values: defined on missing days too; missing where `Std(x,N)` is at most 2e-5 (`FlatMask`; not for N=0).
///   Infinities are not turned into missing values: one leaves missing values for the rest of the loaded rows.
/// - Warm-up: the rows before the first count as missing rows of the window; the first row is missing. N=0
///   expands.
/// - Algorithm: running sums (`RegressionState`) that are never summed anew.
/// - Source: `qlib/data/_libs/rolling.pyx` and `expanding.pyx`.
///
/// `Rsquare(x,N)`：滚动决定系数，即窗口与其回归直线相关系数的平方。
///
/// - 缺失值：缺失日也有值；`Std(x,N)` 不超过 2e-5 时为缺失（`FlatMask`，N=0 除外）。无穷不会变为缺失：出现一个，其后载入的行均为缺失。
/// - 预热：起始行之前视为窗口内的缺失行，首行缺失；N=0 为扩展窗口。
/// - 算法：滚动和（`RegressionState`），从不重新求和。
/// - 来源：`qlib/data/_libs/rolling.pyx` 与 `expanding.pyx`。
enum RsquareOperator {
  static let question = RegressionKernel.Question.rsquare
}
