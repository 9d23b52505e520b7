import Primitives

/// `Mad(x,N)`: the mean distance of the window's observations from their mean.
///
/// - Missing values: skipped, but they occupy the window; missing where there is no observation.
/// - Warm-up: windows at the beginning are shorter; the first row is 0. N=0 expands.
/// - Algorithm: each window is summed anew by numpy's pairwise summation: N steps a row.
/// - Source: `qlib/data/ops.py`, `Mad`: `np.nanmean(np.abs(x - np.nanmean(x)))` of each window.
///
/// `Mad(x,N)`：滚动平均绝对偏差，即窗口内观测与其均值之差的平均绝对值。
///
/// - 缺失值：跳过，但仍占窗口位置；没有观测时为缺失。
/// - 预热：起始处窗口较短，首行为 0；N=0 为扩展窗口。
/// - 算法：每个窗口用 numpy 的成对求和重新计算，每行 N 步。
/// - 来源：`qlib/data/ops.py` 的 `Mad`：对每个窗口取 `np.nanmean(np.abs(x - np.nanmean(x)))`。
enum MadOperator {
  static func run(_ x: Series, window: Int, need: Int) -> Series {
    let (count, from, values) = (x.count, x.row(need), x.observations)
    let held = x.pool.take(count).assumingMemoryBound(to: Double.self)
    defer { x.pool.give(held, count) }
    return Series(
      .float64, start: x.start, count: count, from: from, in: x.pool,
      doubles: { output in
        for row in from..<count {
          var n = 0
          for index in (window == 0 ? 0 : max(0, row - window + 1))...row where !values[index].isNaN {
            held[n] = values[index]
            n += 1
          }
          if n == 0 {
            output[row] = .nan
            continue
          }
          let mean = PairwiseSum.of(held, n) / Double(n)
          for index in 0..<n { held[index] = abs(held[index] - mean) }
          output[row] = PairwiseSum.of(held, n) / Double(n)
        }
      })
  }
}
