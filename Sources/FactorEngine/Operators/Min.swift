/// `Min(x,N)`: the smallest observation of the window.
///
/// - Missing values: skipped, but they occupy the window; missing where there is no observation.
/// - Warm-up: windows at the beginning are shorter; the first row has a value. N=0 expands.
/// - Algorithm: as `Max`, of the opposite values.
/// - Source: pandas 3, `roll_min` in `pandas/_libs/window/aggregations.pyx`.
///
/// `Min(x,N)`：滚动最小值。
///
/// - 缺失值：跳过，但仍占窗口位置；没有观测时为缺失。
/// - 预热：起始处窗口较短，首行即有值；N=0 为扩展窗口。
/// - 算法：同 `Max`，取相反数。
/// - 来源：pandas 3，`pandas/_libs/window/aggregations.pyx` 的 `roll_min`。
enum MinOperator {
  static func run(_ x: Series, windows: [Int], need: Int) -> [Series] {
    ExtremeKernel.run(x, windows: windows, need: need, sign: -1)
  }
}
