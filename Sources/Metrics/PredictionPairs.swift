package import Primitives
package import Records

/// Predictions with the label of each row beside them.
///
/// The rows are those of the predictions; a label without a prediction enters nowhere.
package struct PredictionPairs: Sendable {
  package let predictions: PanelTable
  /// By row of the predictions; NaN where there is no label.
  package let outcomes: [Double]

  package init(predictions: PanelTable, labels: PanelTable) {
    self.predictions = predictions
    var places = [Int32](repeating: -1, count: predictions.instruments.count)
    for (code, instrument) in predictions.instruments.enumerated() {
      if let place = labels.instruments.binarySearch(instrument) { places[code] = Int32(place) }
    }
    var outcomes = [Double](repeating: .nan, count: predictions.count)
    for index in predictions.days.indices {
      let labelRows = labels.rows(of: predictions.days[index])
      var next = labelRows.lowerBound
      for row in predictions.rows(ofDay: index) {
        let place = places[Int(predictions.codes[row])]
        if place < 0 { continue }
        while next < labelRows.upperBound, labels.codes[next] < place { next += 1 }
        if next < labelRows.upperBound, labels.codes[next] == place { outcomes[row] = labels.values[next] }
      }
    }
    self.outcomes = outcomes
  }

  /// - Parameter outcomes: one a row of the predictions.
  package init(predictions: PanelTable, outcomes: [Double]) {
    precondition(outcomes.count == predictions.count, "one outcome a prediction")
    self.predictions = predictions
    self.outcomes = outcomes
  }

  package var days: [TradingDay] { predictions.days }

  /// The rows of a day that have both sides.
  func complete(_ day: Int) -> (scores: [Double], outcomes: [Double]) {
    let rows = predictions.rows(ofDay: day)
    var scores: [Double] = []
    var found: [Double] = []
    scores.reserveCapacity(rows.count)
    found.reserveCapacity(rows.count)
    for row in rows where !predictions.values[row].isNaN && !outcomes[row].isNaN {
      scores.append(predictions.values[row])
      found.append(outcomes[row])
    }
    return (scores, found)
  }
}
