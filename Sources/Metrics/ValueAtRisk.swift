/// Historical one-day value at risk: the loss, as a positive fraction, that 5 % of the days exceeded.
///
/// The quantile is interpolated between order statistics (Hyndman and Fan, "Sample Quantiles in
/// Statistical Packages", 1996, type 7). Source: Jorion, "Value at Risk", 2006, historical simulation.
package enum ValueAtRisk {
  package static let formula = "var.historical-95/1"
  /// Fewer days hold no twentieth part.
  package static let observationsMin = 20

  package static func value(_ values: [Double]) -> Double? {
    guard values.count >= observationsMin else { return nil }
    let sorted = values.sorted()
    let place = 0.05 * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return -(sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below]))
  }
}
