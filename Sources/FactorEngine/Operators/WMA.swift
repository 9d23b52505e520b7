import Primitives

/// `WMA(x,N)`: the mean with weights 1..n over their sum, oldest first, **divided by the observations again**.
///
/// - Missing values: skipped, but they keep their weight; missing where there is no observation.
/// - Warm-up: windows at the beginning are shorter; the first row is the value itself. N=0 expands.
/// - Algorithm: numpy's mean of the weighted products, so the weighted sum is divided by the number of
///   observations once more, as in qlib; N steps a row.
/// - Source: `qlib/data/ops.py`, `WMA`: `np.nanmean(w * x)`.
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
