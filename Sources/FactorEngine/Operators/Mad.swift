/// `Mad(x,N)`: mean distance of the observations from their mean, both by numpy's summation.
///
/// Missing rows are skipped but occupy the window; missing where there is no observation. Each window
/// is summed anew: N steps a row.
enum MadOperator {
  static func run(_ x: UnsafePointer<Double>, _ count: Int, window: Int, _ output: UnsafeMutablePointer<Double>) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(count, 1)) { buffer in
      guard let held = buffer.baseAddress else { return }
      for row in 0..<count {
        var n = 0
        for index in (window == 0 ? 0 : max(0, row - window + 1))...row where !x[index].isNaN {
          held[n] = x[index]
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
    }
  }
}
