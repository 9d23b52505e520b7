/// Sample standard deviation of daily returns above the benchmark, times the root of 252; a fraction
/// per root of a year.
///
/// Source: Grinold and Kahn, "Active Portfolio Management", 2000 (active risk).
package enum TrackingError {
  package static let formula = "tracking-error.252/1"

  /// Nil for fewer than two days.
  package static func value(_ values: [Double], benchmark: [Double]) -> Double? {
    guard values.count == benchmark.count else { return nil }
    return StandardDeviation.value(zip(values, benchmark).map { $0 - $1 })
      .map { $0 * StandardYear.days.squareRoot() }
  }
}
