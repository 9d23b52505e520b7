package import Primitives

/// The trading days of the exchanges in Shanghai, Shenzhen and Beijing as far as their notices tell them, whatever the
/// data have: weekdays that `ExchangeClosures` does not name.
package enum ExchangeCalendar {
  /// The first and the last day that are known.
  package static let known: ClosedRange<TradingDay> = {
    guard let first = TradingDay(year: ExchangeClosures.years.lowerBound, month: 1, day: 1),
      let last = TradingDay(year: ExchangeClosures.years.upperBound, month: 12, day: 31)
    else { preconditionFailure("a year has no first or last day") }
    return first...last
  }()

  /// All days that are known, ascending.
  package static let days: [TradingDay] = {
    var days: [TradingDay] = []
    var closed = ExchangeClosures.closed[...]
    var day = known.lowerBound
    while day <= known.upperBound {
      while let first = closed.first, first.upperBound < day { closed.removeFirst() }
      if day.weekday < 5, closed.first?.contains(day) != true { days.append(day) }
      day = day.advanced(byDays: 1)
    }
    return days
  }()

  /// The trading days behind a day; empty where the notices do not reach from that day on.
  package static func days(after day: TradingDay) -> [TradingDay] {
    guard day.advanced(byDays: 1) >= known.lowerBound else { return [] }
    return Array(days[days.partitioningIndex { $0 > day }...])
  }

  /// Days without trading that a holiday explains: the longest closure of the exchanges is eleven.
  package static let closureMax: Int32 = 12

  /// Trading days behind the last one that the data have and before today; nil where nothing reaches so far.
  ///
  /// - Parameter announced: ascending; they go before the notices where they reach from the data's end to yesterday.
  package static func missed(after last: TradingDay, before today: TradingDay, announced: [TradingDay] = []) -> Int? {
    let yesterday = today.advanced(byDays: -1)
    if let next = announced.first(where: { $0 > last }), let end = announced.last, yesterday <= end,
      next.daysSince1970 - last.daysSince1970 <= closureMax
    {
      return announced.count { $0 > last && $0 < today }
    }
    guard last.advanced(byDays: 1) >= known.lowerBound, today.advanced(byDays: -1) <= known.upperBound else {
      return nil
    }
    return days(after: last).count { $0 < today }
  }
}
