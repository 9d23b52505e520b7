import MarketData
import Primitives

/// A market as it was after the close of a day: nothing behind the day exists.
struct MarketUntil: Market {
  private let market: any Market
  let calendar: TradingCalendar

  init(_ market: any Market, _ day: TradingDay) {
    self.market = market
    calendar = TradingCalendar(days: Array(market.calendar.days.prefix { $0 <= day }))
  }

  var location: String { market.location }
  var universeNames: [String] { market.universeNames }
  var hasPeriods: Bool { market.hasPeriods }
  /// Who was a member on which day was known on that day; spans simply end with the market.
  func universe(_ name: String) throws -> Universe { try market.universe(name) }
  func hasData(_ instrument: InstrumentID) -> Bool { market.hasData(instrument) }

  func series(_ field: String, of instrument: InstrumentID) throws -> FieldSeries? {
    guard let series = try market.series(field, of: instrument) else { return nil }
    if series.range.upperBound <= calendar.count { return series }
    let kept = series.start..<max(series.start, calendar.count)
    return FieldSeries(start: series.start, values: series.values(in: kept))
  }

  func digest(universes: [String], fields: [String], instruments: [InstrumentID]) throws -> String {
    try market.digest(universes: universes, fields: fields, instruments: instruments)
  }
}
