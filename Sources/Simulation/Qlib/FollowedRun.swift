import Primitives
package import Records

/// The holdings of a recorded run, for a replay that takes its choice among equal scores.
///
/// Only days of the record are followed; on a day without holdings the record held nothing.
package struct FollowedRun: Sendable {
  private let days: [TradingDay: ArraySlice<PositionRow>]

  /// - Parameters:
  ///   - report: the days of the record.
  ///   - positions: sorted by day.
  package init(report: [ReportRow], positions: [PositionRow]) {
    var days = DaySlices.of(positions, \.day)
    for row in report where days[row.day] == nil { days[row.day] = [] }
    self.days = days
  }

  /// At the close; nil on a day that is none of the record.
  func holdings(on day: TradingDay) -> ArraySlice<PositionRow>? { days[day] }
}
