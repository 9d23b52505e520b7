package import Primitives

/// Whether the days of a run cover a calendar year of the exchange.
///
/// A-share years begin on 5 January at the latest and end on 28 December at the earliest; what lies between a run's
/// end and the turn of the year may hold weekends and the holiday of New Year alone.
package enum PartialYear {
  /// - Parameters:
  ///   - first: the first day of the run in the year; nil for none.
  ///   - last: the last one.
  package static func isPartial(first: TradingDay?, last: TradingDay?) -> Bool {
    guard let first, let last else { return true }
    guard let open = TradingDay(year: first.civil.year, month: 1, day: 4),
      let close = TradingDay(year: last.civil.year, month: 12, day: 30)
    else { return true }
    return hasWeekday(from: open, to: first.advanced(byDays: -1))
      || hasWeekday(from: last.advanced(byDays: 1), to: close)
  }

  private static func hasWeekday(from start: TradingDay, to end: TradingDay) -> Bool {
    var day = start
    while day <= end {
      if day.weekday < 5 { return true }
      day = day.advanced(byDays: 1)
    }
    return false
  }
}
