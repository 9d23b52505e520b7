package import Primitives

/// What takes the place of `null` at an end of a backtest's window.
///
/// qlib takes both ends from the predictions (`qlib/workflow/record_temp.py`, `PortAnaRecord._generate`): the first
/// predicted day, and a day beside the last one that differs between versions (`OpenEnd`).
package struct OpenWindow: Equatable, Sendable {
  package var start: TradingDay
  package var end: TradingDay

  package init(start: TradingDay, end: TradingDay) {
    self.start = start
    self.end = end
  }

  /// For readers of a configuration that look at no date.
  package static let anyDays = OpenWindow(
    start: TradingDay(daysSince1970: 0), end: TradingDay(daysSince1970: 2_932_896))
}

/// Where a backtest whose end is `null` stops, by qlib's version.
package enum OpenEnd: String, Sendable {
  /// After 0.9.7: `get_date_by_shift(last, -1)`, because a day needs its successor in the calendar.
  case dayBeforeLastPrediction
  /// Through 0.9.7: `get_date_by_shift(last, 1)`, which fails at the end of the calendar.
  case dayAfterLastPrediction

  /// Nil for a text that is no version.
  package init?(qlib version: String) {
    guard let version = QlibVersion(version) else { return nil }
    self = version > QlibVersion(0, 9, 7) ? .dayBeforeLastPrediction : .dayAfterLastPrediction
  }
}
