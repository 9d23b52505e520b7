/// `Skew(x,N)`: the unbiased skewness (`roll_skew`).
///
/// Missing rows are skipped but occupy the window; missing for fewer than three observations and for
/// a constant window (0/0).
struct SkewAccumulator: WindowAccumulator {
  private var moments = MomentState(hasFourth: false)

  var isUnstable: Bool {
    get { moments.isUnstable }
    set { moments.isUnstable = newValue }
  }

  mutating func reset(first: Double) { moments.reset() }
  mutating func add(_ value: Double) { moments.add(value) }
  mutating func remove(_ value: Double) { moments.remove(value) }

  var value: Double {
    if moments.count < 3 { return .nan }
    let n = Double(moments.count)
    let ratio = moments.m3 / (moments.m2 * moments.m2.squareRoot())
    return ratio * ((n * (n - 1).squareRoot()) / (n - 2))
  }
}
