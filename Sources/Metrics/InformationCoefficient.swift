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
    predictions.days.indices.map { index in
      let day = predictions.days[index]
      var scores: [Double] = []
      var outcomes: [Double] = []
      let labelRows = labels.rows(of: day)
      var next = labelRows.lowerBound
      for row in predictions.rows(ofDay: index) {
        let instrument = predictions.instruments[Int(predictions.codes[row])]
        while next < labelRows.upperBound, labels.instruments[Int(labels.codes[next])] < instrument { next += 1 }
        guard next < labelRows.upperBound, labels.instruments[Int(labels.codes[next])] == instrument else { continue }
        guard !predictions.values[row].isNaN, !labels.values[next].isNaN else { continue }
        scores.append(predictions.values[row])
        outcomes.append(labels.values[next])
      }
      return Day(
        day: day, pearson: Correlation.pearson(scores, outcomes),
        spearman: Correlation.pearson(Correlation.averageRanks(scores), Correlation.averageRanks(outcomes)),
        pairs: scores.count)
    }
  }
}
