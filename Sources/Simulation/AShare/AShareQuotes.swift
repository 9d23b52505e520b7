package import MarketData
package import Primitives
package import Records

/// Real prices of stocks by calendar index, taken from a qlib market's adjusted float32 fields:
/// real = adjusted / factor, to the nearest hundredth of a yuan, which is what the exchange quotes.
package struct AShareQuotes: Sendable {
  /// One traded day of a stock; prices in hundredths of a yuan.
  package struct Quote: Equatable, Sendable {
    package var close: Int64
    /// The close before, after dividends and splits of this day: what limits are computed on.
    package var reference: Int64?
    /// The close before as it was quoted.
    package var previous: Int64?
  }

  /// Why a stock has no quote on a day.
  package enum Absence: Error, CaseIterable {
    /// It has no close.
    case noBar
    /// No share changed hands.
    case noVolume
    /// It has no adjustment factor, so that its real price is not known.
    case noFactor

    package var reason: RejectReason {
      switch self {
      case .noBar: .noBar
      case .noVolume: .noVolume
      case .noFactor: .noFactor
      }
    }
  }

  /// Sorted; a stock's number is its position.
  package let instruments: [InstrumentID]
  package let calendar: TradingCalendar
  /// Trading days behind the calendar that the market knows of.
  package let comingDays: [TradingDay]
  /// How the market records volumes.
  package let volumeUnit: VolumeUnit
  private let columns: [Columns]
  /// Further fields, each by stock.
  private let fields: [String: [FieldSeries]]

  private struct Columns: Sendable {
    var board: AShareBoard?
    var close: FieldSeries
    var factor: FieldSeries
    var volume: FieldSeries
    /// Calendar index of the first close; nil where it lies at the start of the calendar, so that the
    /// listing may be older.
    var listed: Int?
  }

  /// - Parameters:
  ///   - instruments: what may be traded or held, in any order.
  ///   - fields: what a strategy asks for beside prices.
  package init(market: any Market, instruments: [InstrumentID], fields: [String] = []) throws {
    self.instruments = Set(instruments).sorted()
    calendar = market.calendar
    comingDays = market.comingDays
    let columns = try self.instruments.map { instrument in
      let close = try market.series("close", of: instrument) ?? .empty
      let first = close.range.first { !close[$0].isNaN }
      return Columns(
        board: AShareBoard(instrument), close: close,
        factor: try market.series("factor", of: instrument) ?? .empty,
        volume: try market.series("volume", of: instrument) ?? .empty,
        listed: first.flatMap { $0 > 0 ? $0 : nil })
    }
    self.columns = columns
    let stocks = self.instruments
    self.fields = try Dictionary(
      uniqueKeysWithValues: fields.map { name in
        (name, try stocks.map { try market.series(name, of: $0) ?? .empty })
      })
    volumeUnit = VolumeUnit(columns.map { (factor: $0.factor, volume: $0.volume) })
  }

  /// Real shares that changed hands on a day; nil where that is not known.
  package func tradedShares(_ stock: Int32, _ index: Int) -> Int64? {
    let own = columns[Int(stock)]
    let shares = volumeUnit.shares(Double(own.volume[index]), factor: Double(own.factor[index]))
    return shares > 0 && shares < 9e15 ? Int64(shares.rounded()) : nil
  }

  /// Trading days from the stock's first close to a day, 0 on the first; at least so many where the listing lies before
  /// the data. Nil for a stock without a close up to the day.
  package func listingAge(_ stock: Int32, on index: Int) -> Int? {
    let own = columns[Int(stock)]
    guard let first = own.listed ?? own.close.range.first(where: { !own.close[$0].isNaN }), first <= index else {
      return nil
    }
    return index - first
  }

  /// The mean of the real shares that changed hands on the last days up to one; nil where fewer than half of them are
  /// known.
  package func averageVolume(_ stock: Int32, days: Int, upTo index: Int) -> Int64? {
    let range = max(0, index - days + 1)...max(0, index)
    let known = range.compactMap { tradedShares(stock, $0) }
    guard !known.isEmpty, known.count * 2 >= days else { return nil }
    return known.reduce(0, +) / Int64(known.count)
  }

  /// A field's value, NaN where it is missing; nil for a field that was not asked for.
  package func value(_ field: String, _ stock: Int32, _ index: Int) -> Double? {
    fields[field].map { Double($0[Int(stock)][index]) }
  }

  package func number(of instrument: InstrumentID) -> Int32? {
    instruments.binarySearch(instrument).map { Int32($0) }
  }

  package func board(_ stock: Int32) -> AShareBoard? { columns[Int(stock)].board }

  /// The stock's day, or why there is none. A day without a traded share is no day.
  package func quote(_ stock: Int32, _ index: Int) -> Result<Quote, Absence> {
    let own = columns[Int(stock)]
    guard !own.close[index].isNaN else { return .failure(.noBar) }
    guard own.volume[index] > 0 else { return .failure(.noVolume) }
    guard let close = cents(own.close[index], own.factor[index]) else { return .failure(.noFactor) }
    var quote = Quote(close: close, reference: nil, previous: nil)
    if let before = previousIndex(own, index) {
      quote.previous = cents(own.close[before], own.factor[before])
      quote.reference = cents(own.close[before], own.factor[index])
    }
    return .success(quote)
  }

  /// The rule for the stock's price limit; free where the board is not known.
  package func limit(_ stock: Int32, _ index: Int) -> ASharePriceLimit {
    let own = columns[Int(stock)]
    guard let board = own.board else { return .free }
    let age = own.listed.map { index - $0 }
    return ASharePriceLimit.rule(
      board, on: calendar[index], age: age, listed: own.listed.map { calendar[$0] })
  }

  /// The last real close on or before a day, for marking; hundredths of a yuan.
  package func lastClose(_ stock: Int32, onOrBefore index: Int) -> (cents: Int64, index: Int)? {
    let own = columns[Int(stock)]
    var at: Int? = index
    while let day = at {
      if let price = cents(own.close[day], own.factor[day]) { return (price, day) }
      at = previousIndex(own, day)
    }
    return nil
  }

  /// The last known adjustment factor; 1 where there is none at all.
  package func factor(_ stock: Int32, onOrBefore index: Int) -> Double {
    let own = columns[Int(stock)]
    var day = min(index, own.factor.range.upperBound - 1)
    while day >= own.factor.start {
      if own.factor[day] > 0 { return Double(own.factor[day]) }
      day -= 1
    }
    return 1
  }

  private func previousIndex(_ own: Columns, _ index: Int) -> Int? {
    var day = min(index, own.close.range.upperBound) - 1
    while day >= own.close.start {
      if !own.close[day].isNaN, own.volume[day] > 0 { return day }
      day -= 1
    }
    return nil
  }

  /// Float32 keeps seven digits, which tell hundredths apart up to 80,000 yuan.
  private func cents(_ adjusted: Float, _ factor: Float) -> Int64? {
    let price = (Double(adjusted) / Double(factor) * 100).rounded(.toNearestOrAwayFromZero)
    guard price >= 1, price < 1e9 else { return nil }
    return Int64(price)
  }
}
