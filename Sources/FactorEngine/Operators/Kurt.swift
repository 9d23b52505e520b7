/// `Kurt(x,N)`: the unbiased excess kurtosis of the window's observations.
///
/// - Missing values: skipped, but they occupy the window; missing for fewer than four observations and for a
///   constant window (0/0).
/// - Warm-up: windows at the beginning are shorter; the first three rows are missing. N=0 expands; other
///   windows below four are refused, as in qlib.
/// - Algorithm: running central moments around a moving mean, measured from the first observation; summed anew
///   where too many digits are lost.
/// - Source: pandas 3, `roll_kurt` in `pandas/_libs/window/aggregations.pyx`.
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
