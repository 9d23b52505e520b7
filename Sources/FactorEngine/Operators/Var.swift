/// `Var(x,N)`: the variance of the window's observations, over their number less one.
///
/// - Missing values: skipped, but they occupy the window; missing for fewer than two observations.
/// - Warm-up: windows at the beginning are shorter; the first row is missing. N=0 expands.
/// - Algorithm: Welford's updates with compensation, an observation in and one out. Where a step loses all
///   digits but three, the window is summed anew.
/// - Source: pandas 3, `roll_var` in `pandas/_libs/window/aggregations.pyx`.
///
/// `Var(x,N)`：滚动方差，以观测数减一为分母。
///
/// - 缺失值：跳过，但仍占窗口位置；观测少于两个时为缺失。
/// - 预热：起始处窗口较短，首行缺失；N=0 为扩展窗口。
/// - 算法：带补偿的 Welford 更新，一个观测进、一个出；某步损失到只剩三位有效数字时重新求和。
/// - 来源：pandas 3，`pandas/_libs/window/aggregations.pyx` 的 `roll_var`。
struct VarianceAccumulator: WindowAccumulator {
  var count = 0.0
  var mean = 0.0
  var squares = 0.0
  var addCompensation = 0.0
  var removeCompensation = 0.0
  private var unstable = 0

  var isUnstable: Bool {
    @inline(__always) get { unstable != 0 }
    @inline(__always) set { unstable = newValue ? 1 : 0 }
  }

  init() {}

  init(
    count: Double, mean: Double, squares: Double, addCompensation: Double,
    removeCompensation: Double
  ) {
    self.count = count
    self.mean = mean
    self.squares = squares
    self.addCompensation = addCompensation
    self.removeCompensation = removeCompensation
  }

  /// pandas' threshold: a thousand times float64's spacing at 1.
  static let conditionLimit = 2.220446049250313e-16 * 1e3

  @inline(__always)
  mutating func reset(first: Double) {
    count = 0
    mean = 0
    squares = 0
    addCompensation = 0
    removeCompensation = 0
  }

  @inline(__always)
  mutating func add(_ value: Double) {
    if value != value { return }
    let before = squares
    count += 1
    let earlier = mean - addCompensation
    let y = value - addCompensation
    let t = y - mean
    addCompensation = (t + mean) - y
    mean = mean + t / count
    squares = squares + (value - earlier) * (value - mean)
    if before * VarianceAccumulator.conditionLimit > squares { isUnstable = true }
  }

  @inline(__always)
  mutating func remove(_ value: Double) {
    if value != value { return }
    count -= 1
    if count == 0 {
      mean = 0
      squares = 0
      isUnstable = false
      return
    }
    let before = squares
    let earlier = mean - removeCompensation
    let y = value - removeCompensation
    let t = y - mean
    removeCompensation = (t + mean) - y
    mean = mean - t / count
    squares = squares - (value - earlier) * (value - mean)
    if before * VarianceAccumulator.conditionLimit > squares { isUnstable = true }
  }

  @inline(__always)
  var value: Double { count > 1 ? squares / (count - 1) : .nan }
}
