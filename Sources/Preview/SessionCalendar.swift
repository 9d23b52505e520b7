package import MarketData
package import Primitives

/// The trading days that a clock may meet: the market's, then weekdays until the data has them. A
/// holiday among these brings quotes of an earlier day only, which are refused.
package enum SessionCalendar {
  private static let daysAhead: Int32 = 30

  package static func make(_ market: any Market, from today: TradingDay) -> TradingCalendar {
    var days = market.calendar.days
    var next = days.last?.advanced(byDays: 1) ?? today
    let end = today.advanced(byDays: Int(daysAhead))
    while next <= end {
      if next.weekday < 5 { days.append(next) }
      next = next.advanced(byDays: 1)
    }
    return TradingCalendar(days: days)
  }
}
