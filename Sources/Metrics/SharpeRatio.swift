/// Mean over sample standard deviation of daily returns, times the root of 252; a pure number. The
/// riskless rate is taken as 0.
///
/// Source: Sharpe, "The Sharpe Ratio", Journal of Portfolio Management 1994.
package enum SharpeRatio {
  package static let formula = "sharpe.252/1"

  /// Nil for fewer than two observations or without spread.
  package static func value(_ values: [Double]) -> Double? {
    daily(values).map { $0 * StandardYear.days.squareRoot() }
  }

  /// The ratio per day.
  package static func daily(_ values: [Double]) -> Double? {
    guard let mean = Mean.value(values), let deviation = StandardDeviation.value(values),
      deviation > 0
    else { return nil }
    return mean / deviation
  }
}
