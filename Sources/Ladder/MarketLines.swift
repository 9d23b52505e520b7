package import MarketData
package import Primitives
package import Records

/// A stock's day in the market, as lines for a reader: `name value`.
package enum MarketLines {
  package static func of(
    _ instrument: InstrumentID, on day: TradingDay, market: any Market, limit: ExchangeConfig.PriceLimit?
  ) -> [String] {
    guard let index = market.calendar.index(of: day) else { return ["market: \(day) is no trading day"] }
    var parts: [String] = []
    for field in ["close", "change", "factor", "volume"] {
      // A damaged series has stopped the run before; here its absence is shown as such.
      let value = (try? market.series(field, of: instrument)).flatMap { $0 }?[index] ?? .nan
      var writer = ByteWriter()
      writer.number(value)
      let text = String(decoding: writer.bytes, as: UTF8.self)
      parts.append("\(field) \(text.isEmpty ? "missing" : text)")
      if field == "close", value.isNaN { parts.append("suspended") }
      if field == "change", case .threshold(let threshold)? = limit, value.magnitude >= Float(threshold) {
        parts.append(value > 0 ? "locked at the upper limit" : "locked at the lower limit")
      }
    }
    return ["market: " + parts.joined(separator: ", ")]
  }
}
