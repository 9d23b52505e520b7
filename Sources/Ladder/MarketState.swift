package import MarketData
package import Primitives
package import Records

/// A stock's day in the market, for the lines around a divergence.
package enum MarketState {
  /// - Parameter limit: of the configuration; nil and expressions tell nothing of a locked price.
  package static func of(
    _ instrument: InstrumentID, on day: TradingDay, market: any Market, limit: ExchangeConfig.PriceLimit?
  ) -> [Message] {
    guard let index = market.calendar.index(of: day) else { return [.noTradingDay(day)] }
    func value(_ field: String) -> Double {
      // A damaged series has stopped the run before; here its absence is shown as such.
      Double((try? market.series(field, of: instrument)).flatMap { $0 }?[index] ?? .nan)
    }
    let (close, change) = (value("close"), value("change"))
    var lines: [Message] = [.bar(close, change, factor: value("factor"), volume: value("volume"))]
    if close.isNaN { lines.append(.suspended) }
    if case .threshold(let threshold)? = limit, change.magnitude >= Double(Float(threshold)) {
      lines.append(change > 0 ? .limitUp : .limitDown)
    }
    return lines
  }
}

extension Message {
  fileprivate static func noTradingDay(_ day: TradingDay) -> Message {
    Message(
      "state.no-trading-day", ["day": .day(day)], en: "{day} is no trading day of the market here.",
      zh: "{day} 不是本地行情的交易日。")
  }

  fileprivate static func bar(_ close: Double, _ change: Double, factor: Double, volume: Double) -> Message {
    Message(
      "state.bar",
      [
        "close": .number(close), "change": .ratio(change), "factor": .number(factor), "volume": .number(volume),
      ],
      en: "Market: close {close}, change {change}, factor {factor}, volume {volume}.",
      zh: "行情：收盘 {close}，涨跌 {change}，复权因子 {factor}，成交量 {volume}。")
  }

  fileprivate static let suspended = Message("state.suspended", en: "The stock is suspended.", zh: "该证券停牌。")
  fileprivate static let limitUp = Message("state.limit-up", en: "The stock is locked at limit up.", zh: "该证券涨停封板。")
  fileprivate static let limitDown = Message(
    "state.limit-down", en: "The stock is locked at limit down.", zh: "该证券跌停封板。")
}
