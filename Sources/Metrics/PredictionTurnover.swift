import Records

/// Share of the best (and of the worst) fifth of a day that were not the best (worst) by the score each
/// of today's stocks had before; a fraction.
///
/// k = int(rows ÷ 5); a stock's score before is that of its own row before, however long ago. Source:
/// `qlib/contrib/report/analysis_model/analysis_model_performance.py`, `_pred_turnover`.
package enum PredictionTurnover {
  package static let formula = "turnover.qlib-5/1"
  package static let source = "qlib analysis_model_performance.py, _pred_turnover"

  /// - Parameters:
  ///   - before: by position of the day, the stock's last score; NaN where it had none.
  ///   - highest, lowest: positions of the k highest and lowest scores of today.
  /// - Returns: nil where fewer than k stocks had a score before.
  static func day(_ before: [Double], highest: [Int32], lowest: [Int32]) -> (top: Double?, bottom: Double?) {
    let count = highest.count
    let known = before.indices.filter { !before[$0].isNaN }
    guard count > 0, known.count >= count else { return (nil, nil) }
    let values = known.map { before[$0] }
    let order = Ordering.ascending(values)
    func share(_ today: [Int32], _ then: [Int32]) -> Double {
      var isThen = [Bool](repeating: false, count: before.count)
      for position in then { isThen[known[Int(position)]] = true }
      return 1 - Double(today.count { isThen[Int($0)] }) / Double(count)
    }
    return (
      share(highest, Ordering.largest(count, values, ascending: order)), share(lowest, Array(order.prefix(count)))
    )
  }
}
