/// `Var(x,N)`: squared deviations over n-1, by Welford's updates with compensation (`roll_var`).
///
/// Missing rows are skipped but occupy the window; missing for fewer than two observations. Where a
/// step loses all digits but three, the window is summed anew.
struct VarianceAccumulator: WindowAccumulator {
  private var count = 0.0
  private var mean = 0.0
  private var squares = 0.0
  private var addCompensation = 0.0
  private var removeCompensation = 0.0
  var isUnstable = false

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
