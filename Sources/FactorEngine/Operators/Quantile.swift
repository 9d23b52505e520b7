/// `Quantile(x,N,q)`: the value below which a share q of the window's observations lies, linearly interpolated.
///
/// - Missing values: skipped, but they occupy the window; missing where there is no observation.
/// - Warm-up: windows at the beginning are shorter; the first row has a value. N=0 expands.
/// - Algorithm: a sorted window, one value replaced a row. q=0 is `Min`, q=1 is `Max`.
/// - Source: pandas 3, `roll_quantile` in `pandas/_libs/window/aggregations.pyx`.
///
/// `Quantile(x,N,q)`：滚动分位数，即窗口内观测的 q 分位，线性插值。
///
/// - 缺失值：跳过，但仍占窗口位置；没有观测时为缺失。
/// - 预热：起始处窗口较短，首行即有值；N=0 为扩展窗口。
/// - 算法：有序窗口，每行替换一个值。q=0 即 `Min`，q=1 即 `Max`。
/// - 来源：pandas 3，`pandas/_libs/window/aggregations.pyx` 的 `roll_quantile`。
enum QuantileOperator {
  @inline(__always)
  static func value<Value: CountedValue>(_ sorted: borrowing SortedWindow<Value>, share: Double)
    -> Double
  {
    if sorted.count == 0 { return .nan }
    if sorted.count == 1 { return sorted[0] }
    let place = share * Double(sorted.count - 1)
    let index = Int(place)
    if place == Double(index) { return sorted[index] }
    return sorted[index] + (sorted[index + 1] - sorted[index]) * (place - Double(index))
  }
}
