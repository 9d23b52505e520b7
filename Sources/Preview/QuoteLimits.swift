import MarketData
import Primitives
import Records
import Simulation

/// Whether a quote can be true: within the price limit of its board since the last known close.
///
/// Trading days since that close each permit one limit more. On days without a limit (a listing's first days) a
/// quote may be at most `freeFactor` times away. A reference price takes the close's place, where a dividend or a
/// split can make it of that close. Without one, a quote beyond the limit is refused on a day of a split too: it
/// would mark old shares at the new price.
struct QuoteLimits {
  /// The largest step of a price on a day without a limit, either way: room for any first day of trading.
  private static let freeFactor: Int64 = 11
  /// The smallest reference price as a part of the close: the largest bonus issues gave 30 shares for 10.
  private static let referenceDivisor: Int64 = 5

  /// Nil: no listing is known, so that every day has its limit.
  let market: (any Market)?
  let day: TradingDay
  let lastClose: (InstrumentID) -> (price: Money, day: TradingDay)?

  /// - Parameters:
  ///   - day: the day of the quotes.
  ///   - lastClose: before it; nil where none is known, so that nothing is refused.
  init(
    market: (any Market)?, on day: TradingDay, lastClose: @escaping (InstrumentID) -> (price: Money, day: TradingDay)?
  ) {
    self.market = market
    self.day = day
    self.lastClose = lastClose
  }

  func refusal(_ quote: Quote) -> QuoteRefusal? {
    guard let board = AShareBoard(quote.instrument), let last = lastClose(quote.instrument), last.price > .zero,
      last.day < day
    else { return nil }
    var base = last.price
    var days = sessions(after: last.day)
    if let reference = quote.reference, reference != last.price {
      guard reference.units > last.price.units / QuoteLimits.referenceDivisor, reference.units <= 2 * last.price.units
      else { return isFree(board, quote.instrument) ? nil : .implausible }
      base = reference
      days = 1
    }
    if isInside(quote.price, base, board, days: days, age: nil, listed: nil) { return nil }
    guard isFree(board, quote.instrument) else { return .implausible }
    let least = base.units / QuoteLimits.freeFactor
    return (least...base.units * QuoteLimits.freeFactor).contains(quote.price.units) ? nil : .implausible
  }

  private func isInside(
    _ price: Money, _ base: Money, _ board: AShareBoard, days: Int, age: Int?, listed: TradingDay?
  ) -> Bool {
    var low = QuoteLimits.cents(base)
    var high = low
    for _ in 0..<days {
      let rule = ASharePriceLimit.rule(board, on: day, age: age, listed: listed)
      guard let down = rule.bounds(reference: low), let up = rule.bounds(reference: high) else { return true }
      (low, high) = (down.lowerBound, up.upperBound)
      if high > Int64(QuoteCascade.priceMax) * 100 { break }
    }
    return (low...high).contains(QuoteLimits.cents(price))
  }

  /// Whether the stock has no limit on the day because it was listed shortly before.
  private func isFree(_ board: AShareBoard, _ stock: InstrumentID) -> Bool {
    guard let market, let series = try? market.series("close", of: stock),
      let first = series.range.first(where: { !series[$0].isNaN }), first > 0, first < market.calendar.count
    else { return false }
    let listed = market.calendar[first]
    let known = market.calendar.index(of: day) ?? market.calendar.count
    let rule = ASharePriceLimit.rule(board, on: day, age: known - first, listed: listed)
    if case .percent = rule { return false }
    return true
  }

  /// Days on which the exchange can have been open: the market's, and weekdays behind its calendar; at least one.
  private func sessions(after close: TradingDay) -> Int {
    var next = close.advanced(byDays: 1)
    var count = 0
    let end = market?.calendar.days.last
    while next <= day, count < 60 {
      let isSession = end.map { next <= $0 } == true ? market?.calendar.index(of: next) != nil : next.weekday < 5
      if isSession { count += 1 }
      next = next.advanced(byDays: 1)
    }
    return max(1, count)
  }

  /// Rounded half up, as the exchange quotes.
  private static func cents(_ price: Money) -> Int64 { (price.units + 50) / 100 }
}
