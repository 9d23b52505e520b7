/// `Std(x,N)`: the standard deviation of the window's observations.
///
/// - Missing values: skipped, but they occupy the window; missing for fewer than two observations.
/// - Warm-up: windows at the beginning are shorter; the first row is missing. N=0 expands.
/// - Algorithm: the square root of `Var`; a negative rest of rounding counts as 0.
/// - Source: pandas 3, `roll_var` and `Window.std`.
///
/// `Std(x,N)`：滚动标准差。
///
/// - 缺失值：跳过，但仍占窗口位置；观测少于两个时为缺失。
/// - 预热：起始处窗口较短，首行缺失；N=0 为扩展窗口。
/// - 算法：`Var` 的平方根；舍入余下的负数计为 0。
/// - 来源：pandas 3 的 `roll_var` 与 `Window.std`。
enum StdOperator {
  static func run(_ x: Series, windows: [Int], _ context: inout StepContext) -> [Series] {
    VarianceKernel.run(x, windows: windows, isStd: true, &context)
  }
}
