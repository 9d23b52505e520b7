/// `Rank(x,N)`: the newest value's rank among the observations of its window, ties averaged, over their number.
///
/// - Missing values: missing where the newest value is; others are skipped, but occupy the window.
/// - Warm-up: windows at the beginning are shorter; the first row is 1. N=0 expands.
/// - Algorithm: a sorted window, one value replaced a row.
/// - Source: pandas 3, `roll_rank` in `pandas/_libs/window/aggregations.pyx`, percentile form.
///
/// `Rank(x,N)`：滚动排名，即最新值在窗口观测中的平均名次除以观测数。
///
/// - 缺失值：最新值缺失则为缺失；其他缺失跳过，但仍占窗口位置。
/// - 预热：起始处窗口较短，首行为 1；N=0 为扩展窗口。
/// - 算法：有序窗口，每行替换一个值。
/// - 来源：pandas 3，`pandas/_libs/window/aggregations.pyx` 的 `roll_rank`，百分比形式。
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
