/// `IdxMin(x,N)`: the place of the smallest value in the window, the oldest row being 1.
///
/// - Missing values: **a missing row wins over all**: the place of the window's first missing row is returned.
///   Missing only where all rows of the window are.
/// - Warm-up: windows at the beginning are shorter; the first row is 1. N=0 expands.
/// - Algorithm: as `IdxMax`, of the opposite values.
/// - Source: `qlib/data/ops.py`, `IdxMin`: numpy's `argmin` of each window.
enum IdxMinOperator {
  static func run(_ x: Series, windows: [Int], need: Int) -> [Series] {
    PlaceKernel.run(x, windows: windows, need: need, sign: -1)
  }
}
