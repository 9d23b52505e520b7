/// Mean over sample standard deviation of daily returns, times the root of 238; a pure number.
///
/// Source: `qlib/contrib/evaluate.py`, `risk_analysis`, mode "sum". RD-Agent labels it "sharpe"; on
/// excess returns it is an information ratio (Grinold and Kahn 2000).
package enum InformationRatio {
  package static let formula = "information-ratio.sum-238/1"

  /// Nil for fewer than two observations or without any spread.
  package static func value(_ values: [Double]) -> Double? {
    guard let mean = Mean.value(values), let deviation = StandardDeviation.value(values), deviation > 0 else {
      return nil
    }
    return mean / deviation * AnnualizedReturn.daysPerYear.squareRoot()
  }
}
