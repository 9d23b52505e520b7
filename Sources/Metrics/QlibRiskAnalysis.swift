import Foundation

/// The five numbers of qlib's `risk_analysis` over daily returns, in both of its modes
/// (`qlib/contrib/evaluate.py`).
///
/// `sum` adds returns up, `product` compounds them: mean and annual return are then geometric, the
/// deviation is that of ln(1 + r), and the drawdown is a fraction of the running peak, which starts at the
/// first value.
package struct QlibRiskAnalysis: Equatable, Sendable {
  package enum Mode: String, Sendable, CaseIterable { case sum, product }

  /// qlib's numbers of observations in a year.
  package enum Scaler {
    package static let day = 238.0
    package static let week = 50.0
    package static let month = 12.0
  }

  package var mean: Double
  package var deviation: Double
  package var annualReturn: Double
  package var informationRatio: Double
  package var maximumDrawdown: Double

  package static func formula(_ mode: Mode, _ name: String) -> String { "qlib-risk.\(mode.rawValue).\(name)/1" }

  /// Nil for fewer than two observations.
  ///
  /// - Parameter scaler: observations in a year.
  package init?(_ values: [Double], mode: Mode, scaler: Double) {
    let logarithms = mode == .product ? values.map { log(1 + $0) } : values
    guard let arithmetic = Mean.value(values), let spread = StandardDeviation.value(logarithms) else { return nil }
    deviation = spread
    switch mode {
    case .sum:
      mean = arithmetic
      annualReturn = arithmetic * scaler
      maximumDrawdown = MaximumDrawdown.value(values) ?? 0
    case .product:
      var growth = 1.0
      var peak = -Double.infinity
      maximumDrawdown = .infinity
      for value in values {
        growth *= 1 + value
        peak = max(peak, growth)
        maximumDrawdown = min(maximumDrawdown, growth / peak - 1)
      }
      let count = Double(values.count)
      mean = pow(growth, 1 / count) - 1
      annualReturn = pow(1 + (growth - 1), scaler / count) - 1
    }
    informationRatio = mean / deviation * scaler.squareRoot()
  }
}
