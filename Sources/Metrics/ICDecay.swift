package import Records

/// The IC of one prediction against the return over ever more days.
///
/// Days and formulas are those of `InformationCoefficient`; the scores of a day are put in order once.
package enum ICDecay {
  package static let formula = "ic.decay-cumulative/1"
  package static let horizons = Array(1...10) + [20]

  /// - Parameter outcomes: one a row of the predictions, the return over that many days.
  package static func horizon(
    _ days: Int, _ predictions: PanelTable, outcomes: [Double], orders: [[Int32]]
  ) -> PredictionQuality.Horizon {
    var pearson: [Double] = []
    var spearman: [Double] = []
    for index in predictions.days.indices {
      let rows = predictions.rows(ofDay: index)
      var places = [Int32](repeating: -1, count: rows.count)
      var scores: [Double] = []
      var found: [Double] = []
      for (position, row) in rows.enumerated() where !predictions.values[row].isNaN && !outcomes[row].isNaN {
        places[position] = Int32(scores.count)
        scores.append(predictions.values[row])
        found.append(outcomes[row])
      }
      if let value = Correlation.pearson(scores, found) { pearson.append(value) }
      let order = orders[index].compactMap { places[Int($0)] >= 0 ? places[Int($0)] : nil }
      if let value = Correlation.pearson(
        Correlation.averageRanks(scores, order: order), Correlation.averageRanks(found))
      {
        spearman.append(value)
      }
    }
    return PredictionQuality.Horizon(
      days: days, ic: Mean.value(pearson), rankIC: Mean.value(spearman), t: TStatistic.value(pearson),
      count: pearson.count, missing: predictions.days.count - pearson.count)
  }

  /// By day, positions within the day by ascending score, missing scores left out.
  package static func orders(_ predictions: PanelTable) -> [[Int32]] {
    predictions.days.indices.map { index in
      let rows = predictions.rows(ofDay: index)
      let known = rows.filter { !predictions.values[$0].isNaN }
      return Ordering.ascending(known.map { predictions.values[$0] }).map { Int32(known[Int($0)] - rows.lowerBound) }
    }
  }
}
