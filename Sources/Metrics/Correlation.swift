/// Pearson's correlation of pairs as pandas computes it for a day's cross-section.
///
/// Both sides are centred and scaled by their largest magnitude; covariance and deviations have the
/// divisor n - 1; the result is clipped to -1...1.
enum Correlation {
  /// Nil for fewer than two pairs or without spread on a side.
  static func pearson(_ left: [Double], _ right: [Double]) -> Double? {
    guard left.count >= 2, let a = standardized(left), let b = standardized(right) else { return nil }
    let divisor = Double(left.count - 1)
    let covariance = PairwiseSum.sum(zip(a, b).map { $0 * $1 }) / divisor
    let leftDeviation = (PairwiseSum.sum(a.map { $0 * $0 }) / divisor).squareRoot()
    let rightDeviation = (PairwiseSum.sum(b.map { $0 * $0 }) / divisor).squareRoot()
    let value = covariance / leftDeviation / rightDeviation
    return value.isNaN ? nil : min(1, max(-1, value))
  }

  /// Ranks from 1, ties sharing the average.
  static func averageRanks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start
      while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
      for position in start...end { ranks[order[position]] = Double(start + end + 2) / 2 }
      start = end + 1
    }
    return ranks
  }

  private static func standardized(_ values: [Double]) -> [Double]? {
    guard let mean = Mean.value(values) else { return nil }
    let centred = values.map { $0 - mean }
    let scale = centred.reduce(0) { max($0, $1.magnitude) }
    return scale > 0 ? centred.map { $0 / scale } : nil
  }
}
