package import MarketData
package import Primitives
import Records

/// Predictions that decide no trade of a run are refused: none, only missing ones, of another market, or of other days.
///
/// Single rows that the market does not know stop nothing: they are findings (`PredictionFindings`).
package enum PredictionCheck {
  /// Up to so many days without trading, or a tenth of all days, are rows gone astray; more are another calendar.
  static let strayDaysMax = 5

  /// Throws `predictions.empty`, `predictions.unknown-stock`, `predictions.unknown-day`, `predictions.all-missing` and
  /// `predictions.other-days`.
  ///
  /// - Parameter range: calendar indexes of the run.
  static func check(_ predictions: PanelTable, _ market: any Market, _ range: Range<Int>) throws {
    let calendar = market.calendar
    let first = calendar[range.lowerBound]
    guard predictions.count > 0 else { throw Diagnostic.empty(before: first) }
    try check(stocks: predictions.instruments, market)
    let closed = predictions.days.filter { calendar.index(of: $0) == nil }
    if let day = closed.first,
      closed.count == predictions.days.count || closed.count > max(strayDaysMax, predictions.days.count / 10)
    {
      throw Diagnostic.unknownDay(day, calendar, market.location)
    }
    guard predictions.values.contains(where: { !$0.isNaN }) else {
      throw Diagnostic.allMissing(predictions.count, from: predictions.days[0], before: first)
    }
    let read = predictions.readByTradingDay(calendar)
    guard range.contains(where: { $0 > 0 && !read.rows(of: calendar[$0 - 1]).isEmpty }) else {
      throw Diagnostic.otherDays(predictions, from: first, to: calendar[range.upperBound - 1])
    }
  }

  /// Codes that the market neither lists nor has data of, in the order given.
  static func unknown(_ stocks: [InstrumentID], _ market: any Market) throws -> [InstrumentID] {
    let listed = Set(try market.universe("all").instruments)
    return stocks.filter { !listed.contains($0) && !market.hasData($0) }
  }

  /// Throws `predictions.unknown-stock` where the market knows none of the codes.
  package static func check(stocks: [InstrumentID], _ market: any Market) throws {
    let unknown = try unknown(stocks, market)
    if let stock = unknown.first, unknown.count == stocks.count {
      throw Diagnostic.unknownStocks(unknown.count, of: stocks.count, first: stock, market)
    }
  }
}

extension Diagnostic {
  fileprivate static func empty(before first: TradingDay) -> Diagnostic {
    Diagnostic(
      "predictions.empty", .absent, ["first": .day(first)],
      (
        en: "The predictions hold no score. The first day, {first}, needs scores of the trading day before.",
        zh: "预测中没有任何得分。首日 {first} 需要前一交易日的得分。"
      ),
      remedy: (en: "Export the predictions again.", zh: "请重新导出预测。"))
  }

  fileprivate static func unknownStocks(
    _ count: Int, of codes: Int, first: InstrumentID, _ market: any Market
  ) -> Diagnostic {
    Diagnostic(
      "predictions.unknown-stock", .damaged, at: .init(market.location),
      [
        "count": .count(count), "codes": .count(codes), "first": .instrument(first),
        "start": .day(market.calendar[0]), "end": .day(market.calendar[market.calendar.count - 1]),
      ],
      (
        en: "The market ({start} to {end}) does not know {count} of {codes} predicted codes, first {first}.",
        zh: "预测的 {codes} 个代码中有 {count} 个不在行情（{start} 至 {end}）中，首个 {first}。"
      ), remedy: (en: "Use the market that the predictions were made on.", zh: "请用生成预测的行情。"))
  }

  fileprivate static func unknownDay(
    _ day: TradingDay, _ calendar: TradingCalendar, _ location: String
  ) -> Diagnostic {
    Diagnostic(
      "predictions.unknown-day", .damaged, at: .init(location),
      ["day": .day(day), "start": .day(calendar[0]), "end": .day(calendar[calendar.count - 1])],
      (
        en: "There are predictions of {day}, which is no trading day of the market ({start} to {end}).",
        zh: "预测含 {day}，而它不是该行情（{start} 至 {end}）的交易日。"
      ),
      remedy: (en: "Use the market that the predictions were made on.", zh: "请用生成预测的行情。"))
  }

  fileprivate static func allMissing(_ count: Int, from day: TradingDay, before first: TradingDay) -> Diagnostic {
    Diagnostic(
      "predictions.all-missing", .absent, ["count": .count(count), "day": .day(day), "first": .day(first)],
      (
        en: "All {count} scores are missing, from {day} on. No score decides the first day, {first}, or a later one.",
        zh: "全部 {count} 个得分均缺失，自 {day} 起。首日 {first} 及以后没有得分可依。"
      ),
      remedy: (en: "Look for missing features, and predict again.", zh: "请检查缺失的特征，并重新预测。"))
  }

  fileprivate static func otherDays(
    _ predictions: PanelTable, from start: TradingDay, to end: TradingDay
  ) -> Diagnostic {
    Diagnostic(
      "predictions.other-days", .absent,
      [
        "first": .day(predictions.days[0]), "last": .day(predictions.days[predictions.days.count - 1]),
        "start": .day(start), "end": .day(end),
      ],
      (
        en: "No score decides a day from {start} to {end}. The predictions run from {first} to {last}.",
        zh: "{start} 至 {end} 没有任何得分可依；预测自 {first} 至 {last}。"
      ),
      remedy: (
        en: "Give predictions from the trading day before the window on, or change the window.",
        zh: "请提供自区间前一交易日起的预测，或更改区间。"
      ))
  }
}
