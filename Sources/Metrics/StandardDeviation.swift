import Primitives

/// Sample standard deviation (divisor n - 1) of daily values; unit of the values.
///
/// Source: `qlib/contrib/evaluate.py`, `risk_analysis`, mode "sum" (pandas `std`, ddof 1).
package enum StandardDeviation {
  package static let formula = "std.sample/1"

  /// Nil for fewer than two observations.
  package static func value(_ values: [Double]) -> Double? {
    guard values.count >= 2, let mean = Mean.value(values) else { return nil }
    let squares = values.map { (mean - $0) * (mean - $0) }
    return (PairwiseSum.of(squares) / Double(values.count - 1)).squareRoot()
  }
}
