import Primitives

/// `EMA(x,N)`: the exponential mean of span N; for 0<N<1 the newest value has the share N.
///
/// - Missing values: carry the last mean on; leading ones are missing. With 0<N<1 `Sum`, `Mean`, `Std`, `Var`, `Max`,
///   `Min`, `Med` and `Count` become this mean, too.
/// - Warm-up: from the first observation on. Memory is infinite, but only N-1 rows are loaded before the asked
///   ones: values depend on the query's start.
/// - Algorithm: one weighted mean carried from row to row. N=0: at row i the weights a^(n-1)...a^0 with
///   a = 1-2/(n+1) over their sum; a missing row counts as 0 and keeps its weight; n steps a row.
/// - Source: pandas 3, `ewm` in `pandas/_libs/window/aggregations.pyx`; `qlib/data/ops.py`, `EMA`.
///
/// `EMA(x,N)`：指数移动平均，跨度为 N；0<N<1 时最新值的权重为 N。
///
/// - 缺失值：沿用上一个均值，开头的缺失保持缺失。0<N<1 时 `Sum`、`Mean`、`Std`、`Var`、`Max`、`Min`、`Med` 与 `Count` 也变为此均值。
/// - 预热：自首个观测起有值。记忆无限，但查询之前只载入 N-1 行，因此取值依赖查询起点。
/// - 算法：逐行传递一个加权均值。N=0 时第 i 行以 a^(n-1)...a^0（a = 1-2/(n+1)）加权平均；缺失行计为 0 并保留权重；每行 n 步。
/// - 来源：pandas 3 的 `ewm`（`pandas/_libs/window/aggregations.pyx`）；`qlib/data/ops.py` 的 `EMA`。
enum EMAOperator {
  /// What is carried from row to row.
  struct State: BitwiseCopyable {
    var mean = Double.nan
    var weight = 1.0
  }

  /// - Parameter span: a whole number of rows, or a fraction above 1.
  static func run(_ x: Series, span: Double, _ context: inout StepContext) -> Series {
    run(x, x.observations, centre: (span - 1) / 2, &context)
  }

  static func run(_ x: Series, alpha: Double, _ context: inout StepContext) -> Series {
    run(x, x.observations, centre: (1 - alpha) / alpha, &context)
  }

  private static func run(
    _ x: Series, _ values: UnsafePointer<Double>, centre: Double, _ context: inout StepContext
  ) -> Series {
    let (count, from) = (x.count, x.row(context.need))
    let factor = 1 - 1 / (1 + centre)
    return Series(
      .float64, start: x.start, count: count, from: from, in: x.pool,
      doubles: { output in
        context.resume([State()], x) { states, first in
          var state = states[0]
          for row in first..<count {
            step(&state, values[row], factor, isFirst: row == 0)
            if row >= from { output[row] = state.mean }
          }
          states[0] = state
        }
      })
  }

  @inline(__always)
  private static func step(_ state: inout State, _ value: Double, _ factor: Double, isFirst: Bool) {
    if isFirst || state.mean.isNaN {
      state.mean = value
      return
    }
    state.weight *= factor
    if value.isNaN { return }
    if state.mean != value {
      state.mean = state.weight * state.mean + value
      state.mean /= state.weight + 1
    }
    state.weight += 1
  }

  /// N=0.
  static func expanding(_ x: Series, need: Int) -> Series {
    let (count, from, values) = (x.count, x.row(need), x.observations)
    let weights = x.pool.take(count).assumingMemoryBound(to: Double.self)
    defer { x.pool.give(weights, count) }
    return Series(
      .float64, start: x.start, count: count, from: from, in: x.pool,
      doubles: { output in
        var observed = 0
        for row in 0..<count {
          let n = row + 1
          if !values[row].isNaN { observed += 1 }
          if row < from { continue }
          let a = 1 - 2 / (1 + Double(n))
          for place in 0..<n { weights[place] = NumpyPower.power(a, Double(n - 1 - place)) }
          let total = PairwiseSum.of(weights, n)
          for place in 0..<n {
            weights[place] = values[place].isNaN ? 0 : weights[place] / total * values[place]
          }
          output[row] = observed == 0 ? .nan : PairwiseSum.of(weights, n)
        }
      })
  }
}
