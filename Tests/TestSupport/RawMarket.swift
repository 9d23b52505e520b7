package import MarketData
package import Primitives

/// A tiny market from prices as the exchange quotes them, for tests that are calculated by hand.
package enum RawMarket {
  /// One stock: real closes in yuan from the first day of the calendar on; NaN is suspended.
  package struct Stock: Sendable {
    package var code: String
    package var closes: [Double]
    /// Cumulative adjustment, by day; 1 where it is shorter.
    package var factors: [Double]
    /// Shares, by day; a million where it is shorter.
    package var volumes: [Double]
    /// Days before the first close.
    package var delay: Int

    package init(
      _ code: String, _ closes: [Double], factors: [Double] = [], volumes: [Double] = [],
      delay: Int = 0
    ) {
      self.code = code
      self.closes = closes
      self.factors = factors
      self.volumes = volumes
      self.delay = delay
    }
  }

  /// Weekdays from a date on.
  package static func days(from start: String, count: Int) -> [TradingDay] {
    var days: [TradingDay] = []
    guard var day = TradingDay(start) else { return [] }
    while days.count < count {
      if day.weekday < 5 { days.append(day) }
      day = day.advanced(byDays: 1)
    }
    return days
  }

  package static func make(_ days: [TradingDay], _ stocks: [Stock]) -> MemoryMarket {
    var bars: [InstrumentID: [String: FieldSeries]] = [:]
    var members: [Universe.Member] = []
    for stock in stocks {
      let instrument = InstrumentID(canonical: stock.code)
      let factors = stock.closes.indices.map { $0 < stock.factors.count ? stock.factors[$0] : 1 }
      let volumes = stock.closes.indices.map { $0 < stock.volumes.count ? stock.volumes[$0] : 1e6 }
      bars[instrument] = [
        "close": FieldSeries(
          start: stock.delay, values: zip(stock.closes, factors).map { Float($0 * $1) }),
        "factor": FieldSeries(start: stock.delay, values: factors.map { Float($0) }),
        "volume": FieldSeries(start: stock.delay, values: volumes.map { Float($0) }),
      ]
      if let first = days.first, let last = days.last {
        members.append(.init(instrument: instrument, spans: [.init(start: first, end: last)]))
      }
    }
    return MemoryMarket(
      location: "test", calendar: TradingCalendar(days: days),
      universes: [Universe(name: "all", members: members)],
      bars: bars)
  }
}
