/// Beta and alpha of daily returns on those of the benchmark by least squares; beta is a pure number,
/// alpha a fraction per year (252 times the daily one, not compounded). The riskless rate is 0.
///
/// Source: Jensen, "The Performance of Mutual Funds in the Period 1945-1964", Journal of Finance 1968.
package struct MarketModel: Equatable, Sendable {
  package static let betaFormula = "beta.ols/1"
  package static let alphaFormula = "alpha.jensen-252/1"

  package var beta: Double
  package var alpha: Double

  /// Nil for fewer than two days, or where the benchmark has no spread.
  package init?(_ values: [Double], benchmark: [Double]) {
    guard values.count == benchmark.count, values.count >= 2, let mean = Mean.value(values),
      let base = Mean.value(benchmark)
    else { return nil }
    let shared = zip(values, benchmark).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - base) }
    let own = benchmark.reduce(0) { $0 + ($1 - base) * ($1 - base) }
    guard own > 0 else { return nil }
    beta = shared / own
    alpha = (mean - beta * base) * StandardYear.days
  }
}
