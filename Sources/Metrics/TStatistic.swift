/// Mean over its standard error, as if the days were independent; a ratio.
///
/// Student, "The probable error of a mean", Biometrika 1908: mean ÷ (sample deviation ÷ √n). Overlapping
/// labels make days depend on one another: then it says too much.
package enum TStatistic {
  package static let formula = "t.mean/1"
  package static let source = "Student 1908"

  /// Nil for fewer than two observations or without spread.
  package static func value(_ values: [Double]) -> Double? {
    guard let mean = Mean.value(values), let deviation = StandardDeviation.value(values), deviation > 0
    else { return nil }
    return mean / (deviation / Double(values.count).squareRoot())
  }
}
