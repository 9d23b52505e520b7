package import MarketData
package import Primitives
import Records
package import Store

/// The end of a preview's life: it is settled through one last day and keeps its history.
package enum PreviewStop {
  /// Stops a running preview at a day's close.
  ///
  /// - Parameter day: the last day that is settled; where it is no trading day, the one before.
  /// - Returns: that day. Throws `preview.missing`, `preview.not-running`.
  @discardableResult package static func stop(
    _ id: String, on day: TradingDay, calendar: TradingCalendar, in database: Database, clock: Clock
  ) throws -> TradingDay {
    let instance = try PreviewInstance.open(id, in: database)
    guard instance.strategy.status == .running else {
      throw Diagnostic(
        "preview.not-running", .usage, ["preview": .text(id)],
        (en: "The preview '{preview}' is not running.", zh: "模拟预览“{preview}”未在运行。"),
        remedy: (en: "Choose a running one of `aistock preview list`.", zh: "请从 `aistock preview list` 中选一个运行中的。"))
    }
    // Beyond the end of the market data the day stands as it is: its close is still to come.
    let isAhead = calendar.days.last.map { day > $0 } ?? true
    let asked = isAhead ? day : calendar.lastIndex(onOrBefore: day).map { calendar[$0] } ?? day
    let settled = try database.lastAccount(of: id)?.account.tradingDay
    let last = settled.map { max($0, asked) } ?? asked
    try database.setStatus(.stopped, of: id, stoppedOn: last, at: clock.timestamp)
    return last
  }
}

extension Message {
  package static func stopped(_ id: String, _ last: TradingDay) -> Message {
    Message(
      "preview.stopped", ["preview": .text(id), "day": .day(last)],
      en: "The preview '{preview}' is stopped; its last day is {day}.", zh: "模拟预览“{preview}”已停止，最后一日为 {day}。")
  }
}
