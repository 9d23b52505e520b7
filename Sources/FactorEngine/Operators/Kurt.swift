/// `Kurt(x,N)`: the unbiased excess kurtosis of the window's observations.
///
/// - Missing values: skipped, but they occupy the window; missing for fewer than four observations and for a
///   constant window (0/0).
/// - Warm-up: windows at the beginning are shorter; the first three rows are missing. N=0 expands; other
///   windows below four are refused, as in qlib.
/// - Algorithm: running central moments around a moving mean, measured from the first observation; summed anew
///   where too many digits are lost.
/// - Source: pandas 3, `roll_kurt` in `pandas/_libs/window/aggregations.pyx`.
///
/// `Kurt(x,N)`：滚动峰度，即窗口内观测的无偏超额峰度。
///
/// - 缺失值：跳过，但仍占窗口位置；观测少于四个或窗口恒定（0/0）时为缺失。
/// - 预热：起始处窗口较短，前三行缺失；N=0 为扩展窗口；其他小于 4 的窗口与 qlib 一样拒绝。
/// - 算法：以首个观测为原点，围绕移动均值滚动计算中心矩；有效位损失过多时重新求和。
/// - 来源：pandas 3，`pandas/_libs/window/aggregations.pyx` 的 `roll_kurt`。
struct KurtAccumulator: WindowAccumulator {
  private var moments = MomentState(hasFourth: true)

  var isUnstable: Bool {
    get { moments.isUnstable }
    set { moments.isUnstable = newValue }
  }

  mutating func reset(first: Double) { moments.reset() }
  mutating func add(_ value: Double) { moments.add(value) }
  mutating func remove(_ value: Double) { moments.remove(value) }

  var value: Double {
    if moments.count < 4 { return .nan }
    let n = Double(moments.count)
    let ratio = moments.m4 / (moments.m2 * moments.m2)
    return ((n - 1) / ((n - 2) * (n - 3))) * (n * (n + 1) * ratio - 3 * (n - 1))
  }
}
