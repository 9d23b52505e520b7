/// Third standardized moment of daily returns, not corrected for bias; a pure number, 0 for the normal
/// distribution.
///
/// Source: Joanes and Gill, "Comparing Measures of Sample Skewness and Kurtosis", 1998 (g1).
package enum Skewness {
  package static let formula = "skewness.g1/1"

  /// Nil for fewer than three observations or without spread.
  package static func value(_ values: [Double]) -> Double? {
    guard values.count >= 3, let mean = Mean.value(values) else { return nil }
    let count = Double(values.count)
    let second = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let third = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) * ($1 - mean) } / count
    return second > 0 ? third / (second * second.squareRoot()) : nil
  }
}
