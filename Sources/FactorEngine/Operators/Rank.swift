/// `Rank(x,N)`: the newest value's rank among the observations of its window, ties averaged, over their number.
///
/// - Missing values: missing where the newest value is; others are skipped, but occupy the window.
/// - Warm-up: windows at the beginning are shorter; the first row is 1. N=0 expands.
/// - Algorithm: a sorted window, one value replaced a row.
/// - Source: pandas 3, `roll_rank` in `pandas/_libs/window/aggregations.pyx`, percentile form.
enum RankOperator {
  /// - Parameters:
  ///   - below: observations below the newest.
  ///   - notAbove: observations not above it, itself included.
  @inline(__always)
  static func value(below: Int, notAbove: Int, count: Int) -> Double {
    // The sum of the tied places over their number is their middle: halves are exact.
    Double(below &+ 1 &+ notAbove) / 2 / Double(count)
  }
}
