package import MarketData
import Primitives
import Records

/// A market of a few stocks and days, written out in a test.
///
/// Prices are adjusted yuan; a missing price is a suspended day in every field. Each stock is listed
/// in the universe `all` over the days of its series.
package struct TinyMarket {
  package let calendar: TradingCalendar
  private var bars: [InstrumentID: [String: FieldSeries]] = [:]
  private var members: [Universe.Member] = []

  /// Weekdays from a date on.
  package init(from start: String, days count: Int) {
    var days: [TradingDay] = []
    var next = day(start)
    while days.count < count {
      if next.weekday < 5 { days.append(next) }
      next = next.advanced(byDays: 1)
    }
    calendar = TradingCalendar(days: days)
  }

  /// - Parameters:
  ///   - first: calendar index of the first price.
  ///   - factor: nil is 1 on every day with a close.
  ///   - change: nil is the change from the last close before, missing on the first day.
  ///   - listed: false for an index, which is no member of `all`.
  package mutating func add(
    _ name: String, first: Int = 0, close: [Float], open: [Float]? = nil, factor: [Float]? = nil,
    change: [Float]? = nil, volume: [Float]? = nil, listed: Bool = true
  ) {
    let instrument = code(name)
    func series(_ values: [Float]) -> FieldSeries { FieldSeries(start: first, values: values) }
    func constant(_ value: Float) -> [Float] { close.map { $0.isNaN ? .nan : value } }
    bars[instrument] = [
      "close": series(close), "open": series(open ?? close),
      "factor": series(factor ?? constant(1)),
      "volume": series(volume ?? constant(1e6)),
      "change": series(change ?? TinyMarket.changes(close)),
    ]
    guard listed, !close.isEmpty else { return }
    members.append(
      .init(
        instrument: instrument,
        spans: [.init(start: calendar[first], end: calendar[first + close.count - 1])]))
  }

  /// Removes a field, as an incomplete dump does.
  package mutating func drop(_ field: String, of name: String) { bars[code(name)]?[field] = nil }

  /// Cuts the last days off a field, as a dump that was cut short has it.
  package mutating func shorten(_ field: String, of name: String, by days: Int) {
    guard let series = bars[code(name)]?[field] else { return }
    bars[code(name)]?[field] = FieldSeries(
      start: series.start, values: series.values(in: series.range.dropLast(days)))
  }

  /// Lists a code without any data.
  package mutating func list(_ name: String) {
    members.append(
      .init(
        instrument: code(name),
        spans: [.init(start: calendar[0], end: calendar[calendar.count - 1])]))
  }

  /// Writes it as a provider folder.
  package func write(to folder: TemporaryFolder, _ name: String) throws {
    let sink = MemorySink()
    try market.write(to: sink)
    for (path, bytes) in sink.files { try folder.write(bytes, to: name + "/" + path) }
  }

  /// Universes beside `all`.
  package var universes: [Universe] = []

  package var market: MemoryMarket {
    MemoryMarket(
      location: "tiny", calendar: calendar, universes: [Universe(name: "all", members: members)] + universes,
      bars: bars)
  }

  private static func changes(_ close: [Float]) -> [Float] {
    var last = Float.nan
    return close.map { value in
      if value.isNaN { return .nan }
      defer { last = value }
      return value / last - 1
    }
  }
}
