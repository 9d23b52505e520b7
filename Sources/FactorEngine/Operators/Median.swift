/// `Med(x,N)`: the middle observation, or half the sum of the two middle ones (`roll_median_c`).
///
/// Missing rows are skipped but occupy the window; missing where there is no observation.
enum MedianOperator {
  @inline(__always)
  static func value(_ sorted: borrowing SortedWindow) -> Double {
    let count = sorted.count
    if count == 0 { return .nan }
    if !count.isMultiple(of: 2) { return sorted[count / 2] }
    return (sorted[count / 2 - 1] + sorted[count / 2]) / 2
  }
}
