import Primitives

/// The daily bars of one instrument as the rules of `MarketCheck` look at them, each field read once.
struct InstrumentBars: Sendable {
  /// The fields that rules look at: those of qlib's own dumps.
  static let fields = ["open", "high", "low", "close", "volume", "factor", "change"]

  let instrument: InstrumentID
  let calendar: TradingCalendar
  /// By name; without those that the instrument does not have.
  let series: [String: FieldSeries]
  let open: FieldSeries?
  let high: FieldSeries?
  let low: FieldSeries?
  let close: FieldSeries
  let volume: FieldSeries?
  let factor: FieldSeries?
  let change: FieldSeries?
  /// Calendar indexes of the days with a finite close above 0, ascending.
  let priced: [Int]

  /// Throws what the market says of a damaged field.
  init(_ instrument: InstrumentID, in market: any Market) throws {
    self.instrument = instrument
    calendar = market.calendar
    var series: [String: FieldSeries] = [:]
    for field in InstrumentBars.fields { series[field] = try market.series(field, of: instrument) }
    self.series = series
    open = series["open"]
    high = series["high"]
    low = series["low"]
    close = series["close"] ?? .empty
    volume = series["volume"]
    factor = series["factor"]
    change = series["change"]
    let view = close.view
    priced = close.range.filter { view[$0].isFinite && view[$0] > 0 }
  }

  /// Codes of indexes: 000 and 950 in Shanghai, 399 and 970 in Shenzhen, 899 in Beijing (code plans of the exchanges).
  static func isIndex(_ instrument: InstrumentID) -> Bool {
    instrument.isExchangeCode
      && ["SH000", "SH950", "SZ399", "SZ970", "BJ899"].contains { instrument.name.hasPrefix($0) }
  }

  var isIndex: Bool { InstrumentBars.isIndex(instrument) }

  /// One day with a close and the day with a close before it.
  struct Move {
    /// Calendar indexes.
    var day: Int
    var before: Int
    /// close / close before - 1, from the adjusted float32 prices.
    var size: Double
    /// `change` of the day; NaN where it is missing.
    var change: Double
    /// factor / factor before; NaN where one is missing or not above 0.
    var factorRatio: Double
  }

  /// Calls a function for every pair of days with a close that follow each other.
  func forEachMove(_ body: (Move) -> Void) {
    let (close, change, factor) = (close.view, change?.view, factor?.view)
    var before: Int?
    for day in priced {
      defer { before = day }
      guard let before else { continue }
      let (old, new) = (Double(factor?[before] ?? .nan), Double(factor?[day] ?? .nan))
      let ratio = old > 0 && new > 0 ? new / old : .nan
      body(
        Move(
          day: day, before: before, size: Double(close[day]) / Double(close[before]) - 1,
          change: Double(change?[day] ?? .nan), factorRatio: ratio))
    }
  }

  /// The price as it was quoted: close / factor; the close itself where there is no factor.
  func quoted(_ day: Int) -> Double {
    let factor = Double(factor?[day] ?? .nan)
    return factor > 0 ? Double(close[day]) / factor : Double(close[day])
  }

  func days(_ first: Int, _ last: Int) -> ClosedRange<TradingDay> { calendar[first]...calendar[last] }

  /// Runs of days that follow each other on the calendar and have a property.
  func runs(in range: Range<Int>, where holds: (Int) -> Bool) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for day in range where holds(day) {
      if let last = runs.last, last.upperBound == day {
        runs[runs.count - 1] = last.lowerBound..<(day + 1)
      } else {
        runs.append(day..<(day + 1))
      }
    }
    return runs
  }
}
