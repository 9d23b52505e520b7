/// `Sum(x,N)`: the sum of the window's observations.
///
/// - Missing values: skipped, but they occupy the window; missing where there is no observation.
/// - Warm-up: windows at the beginning are shorter; the first row has a value. N=0 sums from the first row.
/// - Algorithm: a running sum with compensation (Kahan), one for what enters and one for what leaves; equal
///   observations give an exact multiple. Where no sum can be rounded, differences of `PrefixSums`: same bits.
/// - Source: pandas 3, `roll_sum` in `pandas/_libs/window/aggregations.pyx`.
///
/// `Sum(x,N)`：滚动和。
///
/// - 缺失值：跳过，但仍占窗口位置；没有观测时为缺失。
/// - 预热：起始处窗口较短，首行即有值；N=0 自首行累加。
/// - 算法：带补偿（Kahan）的滚动和，进出各一个补偿；观测全部相等时为精确倍数。不会产生舍入时用 `PrefixSums` 之差，逐位相同。
/// - 来源：pandas 3，`pandas/_libs/window/aggregations.pyx` 的 `roll_sum`。
struct SumAccumulator: WindowAccumulator {
  private(set) var count = 0
  private(set) var negatives = 0
  private(set) var same = 0
  private(set) var sum = 0.0
  private(set) var previous = 0.0
  private var addCompensation = 0.0
  private var removeCompensation = 0.0

  var isUnstable: Bool {
    get { false }
    set {}
  }

  @inline(__always)
  mutating func reset(first: Double) {
    self = SumAccumulator()
    previous = first
  }

  @inline(__always)
  mutating func add(_ value: Double) {
    if value != value { return }
    count &+= 1
    let y = value - addCompensation
    let t = sum + y
    addCompensation = (t - sum) - y
    sum = t
    negatives &+= Int(value.bitPattern >> 63)
    same = value == previous ? same &+ 1 : 1
    previous = value
  }

  @inline(__always)
  mutating func remove(_ value: Double) {
    if value != value { return }
    count &-= 1
    let y = -value - removeCompensation
    let t = sum + y
    removeCompensation = (t - sum) - y
    sum = t
    negatives &-= Int(value.bitPattern >> 63)
  }

  @inline(__always)
  var value: Double {
    if count < 1 { return .nan }
    return same >= count ? previous * Double(count) : sum
  }
}

extension SumAccumulator: ExactAccumulator {
  @inline(__always)
  static func value(sum: Double, count: Double) -> Double { count > 0 ? sum : .nan }
}

/// An accumulator whose value follows from sum and number of observations where neither is rounded.
protocol ExactAccumulator: WindowAccumulator {
  static func value(sum: Double, count: Double) -> Double
}
