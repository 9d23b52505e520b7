/// `Med(x,N)`: the middle observation of the window, or half the sum of the two middle ones.
///
/// - Missing values: skipped, but they occupy the window; missing where there is no observation.
/// - Warm-up: windows at the beginning are shorter; the first row has a value. N=0 expands.
/// - Algorithm: a sorted window, one value replaced a row.
/// - Source: pandas 3, `roll_median_c` in `pandas/_libs/window/aggregations.pyx`.
enum MedianOperator {
  @inline(__always)
  static func value<Value: CountedValue>(_ sorted: borrowing SortedWindow<Value>) -> Double {
    let count = sorted.count
    if count == 0 { return .nan }
    if !count.isMultiple(of: 2) { return sorted[count / 2] }
    return (sorted[count / 2 - 1] + sorted[count / 2]) / 2
  }
}
