/// `Rank(x,N)`: the newest value's rank among the observations of its window, ties averaged, divided
/// by their number (`roll_rank`, percentile form).
///
/// Missing where the newest value is; other missing rows are skipped but occupy the window.
enum RankOperator {
  @inline(__always)
  static func value(_ sorted: borrowing SortedWindow, newest: Double) -> Double {
    if newest.isNaN { return .nan }
    let high = Double(sorted.notAbove(newest))
    let low = Double(sorted.below(newest) + 1)
    let sum = high * (high + 1) / 2 - (low - 1) * low / 2
    return sum / (high - low + 1) / Double(sorted.count)
  }
}
