package import Primitives

/// Pearson's correlation of the daily excess returns of two runs over the days that both have; from -1 to 1.
///
/// Source: Pearson 1895; as pandas computes it.
package enum ReturnCorrelation {
  package static let formula = "return-correlation.pearson/1"
  /// With fewer common days nothing is said.
  package static let daysMin = 60

  /// Nil for too few common days, or without spread on a side.
  ///
  /// Days are ascending, each once; NaN is missing.
  package static func value(
    _ left: (days: [TradingDay], returns: [Double]), _ right: (days: [TradingDay], returns: [Double])
  ) -> Double? {
    var (first, second): ([Double], [Double]) = ([], [])
    var (i, j) = (0, 0)
    while i < left.days.count, j < right.days.count {
      if left.days[i] < right.days[j] {
        i += 1
      } else if right.days[j] < left.days[i] {
        j += 1
      } else {
        if left.returns[i].isFinite, right.returns[j].isFinite {
          first.append(left.returns[i])
          second.append(right.returns[j])
        }
        (i, j) = (i + 1, j + 1)
      }
    }
    guard first.count >= daysMin else { return nil }
    return Correlation.pearson(first, second)
  }
}
