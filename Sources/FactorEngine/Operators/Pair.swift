/// Common sums of two series over the window (`roll_cov`, `roll_corr` of pandas 3), measured from the
/// first pair.
struct PairAccumulator {
  private(set) var count = 0.0
  private var mean = SIMD2<Double>.zero
  private var origin = SIMD2<Double>.zero
  private(set) var product = 0.0
  /// Squared deviations of both series.
  private(set) var squares = SIMD2<Double>.zero
  private var peak = SIMD2<Double>.zero
  var isUnstable = false

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

  private static func origin(_ value: Double) -> Double { abs(value) < MomentState.originLimit ? value : 0 }

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
  @inline(__always)
  static func run(
    _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ count: Int, windows: [Int],
    _ visit: (Int, Int, borrowing PairAccumulator) -> Void
  ) {
    var states = [PairAccumulator](repeating: PairAccumulator(), count: windows.count)
    states.withUnsafeMutableBufferPointer { states in
      windows.withUnsafeBufferPointer { windows in
        for row in 0..<count {
          let (a, b) = (x[row], y[row])
          for k in 0..<windows.count {
            let rows = windows[k]
            if row == 0 || rows == 1 {
              states[k] = PairAccumulator()
              states[k].add(a, b)
              states[k].isUnstable = false
            } else {
              if row >= rows { states[k].remove(x[row &- rows], y[row &- rows]) }
              states[k].add(a, b)
              if states[k].isUnstable { rebuild(&states[k], x, y, row, rows) }
            }
            visit(k, row, states[k])
          }
        }
      }
    }
  }

  @inline(never)
  private static func rebuild(
    _ state: inout PairAccumulator, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ row: Int, _ rows: Int
  ) {
    state = PairAccumulator()
    for index in max(0, row - rows + 1)...row { state.add(x[index], y[index]) }
    state.isUnstable = false
  }
}
