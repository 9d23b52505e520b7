package import Records

/// Return by calendar year, after costs: the product of one plus each day's, less one; a fraction.
///
/// Years multiply to the run, and a year is not the sum of its months (`CalendarExcess`).
///
/// Source: Bacon, "Practical Portfolio Performance Measurement and Attribution", 2008 (chain linking).
package enum YearlyReturn {
  package static let formula = "year-return.compounded/1"
  package static let convention = "compounded"

  package struct Year: Equatable, Sendable {
    package var year: Int
    package var days: Int
    /// Of the run, after costs.
    package var gain: Double?
    /// Of its benchmark; nil where a day has no return.
    package var index: Double?
    /// The run does not cover the whole year.
    package var isPartial: Bool
  }

  /// - Parameter report: by ascending days.
  package static func years(_ report: [ReportRow]) -> [Year] {
    CalendarExcess.groups(report) { $0.year }.map { year, rows in
      Year(
        year: year, days: rows.count, gain: CompoundedReturn.value(rows.map { $0.returnRate - $0.cost }),
        index: CompoundedReturn.value(rows.map(\.bench)),
        isPartial: PartialYear.isPartial(first: rows.first?.day, last: rows.last?.day))
    }
  }
}
