import Records

/// Correlation of a day's scores with those of the day before, over the stocks that have both.
///
/// Source: `qlib/contrib/eva/alpha.py`, `pred_autocorr`: the day before is the one before in the
/// predictions, not in the calendar.
package enum PredictionAutocorrelation {
  package static let formula = "autocorrelation.pearson-1/1"
  package static let source = "qlib/contrib/eva/alpha.py, pred_autocorr"

  /// Nil on the first day, for fewer than two stocks and without spread.
  static func day(_ predictions: PanelTable, _ day: Int) -> Double? {
    guard day > 0 else { return nil }
    let before = predictions.rows(ofDay: day - 1)
    var next = before.lowerBound
    var now: [Double] = []
    var then: [Double] = []
    for row in predictions.rows(ofDay: day) {
      let code = predictions.codes[row]
      while next < before.upperBound, predictions.codes[next] < code { next += 1 }
      guard next < before.upperBound, predictions.codes[next] == code else { continue }
      guard !predictions.values[row].isNaN, !predictions.values[next].isNaN else { continue }
      now.append(predictions.values[row])
      then.append(predictions.values[next])
    }
    return Correlation.pearson(now, then)
  }
}
