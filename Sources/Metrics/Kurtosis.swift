/// Fourth standardized moment of daily returns, not corrected for bias; a pure number, 3 for the normal
/// distribution.
///
/// Source: Pearson 1905; Joanes and Gill, "Comparing Measures of Sample Skewness and Kurtosis", 1998
/// (g2 + 3).
package enum Kurtosis {
  package static let formula = "kurtosis.pearson/1"

  /// Nil for fewer than four observations or without spread.
  package static func value(_ values: [Double]) -> Double? {
    guard values.count >= 4, let mean = Mean.value(values) else { return nil }
    let squares = values.map { ($0 - mean) * ($0 - mean) }
    let second = squares.reduce(0, +) / Double(values.count)
    let fourth = squares.reduce(0) { $0 + $1 * $1 } / Double(values.count)
    return second > 0 ? fourth / (second * second) : nil
  }
}
