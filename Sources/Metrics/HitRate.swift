/// Share of days with a positive return; a fraction. Days without a change count as days.
///
/// Source: Bacon, "Practical Portfolio Performance Measurement and Attribution", 2008 (percentage gain).
package enum HitRate {
  package static let formula = "hit-rate.daily/1"

  /// Nil for no observation.
  package static func value(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : Double(values.count { $0 > 0 }) / Double(values.count)
  }
}
