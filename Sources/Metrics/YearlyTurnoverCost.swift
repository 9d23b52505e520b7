import Primitives
package import Records

/// Turnover and costs by calendar year: the sum of the daily shares of the account of the day before, and the yuan
/// that were paid. Turnover counts both sides.
///
/// Source: qlib's daily report (`qlib/backtest/report.py`): `turnover` and `cost` by the account of the day before,
/// `total_cost` in yuan, which runs on over the years.
package enum YearlyTurnoverCost {
  package static let formula = "year-turnover-cost.sum/1"
  package static let convention = "qlib-sum"

  package struct Year: Equatable, Sendable {
    package var year: Int
    /// Times the account.
    package var turnover: Double
    /// A fraction of the account.
    package var cost: Double
    /// Yuan.
    package var paid: Double
    package var isPartial: Bool
  }

  /// - Parameter report: by ascending days.
  package static func years(_ report: [ReportRow]) -> [Year] {
    var before = 0.0
    return CalendarExcess.groups(report) { $0.year }.map { year, rows in
      let total = rows.last?.totalCost ?? before
      defer { before = total }
      return Year(
        year: year, turnover: PairwiseSum.of(rows.map(\.turnover)), cost: PairwiseSum.of(rows.map(\.cost)),
        paid: total - before, isPartial: PartialYear.isPartial(first: rows.first?.day, last: rows.last?.day))
    }
  }
}
