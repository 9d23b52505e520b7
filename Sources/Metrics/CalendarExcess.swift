import Primitives
package import Records

/// Excess return with cost by calendar month and year: the sum of the daily values, a fraction.
///
/// Sums, as in qlib's convention (`risk_analysis`, mode "sum"): months add up to their year and years to the run.
package struct CalendarExcess: Equatable, Sendable {
  package static let formula = "calendar-excess.sum/1"
  package static let convention = "qlib-sum"

  package struct Month: Equatable, Sendable {
    package var year: Int
    /// 1 is January.
    package var month: Int
    package var days: Int
    /// Nil where a day has no value.
    package var value: Double?
  }

  package struct Year: Equatable, Sendable {
    package var year: Int
    package var days: Int
    package var value: Double?
    package var isPartial: Bool
  }

  /// Ascending; a month without a day of the run is not there.
  package var months: [Month]
  package var years: [Year]

  /// - Parameter report: by ascending days.
  package init(_ report: [ReportRow]) {
    months = CalendarExcess.groups(report) { $0.year * 100 + $0.month }.map { key, rows in
      Month(year: key / 100, month: key % 100, days: rows.count, value: CalendarExcess.sum(rows))
    }
    years = CalendarExcess.groups(report) { $0.year }.map { key, rows in
      Year(
        year: key, days: rows.count, value: CalendarExcess.sum(rows),
        isPartial: PartialYear.isPartial(first: rows.first?.day, last: rows.last?.day))
    }
  }

  /// Months in which the strategy beats its benchmark, of those that have a value.
  package var monthsAhead: (count: Int, of: Int) {
    let known = months.compactMap(\.value)
    return (known.count { $0 > 0 }, known.count)
  }

  /// Rows by a part of their date, in order.
  static func groups(
    _ report: [ReportRow], _ key: ((year: Int, month: Int, day: Int)) -> Int
  ) -> [(key: Int, rows: ArraySlice<ReportRow>)] {
    var found: [(key: Int, rows: ArraySlice<ReportRow>)] = []
    var start = report.startIndex
    while start < report.endIndex {
      let own = key(report[start].day.civil)
      var end = start
      while end < report.endIndex, key(report[end].day.civil) == own { end += 1 }
      found.append((own, report[start..<end]))
      start = end
    }
    return found
  }

  private static func sum(_ rows: ArraySlice<ReportRow>) -> Double? {
    let sum = PairwiseSum.of(rows.map(\.excess))
    return sum.isNaN ? nil : sum
  }
}
