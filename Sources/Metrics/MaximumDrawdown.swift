/// Deepest fall of the running *sum* of daily returns below its running maximum; a fraction, never
/// positive. The maximum starts at the first value, not at 0, and the fall is not divided by the peak.
///
/// Source: `qlib/contrib/evaluate.py`, `risk_analysis`, mode "sum".
package enum MaximumDrawdown {
  package static let formula = "max-drawdown.sum/1"

  package static func value(_ values: [Double]) -> Double? {
    guard let first = values.first else { return nil }
    var sum = 0.0
    var peak = first
    var deepest = Double.infinity
    for value in values {
      sum += value
      peak = max(peak, sum)
      deepest = min(deepest, sum - peak)
    }
    return deepest
  }
}
