import Primitives

/// `WMA(x,N)`: the mean with weights 1..n over their sum, oldest first, **divided by the observations again**.
///
/// - Missing values: skipped, but they keep their weight; missing where there is no observation.
/// - Warm-up: windows at the beginning are shorter; the first row is the value itself. N=0 expands.
/// - Algorithm: numpy's mean of the weighted products, so the weighted sum is divided by the number of
///   observations once more, as in qlib; N steps a row.
/// - Source: `qlib/data/ops.py`, `WMA`: `np.nanmean(w * x)`.
///
/// `WMA(x,N)`：加权移动平均，即权重 1..n 归一化，最旧者最小，**再除以观测数**。
///
/// - 缺失值：跳过，但保留其权重；没有观测时为缺失。
/// - 预热：起始处窗口较短，首行即为其值；N=0 为扩展窗口。
/// - 算法：对加权乘积取 numpy 的均值，因此加权和又除以一次观测数，与 qlib 一致；每行 N 步。
/// - 来源：`qlib/data/ops.py` 的 `WMA`：`np.nanmean(w * x)`。
enum WMAOperator {
  static func run(_ x: Series, window: Int, need: Int) -> Series {
    let (count, from, values) = (x.count, x.row(need), x.observations)
    let products = x.pool.take(count).assumingMemoryBound(to: Double.self)
    defer { x.pool.give(products, count) }
    return Series(
      .float64, start: x.start, count: count, from: from, in: x.pool,
      doubles: { output in
        for row in from..<count {
          let first = window == 0 ? 0 : max(0, row - window + 1)
          let rows = row - first + 1
          let total = Double(rows * (rows + 1) / 2)
          var observed = 0
          for place in 0..<rows {
            let value = values[first + place]
            if value.isNaN {
              products[place] = 0
            } else {
              products[place] = (Double(place + 1) / total) * value
              observed += 1
            }
          }
          output[row] = observed == 0 ? .nan : PairwiseSum.of(products, rows) / Double(observed)
        }
      })
  }
}
