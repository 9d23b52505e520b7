package import MarketData
package import Primitives

/// The digest of a market over given names, computed once a process: hashing 78 MB of bins takes
/// longer than a backtest on them.
package final class MarketDigest: Sendable {
  package init() {}

  private let known = SharedResults<String>(limit: 1024)

  package func of(_ market: any Market, universes: [String], fields: [String], instruments: [InstrumentID]) throws
    -> String
  {
    let key = ([market.location] + universes + ["|"] + fields + ["|"] + instruments.map(\.name)).joined(separator: ",")
    return try known.value(key) {
      try market.digest(universes: universes, fields: fields, instruments: instruments)
    }
  }

  /// Of a window alone: equal as long as nothing inside it was restated, whatever days follow.
  ///
  /// A market grows by a day each night and its whole digest with it; a review is reopened by
  /// other data for the days that were judged, not by new days.
  package func of(
    _ market: any Market, window: ClosedRange<TradingDay>, fields: [String], instruments: [InstrumentID]
  ) throws -> String {
    let names = ["\(window)", market.location] + fields + ["|"] + instruments.map(\.name)
    let key = names.joined(separator: ",")
    return try known.value(key) { try MarketDigest.digest(market, window, fields, instruments) }
  }

  private static func digest(
    _ market: any Market, _ window: ClosedRange<TradingDay>, _ fields: [String], _ instruments: [InstrumentID]
  ) throws -> String {
    let indexes = market.calendar.days.indices.filter { window.contains(market.calendar[$0]) }
    // The day before the window too: its close is what the first day's orders and changes rest on.
    let first = max(0, (indexes.first ?? 0) - 1)
    let last = indexes.last ?? first
    var hasher = SHA256Hasher()
    hasher.update(Array(indexes.map { market.calendar[$0].description }.joined(separator: "\n").utf8))
    for instrument in instruments {
      for field in fields {
        let values = (try market.series(field, of: instrument) ?? .empty).values(in: first..<(max(first, last) + 1))
        let bits = values.map { $0.isNaN ? Float.nan.bitPattern : $0.bitPattern }
        bits.withUnsafeBytes { hasher.update(labelled: "\(instrument.name) \(field)", $0) }
      }
    }
    return hasher.finish().hex
  }
}
