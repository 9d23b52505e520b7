/// Return over all days: the product of one plus each day's return, less one; a fraction, not annualized.
///
/// Source: Bacon, "Practical Portfolio Performance Measurement and Attribution", 2008 (chain linking).
package enum CompoundedReturn {
  package static let formula = "return.compounded/1"

  /// Nil for no observation, and where one is missing.
  package static func value(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let growth = values.reduce(1.0) { $0 * (1 + $1) }
    return growth.isNaN ? nil : growth - 1
  }
}
