package import Primitives
package import Records

/// Where a market's answers come from and how old they are, to be shown beside them.
package struct MarketOrigin: Sendable {
  package let market: String
  package let start: TradingDay?
  package let end: TradingDay?
  /// Days of the calendar since the last one with data.
  package let ageDays: Int?
  /// Trading days since then and before today; nil where nothing says them.
  package let missedDays: Int?
  /// Why it is not the first of its list.
  package let fallback: Finding?

  /// - Parameter today: the day of the clock, in China.
  package init(_ market: any Market, today: TradingDay) {
    self.market = market.location
    (start, end) = (market.calendar.days.first, market.calendar.days.last)
    ageDays = end.map { max(0, Int(today.daysSince1970 - $0.daysSince1970)) }
    missedDays = end.flatMap { market.missedDays(after: $0, before: today) }
    fallback = market.fallback
  }

  package var json: JSONValue {
    [
      "market": .string(market), "start": .optional(start), "end": .optional(end),
      "age_days": ageDays.map { .integer($0) } ?? .null,
      "missed_days": missedDays.map { .integer($0) } ?? .null, "fallback": fallback?.json ?? .null,
    ]
  }

  package var line: Message {
    guard let start, let end, let ageDays else { return .verbatim(market) }
    let extent = Message(
      "market.origin-label",
      ["market": .text(market), "start": .day(start), "end": .day(end), "age": .count(ageDays)],
      en: "{market}, {start} to {end}, {age} {age:day|days} old", zh: "{market}，{start} 至 {end}，距今 {age} 天")
    guard let missedDays, missedDays > 0 else { return extent }
    return Message(
      "market.origin-missed-label", ["extent": .message(extent), "missed": .count(missedDays)],
      en: "{extent}, {missed} trading {missed:day|days} missing", zh: "{extent}，缺 {missed} 个交易日")
  }
}
