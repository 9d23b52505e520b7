package import Primitives
package import Records

/// The cross-sectional correlation of predictions with what came, day by day.
///
/// IC is Pearson's correlation, Rank IC that of average ranks (Spearman 1904); ICIR is the mean over
/// days divided by the sample standard deviation, not annualised. A day with fewer than two pairs or
/// without spread is missing and counts nowhere. Source: `qlib/contrib/eva/alpha.py`, `calc_ic`.
package enum InformationCoefficient {
  package static let formula = "ic.pearson/1"
  package static let rankFormula = "ic.spearman/1"
  package static let ratioFormula = "icir.pearson/1"
  package static let rankRatioFormula = "icir.spearman/1"

  /// One day's cross-section.
  package struct Day: Equatable, Sendable {
    package var day: TradingDay
    /// Nil is missing.
    package var pearson: Double?
    package var spearman: Double?
    /// Stocks with a prediction and a label.
    package var pairs: Int
  }

  /// One entry per day of the predictions.
  package static func daily(predictions: PanelTable, labels: PanelTable) -> [Day] {
    daily(PredictionPairs(predictions: predictions, labels: labels))
  }

  package static func daily(_ pairs: PredictionPairs) -> [Day] {
    pairs.days.indices.map { index in
      let (scores, outcomes) = pairs.complete(index)
      return Day(
        day: pairs.days[index], pearson: Correlation.pearson(scores, outcomes),
        spearman: Correlation.spearman(scores, outcomes), pairs: scores.count)
    }
  }
}
