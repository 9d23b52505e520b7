import Primitives

/// Arithmetic mean of daily values; unit of the values.
///
/// Source: `qlib/contrib/evaluate.py`, `risk_analysis`, mode "sum".
package enum Mean {
  package static let formula = "mean.arithmetic/1"

  /// Nil for no observation.
  package static func value(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : PairwiseSum.of(values) / Double(values.count)
  }
}
