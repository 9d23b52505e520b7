package import Primitives

/// The trading day that follows a close, and how it is known.
package struct NextTradingDay: Equatable, Sendable {
  package enum Source: String, Sendable {
    /// The market's calendar has it, or the exchange has announced it.
    case calendar
    /// Quotes of the day came in, so that the exchange is open.
    case quotes
    /// It is the next weekday that is no fixed public holiday; movable holidays are unknown.
    case weekday
  }

  package var day: TradingDay
  package var source: Source

  package init(_ day: TradingDay, _ source: Source) {
    self.day = day
    self.source = source
  }

  /// Whether somebody has said that the exchange is open on the day.
  package var isCertain: Bool { source != .weekday }

  /// The weekday to expect where no calendar tells the next trading day.
  ///
  /// Skips weekends and the public holidays whose date never moves: 1 January, 1 May, 1 to 3 October (State Council,
  /// Regulation on Public Holidays for National Annual Festivals and Memorial Days, article 2).
  package static func expected(after close: TradingDay) -> NextTradingDay {
    var day = close.advanced(byDays: 1)
    while day.weekday >= 5 || fixedHolidays.contains(String(day.description.suffix(5))) {
      day = day.advanced(byDays: 1)
    }
    return NextTradingDay(day, .weekday)
  }

  private static let fixedHolidays: Set = ["01-01", "05-01", "10-01", "10-02", "10-03"]
}
