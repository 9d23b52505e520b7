package import Primitives

/// The sessions of a trading day in China time: 9:30 to 11:30 and 13:00 to 15:00 (trading rules of the
/// Shanghai and Shenzhen exchanges). The opening auction before and fixed-price trading after are not
/// sessions here.
package enum TradingSessions {
  /// Minutes since midnight.
  package static let morning = 570..<690
  package static let afternoon = 780..<900

  /// Minutes of a day at which previews are refreshed: the first after the opening, both closes with.
  package static let refreshMinutes = Array(571...690) + Array(781...900)

  /// Whether a minute lies in a session, its last moment included.
  package static func contains(_ minute: Int) -> Bool {
    (morning.lowerBound...morning.upperBound).contains(minute)
      || (afternoon.lowerBound...afternoon.upperBound).contains(minute)
  }

  /// Seconds of the day's sessions that have passed at a moment: 0 to 14,400.
  package static func secondsTraded(at time: MarketTime) -> Int {
    let midnight = MarketTime(time.day, minute: 0)
    let second = time.seconds - midnight.seconds
    func passed(_ session: Range<Int>) -> Int {
      min(max(second - session.lowerBound * 60, 0), session.count * 60)
    }
    return passed(morning) + passed(afternoon)
  }

  /// The next moment at which previews are refreshed, strictly after a moment; nil behind the calendar.
  package static func nextRefresh(after time: MarketTime, _ calendar: TradingCalendar) -> MarketTime? {
    guard var index = calendar.firstIndex(onOrAfter: time.day) else { return nil }
    if calendar[index] == time.day {
      let day = calendar[index]
      let next = refreshMinutes.partitioningIndex { MarketTime(day, minute: $0) > time }
      if next < refreshMinutes.count { return MarketTime(day, minute: refreshMinutes[next]) }
      index += 1
    }
    guard index < calendar.count, let first = refreshMinutes.first else { return nil }
    return MarketTime(calendar[index], minute: first)
  }
}
