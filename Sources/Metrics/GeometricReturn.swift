import Foundation

/// Compounded annual return of daily returns, 252 days a year; a fraction per year.
///
/// (product of 1 + r)^(252 / n) - 1. Source: CFA Institute, Global Investment Performance Standards
/// 2020, geometric linking; it is comparable with published returns, unlike qlib's arithmetic 238.
package enum GeometricReturn {
  package static let formula = "annual-return.geometric-252/1"

  /// Nil for no observation, or where the account was lost.
  package static func value(_ values: [Double]) -> Double? {
    let growth = values.reduce(1) { $0 * (1 + $1) }
    guard !values.isEmpty, growth > 0 else { return nil }
    return pow(growth, StandardYear.days / Double(values.count)) - 1
  }
}
