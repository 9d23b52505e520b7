import Primitives

/// Pearson's correlation of pairs as pandas computes it for a day's cross-section.
///
/// Both sides are centred and scaled by their largest magnitude; covariance and deviations have the
/// divisor n - 1; the result is clipped to -1...1.
enum Correlation {
  /// Nil for fewer than two pairs or without spread on a side.
  static func pearson(_ left: [Double], _ right: [Double]) -> Double? {
    let count = left.count
    guard count >= 2, right.count == count else { return nil }
    // Three rows of numbers: both sides standardised, and their products.
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * count) { memory -> Double? in
      let a = UnsafeMutableBufferPointer(rebasing: memory[..<count])
      let b = UnsafeMutableBufferPointer(rebasing: memory[count..<(2 * count)])
      let product = UnsafeMutableBufferPointer(rebasing: memory[(2 * count)...])
      guard standardize(left, into: a), standardize(right, into: b) else { return nil }
      func sum(_ x: UnsafeMutableBufferPointer<Double>, _ y: UnsafeMutableBufferPointer<Double>) -> Double {
        for index in 0..<count { product[index] = x[index] * y[index] }
        return PairwiseSum.of(UnsafeBufferPointer(product)) / Double(count - 1)
      }
      let value = sum(a, b) / sum(a, a).squareRoot() / sum(b, b).squareRoot()
      return value.isNaN ? nil : min(1, max(-1, value))
    }
  }

  /// Spearman's: Pearson's of the ranks.
  static func spearman(_ left: [Double], _ right: [Double]) -> Double? {
    pearson(averageRanks(left), averageRanks(right))
  }

  /// Ranks from 1, ties sharing the average.
  static func averageRanks(_ values: [Double]) -> [Double] {
    averageRanks(values, order: Ordering.ascending(values))
  }

  /// - Parameter order: positions by ascending value.
  static func averageRanks(_ values: [Double], order: [Int32]) -> [Double] {
    [Double](unsafeUninitializedCapacity: values.count) { ranks, filled in
      var start = 0
      while start < order.count {
        var end = start
        while end + 1 < order.count, values[Int(order[end + 1])] == values[Int(order[start])] { end += 1 }
        for position in start...end { ranks[Int(order[position])] = Double(start + end + 2) / 2 }
        start = end + 1
      }
      filled = order.count
    }
  }

  private static func standardize(_ values: [Double], into output: UnsafeMutableBufferPointer<Double>) -> Bool {
    let mean = PairwiseSum.of(values) / Double(values.count)
    var scale = 0.0
    for (index, value) in values.enumerated() {
      output[index] = value - mean
      scale = max(scale, output[index].magnitude)
    }
    guard scale > 0 else { return false }
    for index in output.indices { output[index] /= scale }
    return true
  }
}
