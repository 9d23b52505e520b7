/// `Cov(x,y,N)`: the covariance of the pairs that are present in the window, over their number less one.
///
/// - Missing values: a pair counts where both are present; missing for fewer than two. Rows are aligned by day. None for
///   y is x itself.
/// - Warm-up: windows at the beginning are shorter; the first row is missing. N=0 takes all
///   rows that are loaded: those that another operand asks for, and alone it is refused, as in qlib.
/// - Algorithm: common sums of both series measured from the first pair (`PairAccumulator`), summed anew where
///   too many digits are lost.
/// - Source: pandas 3, `roll_cov` in `pandas/_libs/window/aggregations.pyx`.
///
/// `Cov(x,y,N)`：滚动协方差，即窗口内成对观测的协方差，以对数减一为分母。
///
/// - 缺失值：两侧都有才计为一对；少于两对时为缺失。按日期对齐。y 为 None 时即 x 自身。
/// - 预热：起始处窗口较短，首行缺失；N=0 用全部已载入的行，即其他操作数所需的行；单独使用则与 qlib 一样拒绝。
/// - 算法：两个序列以首对为原点共同求和（`PairAccumulator`），有效位损失过多时重新求和。
/// - 来源：pandas 3，`pandas/_libs/window/aggregations.pyx` 的 `roll_cov`。
enum CovOperator {
  @inline(__always)
  static func value(_ state: borrowing PairAccumulator) -> Double { state.covariance }
}

/// What `Corr` and `Cov` have in common.
enum PairKernel {
  static func run(
    _ pair: PairOperation, _ left: Series, _ right: Series, windows: [Int], _ context: inout StepContext
  ) throws(RowFault) -> [Series] {
    // qlib's mask of flat windows would not fit a correlation over the union of days.
    if pair == .correlation, !left.rows.isSame(as: right.rows) { throw .differentRows("Corr", left, right) }
    let rows = left.rows.union(right.rows)
    let (left, right) = (left.aligned(to: rows), right.aligned(to: rows))
    if rows.gaps.isEmpty { return run(pair, of: left, right, windows, &context) }
    guard let first = left.compact(), let second = right.compact() else { throw .noSeries }
    var whole = StepContext(need: 0)
    return run(pair, of: first, second, windows, &whole).map { $0.expanded(around: rows) }
  }

  private static func run(
    _ pair: PairOperation, of left: Series, _ right: Series, _ windows: [Int], _ context: inout StepContext
  ) -> [Series] {
    switch pair {
    case .covariance, .plainCovariance: run(left, right, windows: windows, &context) { CovOperator.value($0) }
    case .correlation, .plainCorrelation: run(left, right, windows: windows, &context) { CorrOperator.value($0) }
    }
  }

  @inline(__always)
  private static func run(
    _ left: Series, _ right: Series, windows: [Int], _ context: inout StepContext,
    _ value: (borrowing PairAccumulator) -> Double
  ) -> [Series] {
    let (x, y) = PairInput.make(left, right)
    let (a, b) = (x.observations, y.observations)
    let (count, emit) = (left.count, left.row(context.need))
    let results = windows.map { _ in Series.column(left.pool, emit, count) }
    context.resume([PairAccumulator](repeating: PairAccumulator(), count: windows.count), left) {
      states, first in
      PairWindow.run(states, a, b, rows: first..<count, emit: emit, windows: windows) {
        results[$0][$1] = value($2)
      }
    }
    return results.map {
      Series(start: left.start, count: count, from: emit, in: left.pool, adopting: $0)
    }
  }
}
