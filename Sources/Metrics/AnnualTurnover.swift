/// How often a year the account is turned over: half of what was bought and sold, as a fraction of the
/// account of the day before, times 252 days.
///
/// Source: U.S. Securities and Exchange Commission, Form N-1A, item 13 (portfolio turnover), with half of
/// the sum instead of the lesser side.
package enum AnnualTurnover {
  package static let formula = "turnover.half-252/1"

  /// - Parameter values: bought and sold on each day by the account of the day before.
  package static func value(_ values: [Double]) -> Double? {
    Mean.value(values).map { $0 / 2 * StandardYear.days }
  }
}
