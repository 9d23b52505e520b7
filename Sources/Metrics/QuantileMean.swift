/// Mean label of the stocks of each of five groups by score, day by day; unit of the label.
///
/// Each group has int(rows ÷ 5) stocks in descending order of the score, group 1 the highest; the rest,
/// the lowest scores, is in none, as in qlib. Missing labels are left out of the mean. Source:
/// `qlib/contrib/report/analysis_model/analysis_model_performance.py`, `_group_return`.
package enum QuantileMean {
  package static let formula = "quantile-mean.qlib-5/1"
  package static let source = "qlib analysis_model_performance.py, _group_return"
  package static let groupCount = 5

  /// - Parameter descending: positions by descending score, without missing ones.
  /// - Returns: one mean a group; nil is missing.
  static func day(_ outcomes: [Double], descending: [Int32]) -> [Double?] {
    let size = descending.count / groupCount
    return (0..<groupCount).map { group in
      let members = descending[(size * group)..<(size * (group + 1))].map { outcomes[Int($0)] }
      return Mean.value(members.filter { !$0.isNaN })
    }
  }
}
