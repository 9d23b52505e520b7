/// What costs take from the compounded annual return; a fraction per year, positive where costs are
/// paid.
///
/// Source: Bogle, "The Arithmetic of All-In Investment Expenses", Financial Analysts Journal 2014, gross
/// less net return; here both compounded over 252 days.
package enum CostDrag {
  package static let formula = "cost-drag.geometric-252/1"

  /// - Parameters:
  ///   - gross: daily returns before costs.
  ///   - costs: of the same days, fractions of the account of the day before.
  package static func value(gross: [Double], costs: [Double]) -> Double? {
    guard gross.count == costs.count, let before = GeometricReturn.value(gross),
      let after = GeometricReturn.value(zip(gross, costs).map { $0 - $1 })
    else { return nil }
    return before - after
  }
}
