package import Primitives

/// The trading days of a market, ascending. A row of any series is an index into it.
package struct TradingCalendar: Equatable, Sendable {
  package let days: [TradingDay]

  /// The days must ascend without repetition.
  package init(days: [TradingDay]) {
    precondition(zip(days, days.dropFirst()).allSatisfy { $0 < $1 }, "calendar days must ascend")
    self.days = days
  }

  package var count: Int { days.count }

  package subscript(index: Int) -> TradingDay { days[index] }

  /// The place of a trading day in the calendar; nil where the day is none.
  package func index(of day: TradingDay) -> Int? { days.binarySearch(day) }

  /// The first trading day not before a date; nil behind the end.
  package func firstIndex(onOrAfter day: TradingDay) -> Int? {
    let index = days.partitioningIndex { $0 >= day }
    return index < days.count ? index : nil
  }

  /// The last trading day not after a date; nil before the beginning.
  package func lastIndex(onOrBefore day: TradingDay) -> Int? {
    let index = days.partitioningIndex { $0 > day }
    return index > 0 ? index - 1 : nil
  }
}
