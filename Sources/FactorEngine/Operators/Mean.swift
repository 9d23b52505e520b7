/// `Mean(x,N)`: the mean of the window's observations.
///
/// - Missing values: skipped, but they occupy the window; missing where there is no observation.
/// - Warm-up: windows at the beginning are shorter; the first row has a value. N=0 expands.
/// - Algorithm: the running sum of `Sum` over the number of observations. A mean whose sign contradicts all
///   observations is 0; equal observations give themselves.
/// - Source: pandas 3, `roll_mean` in `pandas/_libs/window/aggregations.pyx`.
///
/// `Mean(x,N)`：滚动均值。
///
/// - 缺失值：跳过，但仍占窗口位置；没有观测时为缺失。
/// - 预热：起始处窗口较短，首行即有值；N=0 为扩展窗口。
/// - 算法：`Sum` 的滚动和除以观测数。均值符号与全部观测相反时为 0；观测全部相等时即为该值。
/// - 来源：pandas 3，`pandas/_libs/window/aggregations.pyx` 的 `roll_mean`。
struct MeanAccumulator: WindowAccumulator {
  private var sums = SumAccumulator()

  var isUnstable: Bool {
    get { false }
    set {}
  }

  @inline(__always)
  mutating func reset(first: Double) { sums.reset(first: first) }

  @inline(__always)
  mutating func add(_ value: Double) { sums.add(value) }

  @inline(__always)
  mutating func remove(_ value: Double) { sums.remove(value) }

  @inline(__always)
  var value: Double {
    if sums.count < 1 { return .nan }
    if sums.same >= sums.count { return sums.previous }
    let mean = sums.sum / Double(sums.count)
    if sums.negatives == 0, mean < 0 { return 0 }
    if sums.negatives == sums.count, mean > 0 { return 0 }
    return mean
  }
}

extension MeanAccumulator: ExactAccumulator {
  @inline(__always)
  static func value(sum: Double, count: Double) -> Double { sum / count }
}
