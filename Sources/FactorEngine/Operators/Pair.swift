/// Common sums of two series over the window (`roll_cov`, `roll_corr` of pandas 3), measured from the
/// first pair.
///
/// All fields have eight bytes, the pairs first: no gaps.
struct PairAccumulator: BitwiseCopyable {
  private var mean = SIMD2<Double>.zero
  private var origin = SIMD2<Double>.zero
  /// Squared deviations of both series.
  private(set) var squares = SIMD2<Double>.zero
  private var peak = SIMD2<Double>.zero
  private(set) var product = 0.0
  private(set) var count = 0.0
  private var unstable = 0

  var isUnstable: Bool {
    @inline(__always) get { unstable != 0 }
    @inline(__always) set { unstable = newValue ? 1 : 0 }
  }

  mutating func reset() {
    let unstable = isUnstable
    self = PairAccumulator()
    isUnstable = unstable
  }

  @inline(__always)
  mutating func add(_ x: Double, _ y: Double) {
    if x != x || y != y { return }
    count += 1
    let value = SIMD2(x, y)
    if count == 1 { origin = SIMD2(PairAccumulator.origin(x), PairAccumulator.origin(y)) }
    let z = value - origin
    let d = z - mean
    mean += d / count
    let after = z - mean
    product += after.x * d.y
    squares += after * d
    watch(after)
  }

  @inline(__always)
  mutating func remove(_ x: Double, _ y: Double) {
    if x != x || y != y { return }
    let z = SIMD2(x, y) - origin
    let d = z - mean
    count -= 1
    if count == 0 {
      self = PairAccumulator()
      return
    }
    mean -= d / count
    let after = z - mean
    product -= after.x * d.y
    squares -= after * d
    watch(after)
  }

  @inline(__always)
  private mutating func watch(_ after: SIMD2<Double>) {
    let distance = SIMD2(abs(after.x), abs(after.y))
    peak.replace(with: distance, where: distance .> peak)
    let limit = VarianceAccumulator.conditionLimit
    // A comparison with a missing sum is false, so these say "well conditioned".
    let fine =
      peak.x * peak.y * limit <= abs(product) && peak.x * peak.x * limit <= squares.x
      && peak.y * peak.y * limit <= squares.y
    if !fine { isUnstable = true }
  }

  private static func origin(_ value: Double) -> Double {
    abs(value) < MomentState.originLimit ? value : 0
  }

  @inline(__always)
  var covariance: Double { count > 1 ? product / (count - 1) : .nan }

  @inline(__always)
  var correlation: Double {
    if count < 1 || squares.x == 0 || squares.y == 0 { return .nan }
    let r = product / (squares.x * squares.y).squareRoot()
    return r > 1 ? 1 : r < -1 ? -1 : r
  }
}

/// Drives pairs over the windows of two series that have the same rows.
enum PairWindow {
  /// - Parameters:
  ///   - states: one for each window; they have seen the rows before `rows`.
  ///   - emit: first row that is shown to `visit`.
  @inline(__always)
  static func run(
    _ states: UnsafeMutablePointer<PairAccumulator>, _ x: UnsafePointer<Double>,
    _ y: UnsafePointer<Double>,
    rows: Range<Int>, emit: Int, windows: [Int],
    _ visit: (Int, Int, borrowing PairAccumulator) -> Void
  ) {
    windows.withUnsafeBufferPointer { windows in
      let silent = min(max(emit, rows.lowerBound), rows.upperBound)
      for row in rows.lowerBound..<silent {
        for k in 0..<windows.count { advance(&states[k], x, y, row, windows[k]) }
      }
      for row in silent..<rows.upperBound {
        for k in 0..<windows.count {
          advance(&states[k], x, y, row, windows[k])
          visit(k, row, states[k])
        }
      }
    }
  }

  @inline(__always)
  private static func advance(
    _ state: inout PairAccumulator, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>,
    _ row: Int, _ window: Int
  ) {
    // N=0 expands: nothing ever leaves.
    let rows = window == 0 ? Int.max : window
    if row == 0 || rows == 1 {
      state = PairAccumulator()
      state.add(x[row], y[row])
      state.isUnstable = false
    } else {
      if row >= rows { state.remove(x[row &- rows], y[row &- rows]) }
      state.add(x[row], y[row])
      if state.isUnstable { rebuild(&state, x, y, row, rows) }
    }
  }

  @inline(never)
  private static func rebuild(
    _ state: inout PairAccumulator, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>,
    _ row: Int, _ rows: Int
  ) {
    state = PairAccumulator()
    for index in max(0, row - rows + 1)...row { state.add(x[index], y[index]) }
    state.isUnstable = false
  }
}

/// The two operands of `Corr` and `Cov` as their kernel sees them.
///
/// pandas masks each side by the other, in the operands' own type: `x + 0*y` and `y + 0*x`. An infinity
/// on either side makes both missing.
enum PairInput {
  static func make(_ left: Series, _ right: Series) -> (Series, Series) {
    (masked(left, right), masked(right, left))
  }

  private static func masked(_ value: Series, _ mask: Series) -> Series {
    let count = value.count
    let from = max(value.from, mask.from)
    if let a = value.floats, let b = mask.floats {
      return Series(
        .float32, start: value.start, count: count, from: from, in: value.pool,
        floats: { output in
          for row in from..<count { output[row] = a[row] + 0 * b[row] }
        })
    }
    let (a, b) = (value.doubles, mask.doubles)
    return Series(
      .float64, start: value.start, count: count, from: from, in: value.pool,
      doubles: { output in
        for row in from..<count { output[row] = a[row] + 0 * b[row] }
      })
  }
}
