/// Mean over downside deviation of daily returns, times the root of 252; a pure number. The target is
/// 0; the deviation is the root of the mean square of losses over all days.
///
/// Source: Sortino and Price, "Performance Measurement in a Downside Risk Framework", Journal of
/// Investing 1994.
package enum SortinoRatio {
  package static let formula = "sortino.252/1"

  /// Nil for fewer than two observations or without a loss.
  package static func value(_ values: [Double]) -> Double? {
    guard values.count >= 2, let mean = Mean.value(values) else { return nil }
    let squares = values.reduce(0) { $0 + min(0, $1) * min(0, $1) }
    let deviation = (squares / Double(values.count)).squareRoot()
    return deviation > 0 ? mean / deviation * StandardYear.days.squareRoot() : nil
  }
}
