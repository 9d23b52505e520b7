/// `WMA(x,N)`: weights 1..n over their sum, oldest first; then **numpy's mean of the products**, so the
/// weighted sum is divided by the number of observations once more, as in qlib.
///
/// Missing rows are skipped but keep their weight; missing where there is no observation.
enum WMAOperator {
  static func run(_ x: UnsafePointer<Double>, _ count: Int, window: Int, _ output: UnsafeMutablePointer<Double>) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(count, 1)) { buffer in
      guard let products = buffer.baseAddress else { return }
      for row in 0..<count {
        let first = window == 0 ? 0 : max(0, row - window + 1)
        let rows = row - first + 1
        let total = Double(rows * (rows + 1) / 2)
        var observed = 0
        for place in 0..<rows {
          let value = x[first + place]
          if value.isNaN {
            products[place] = 0
          } else {
            products[place] = (Double(place + 1) / total) * value
            observed += 1
          }
        }
        output[row] = observed == 0 ? .nan : PairwiseSum.of(products, rows) / Double(observed)
      }
    }
  }
}
