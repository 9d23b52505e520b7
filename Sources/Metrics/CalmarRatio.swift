/// Compounded annual return by the depth of the deepest drawdown of the net asset value; a pure number.
///
/// Source: Young, "Calmar Ratio: A Smoother Tool", Futures 1991, over the whole window instead of its
/// three years.
package enum CalmarRatio {
  package static let formula = "calmar.nav/1"

  /// Nil without a return or without a drawdown.
  package static func value(annualReturn: Double?, drawdown: Double?) -> Double? {
    guard let annualReturn, let drawdown, drawdown < 0 else { return nil }
    return annualReturn / -drawdown
  }
}
