package import Primitives

/// Takes a market in: its calendar and universes first, then its instruments in ascending order. Nothing of it can be read
/// before `commit`, and a sink that is dropped before leaves what was there as it was.
package protocol MarketSink {
  mutating func begin(calendar: TradingCalendar, universes: [Universe], fields: [String]) throws
  mutating func write(_ instrument: InstrumentID, _ series: [String: FieldSeries]) throws
  mutating func commit() throws
}
