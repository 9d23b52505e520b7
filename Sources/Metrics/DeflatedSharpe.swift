import Foundation

/// Probability that the true Sharpe ratio is above what the best of several worthless trials would have
/// shown; a fraction from 0 to 1.
///
/// Source: Bailey and Lopez de Prado, "The Deflated Sharpe Ratio", Journal of Portfolio Management 2014.
/// Ratios are per day.
package enum DeflatedSharpe {
  package static let formula = "deflated-sharpe.bailey-lopez-de-prado/1"

  /// The Sharpe ratio to expect of the best of so many independent trials without skill.
  ///
  /// - Parameter variance: of the trials' ratios.
  package static func expectedMaximum(trials: Int, variance: Double) -> Double? {
    guard trials >= 1, variance >= 0 else { return nil }
    guard trials > 1 else { return 0 }
    // Euler and Mascheroni's constant.
    let gamma = 0.577_215_664_901_532_9
    let count = Double(trials)
    let first = NormalDistribution.quantile(1 - 1 / count)
    let second = NormalDistribution.quantile(1 - 1 / (count * exp(1)))
    return variance.squareRoot() * ((1 - gamma) * first + gamma * second)
  }

  /// - Parameters:
  ///   - sharpe: of the strategy.
  ///   - kurtosis: 3 for the normal distribution.
  ///   - variance: of the trials' ratios; nil: that of an estimate without skill, 1 / (n - 1).
  /// - Returns: nil for fewer than four observations.
  package static func value(
    sharpe: Double, skewness: Double, kurtosis: Double, observations: Int, trials: Int,
    variance: Double? = nil
  ) -> Double? {
    guard observations >= 4,
      let threshold = expectedMaximum(
        trials: trials, variance: variance ?? 1 / Double(observations - 1))
    else { return nil }
    let spread = 1 - skewness * sharpe + (kurtosis - 1) / 4 * sharpe * sharpe
    guard spread > 0 else { return nil }
    return NormalDistribution.cumulative(
      (sharpe - threshold) * Double(observations - 1).squareRoot() / spread.squareRoot())
  }
}
