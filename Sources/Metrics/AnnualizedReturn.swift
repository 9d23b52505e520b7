/// Arithmetic annual return: mean daily return times 238 days; a fraction per year.
///
/// Source: `qlib/contrib/evaluate.py`, `risk_analysis`, mode "sum", day scaler 238. It is not
/// comparable with a compounded return or with one of 252 days.
package enum AnnualizedReturn {
  package static let formula = "annualized-return.sum-238/1"
  package static let daysPerYear = 238.0

  package static func value(_ values: [Double]) -> Double? {
    Mean.value(values).map { $0 * daysPerYear }
  }
}
