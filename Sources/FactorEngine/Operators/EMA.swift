import Foundation

/// `EMA(x,N)`: the exponential mean of span N (`ewm` of pandas with its defaults).
///
/// Missing rows carry the last mean on; leading missing rows are missing. Memory is infinite, but
/// only N-1 rows are loaded before the asked ones: values depend on the query's start. For 0<N<1 the
/// newest value has the share N, and most other window operators become this mean.
enum EMAOperator {
  static func run(span: Int, _ x: UnsafePointer<Double>, _ count: Int, _ output: UnsafeMutablePointer<Double>) {
    run(centre: Double(span - 1) / 2, x, count, output)
  }

  static func run(alpha: Double, _ x: UnsafePointer<Double>, _ count: Int, _ output: UnsafeMutablePointer<Double>) {
    run(centre: (1 - alpha) / alpha, x, count, output)
  }

  private static func run(
    centre: Double, _ x: UnsafePointer<Double>, _ count: Int, _ output: UnsafeMutablePointer<Double>
  ) {
    if count == 0 { return }
    let factor = 1 - 1 / (1 + centre)
    var mean = x[0]
    var weight = 1.0
    output[0] = mean
    for row in 1..<max(count, 1) {
      let value = x[row]
      if !mean.isNaN {
        weight *= factor
        if !value.isNaN {
          if mean != value {
            mean = weight * mean + value
            mean /= weight + 1
          }
          weight += 1
        }
      } else {
        mean = value
      }
      output[row] = mean
    }
  }

  /// `EMA(x,0)`: at row i the weights a^(n-1)...a^0 with a = 1-2/(n+1) over their sum; a missing row
  /// counts as 0 and keeps its weight. n steps a row.
  static func expanding(_ x: UnsafePointer<Double>, _ count: Int, _ output: UnsafeMutablePointer<Double>) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(count, 1)) { buffer in
      guard let weights = buffer.baseAddress else { return }
      var observed = 0
      for row in 0..<count {
        let n = row + 1
        if !x[row].isNaN { observed += 1 }
        let a = 1 - 2 / (1 + Double(n))
        for place in 0..<n { weights[place] = pow(a, Double(n - 1 - place)) }
        let total = PairwiseSum.of(weights, n)
        for place in 0..<n { weights[place] = x[place].isNaN ? 0 : weights[place] / total * x[place] }
        output[row] = observed == 0 ? .nan : PairwiseSum.of(weights, n)
      }
    }
  }
}
