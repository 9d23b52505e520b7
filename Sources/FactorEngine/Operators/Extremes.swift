/// `Max(x,N)` and `Min(x,N)`: the largest and smallest observation of the window (`roll_max`).
///
/// Missing rows are skipped but occupy the window; missing where there is no observation. Exact, so
/// the algorithm is free: blocks of N rows with running extremes from both ends (van Herk 1992),
/// three comparisons a row whatever N is.
enum ExtremeOperator {
  /// - Parameter sign: 1 for the largest, -1 for the smallest.
  static func run(
    _ x: UnsafePointer<Double>, _ count: Int, window: Int, sign: Double, _ output: UnsafeMutablePointer<Double>
  ) {
    if window == 0 || window >= count { return expanding(x, count, sign, output) }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { suffix in
      var best = -Double.infinity
      for row in stride(from: count - 1, through: 0, by: -1) {
        if row % window == window - 1 { best = -.infinity }
        best = larger(best, observed(x[row], sign))
        suffix[row] = best
      }
      var prefix = -Double.infinity
      var phase = 0
      for row in 0..<count {
        if phase == window { phase = 0 }
        let value = observed(x[row], sign)
        prefix = phase == 0 ? value : larger(prefix, value)
        phase += 1
        // The first window's rows all lie in the first block.
        let first = row - window + 1
        output[row] = finished(first > 0 ? larger(suffix[first], prefix) : prefix, sign)
      }
    }
  }

  private static func expanding(
    _ x: UnsafePointer<Double>, _ count: Int, _ sign: Double, _ output: UnsafeMutablePointer<Double>
  ) {
    var best = -Double.infinity
    for row in 0..<count {
      best = larger(best, observed(x[row], sign))
      output[row] = finished(best, sign)
    }
  }

  /// A missing value loses against every observation; observations are finite.
  @inline(__always)
  private static func observed(_ value: Double, _ sign: Double) -> Double {
    value == value ? value * sign : -.infinity
  }

  @inline(__always)
  private static func larger(_ left: Double, _ right: Double) -> Double { left > right ? left : right }

  @inline(__always)
  private static func finished(_ value: Double, _ sign: Double) -> Double {
    value == -.infinity ? .nan : value * sign
  }
}
