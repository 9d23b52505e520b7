/// `IdxMin(x,N)`: the place of the smallest value in the window, the oldest row being 1.
///
/// - Missing values: **a missing row wins over all**: the place of the window's first missing row is returned.
///   Missing only where all rows of the window are.
/// - Warm-up: windows at the beginning are shorter; the first row is 1. N=0 expands.
/// - Algorithm: as `IdxMax`, of the opposite values.
/// - Source: `qlib/data/ops.py`, `IdxMin`: numpy's `argmin` of each window.
///
/// `IdxMin(x,N)`：窗口内最小值的位置，最旧的一行为 1。
///
/// - 缺失值：**缺失行优先**：返回窗口内首个缺失行的位置；只有窗口全部缺失时才为缺失。
/// - 预热：起始处窗口较短，首行为 1；N=0 为扩展窗口。
/// - 算法：同 `IdxMax`，取相反数。
/// - 来源：`qlib/data/ops.py` 的 `IdxMin`：对每个窗口取 numpy 的 `argmin`。
enum IdxMinOperator {
  static func run(_ x: Series, windows: [Int], need: Int) -> [Series] {
    PlaceKernel.run(x, windows: windows, need: need, sign: -1)
  }
}
