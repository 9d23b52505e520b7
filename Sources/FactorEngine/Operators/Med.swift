/// `Med(x,N)`: the middle observation of the window, or half the sum of the two middle ones.
///
/// - Missing values: skipped, but they occupy the window; missing where there is no observation.
/// - Warm-up: windows at the beginning are shorter; the first row has a value. N=0 expands.
/// - Algorithm: a sorted window, one value replaced a row.
/// - Source: pandas 3, `roll_median_c` in `pandas/_libs/window/aggregations.pyx`.
///
/// `Med(x,N)`：滚动中位数；观测数为偶数时取中间两个的平均。
///
/// - 缺失值：跳过，但仍占窗口位置；没有观测时为缺失。
/// - 预热：起始处窗口较短，首行即有值；N=0 为扩展窗口。
/// - 算法：有序窗口，每行替换一个值。
/// - 来源：pandas 3，`pandas/_libs/window/aggregations.pyx` 的 `roll_median_c`。
enum MedianOperator {
  @inline(__always)
  static func value<Value: CountedValue>(_ sorted: borrowing SortedWindow<Value>) -> Double {
    let count = sorted.count
    if count == 0 { return .nan }
    if !count.isMultiple(of: 2) { return sorted[count / 2] }
    return (sorted[count / 2 - 1] + sorted[count / 2]) / 2
  }
}
