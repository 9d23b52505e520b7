package import MarketData
package import Primitives
package import Records

/// Everything an exchange asks about stocks and days, addressed by stock number and calendar index.
///
/// Stocks are the codes of the exchange (`codes`, the universe `all` where nothing is set), of the predictions and of the
/// start positions, numbered in code order. Only codes inside their spans there can trade (`qlib/backtest/exchange.py`
/// asks for the quotes of `codes`); the rest have no quotes.
package struct QuoteTable: Sendable {
  /// The market's bars of one stock.
  struct Columns: Sendable {
    var close = FieldSeries.empty.view
    var change = FieldSeries.empty.view
    var factor = FieldSeries.empty.view
    var volume = FieldSeries.empty.view
    var buyPrice = FieldSeries.empty.view
    var sellPrice = FieldSeries.empty.view
    /// The limits of each side where they are expressions.
    var buyLimit = FieldSeries.empty.view
    var sellLimit = FieldSeries.empty.view
    /// Positions of the stock's spans in `listed`.
    var spans: Range<Int> = 0..<0
  }

  package let instruments: [InstrumentID]
  let columns: [Columns]
  /// The configured volume limits in their order, each by stock.
  let volumeLimits: [[FieldSeries.View]]
  /// Further fields, each by stock.
  private let fields: [String: [FieldSeries.View]]
  /// Listing spans of all stocks, those of one stock together.
  private let listed: [ClosedRange<Int>]
  /// Keeps the values of the columns alive.
  private let owners: [FieldSeries]
  /// Calendar indexes of the run.
  let range: Range<Int>
  let calendar: TradingCalendar
  /// A stock with a close and no factor on some row: qlib then trades in adjusted prices and rounds
  /// to lots nowhere in the run.
  let closeWithoutFactor: InstrumentID?

  /// - Parameters:
  ///   - extra: codes beyond those of the exchange, without quotes.
  ///   - fields: what is kept of the market beside the exchange's own.
  package init(
    market: any Market, exchange: ExchangeConfig, range: Range<Int>, extra: [InstrumentID],
    fields: [String] = []
  ) throws {
    let quoted = try QuoteTable.quoted(exchange.codes, market)
    var spans: [InstrumentID: [ClosedRange<Int>]] = [:]
    for member in quoted.members {
      spans[member.instrument] = member.spans.compactMap { span in
        guard let first = market.calendar.firstIndex(onOrAfter: span.start),
          let last = market.calendar.lastIndex(onOrBefore: span.end), first <= last
        else { return nil }
        return first...last
      }
    }
    let expressions = try QuoteExpressions(exchange.expressions, market: market, universe: quoted, range: range)
    instruments = Set(quoted.instruments).union(extra).sorted()
    var listed: [ClosedRange<Int>] = []
    var owners: [FieldSeries] = []
    columns = try instruments.map { instrument in
      guard let own = spans[instrument] else { return Columns() }
      func view(_ series: FieldSeries) -> FieldSeries.View {
        owners.append(series)
        return series.view
      }
      func field(_ name: String) throws -> FieldSeries.View {
        view(try market.series(name, of: instrument) ?? .empty)
      }
      func setting(_ text: String) throws -> FieldSeries.View {
        view(try expressions.series(text, of: instrument))
      }
      var columns = Columns()
      columns.spans = listed.count..<(listed.count + own.count)
      listed.append(contentsOf: own)
      columns.close = try field("close")
      columns.change = try field("change")
      columns.factor = try field("factor")
      columns.volume = try field("volume")
      columns.buyPrice = exchange.buyPrice == "$close" ? columns.close : try setting(exchange.buyPrice)
      columns.sellPrice = exchange.sellPrice == exchange.buyPrice ? columns.buyPrice : try setting(exchange.sellPrice)
      if case .expressions(let buy, let sell) = exchange.limit {
        columns.buyLimit = try setting(buy)
        columns.sellLimit = try setting(sell)
      }
      return columns
    }
    let stocks = instruments
    volumeLimits = try exchange.volumeLimits.map { limit in
      try stocks.map { instrument in
        let series =
          try spans[instrument].map { _ in try expressions.series(limit.expression, of: instrument) } ?? .empty
        owners.append(series)
        return series.view
      }
    }
    self.fields = try Dictionary(
      uniqueKeysWithValues: fields.map { name in
        let views = try stocks.map { instrument in
          let series = try spans[instrument].flatMap { _ in try market.series(name, of: instrument) } ?? .empty
          owners.append(series)
          return series.view
        }
        return (name, views)
      })
    calendar = market.calendar
    self.listed = listed
    self.owners = owners
    self.range = range
    closeWithoutFactor =
      zip(stocks, columns).first { _, columns in
        listed[columns.spans].contains { span in
          (span.lowerBound..<(span.upperBound + 1)).clamped(to: range).contains {
            columns.factor[$0].isNaN && !columns.close[$0].isNaN
          }
        }
      }?.0
  }

  /// Whose quotes the exchange has; a list of codes on all days of the calendar.
  static func quoted(_ codes: ExchangeConfig.Codes, _ market: any Market) throws -> Universe {
    switch codes {
    case .universe(let name):
      guard name == "all" || market.universeNames.contains(name) else { throw Diagnostic.noUniverse(name, market) }
      return try market.universe(name)
    case .instruments(let list):
      guard let first = market.calendar.days.first, let last = market.calendar.days.last else {
        return Universe(name: "", members: [])
      }
      return Universe(
        name: "", members: list.map { .init(instrument: $0, spans: [.init(start: first, end: last)]) })
    }
  }

  package func number(of instrument: InstrumentID) -> Int32? {
    instruments.binarySearch(instrument).map { Int32($0) }
  }

  /// Whether the quote frame has a row: inside the run, inside a listing span, inside the bin.
  /// Whether shares were traded on a day of the calendar, also before the run.
  func hadVolume(_ stock: Int32, _ index: Int) -> Bool {
    isListed(stock, index) && columns[Int(stock)].volume[index] > 0
  }

  /// A field's value, NaN where it is missing; nil for a field that was not asked for.
  func value(_ field: String, _ stock: Int32, _ index: Int) -> Double? {
    fields[field].map { isListed(stock, index) ? Double($0[Int(stock)][index]) : .nan }
  }

  private func isListed(_ stock: Int32, _ index: Int) -> Bool {
    columns[Int(stock)].spans.contains { listed[$0].contains(index) }
  }

  func hasRow(_ stock: Int32, _ index: Int) -> Bool {
    let columns = columns[Int(stock)]
    guard range.contains(index), columns.close.hasRow(index) else { return false }
    for span in columns.spans where listed[span].contains(index) { return true }
    return false
  }

  /// Whether the next trading day is not tomorrow: qlib then aggregates a day's one row instead of
  /// looking it up, which reads missing sums as 0.
  func endsBeforeDayOff(_ index: Int) -> Bool {
    index + 1 < calendar.count && calendar[index].advanced(byDays: 1) != calendar[index + 1]
  }
}

extension Diagnostic {
  fileprivate static func noUniverse(_ name: String, _ market: any Market) -> Diagnostic {
    Diagnostic(
      "config.exchange-universe", .unsupported, at: .init(market.location),
      ["name": .text(name), "names": .names(market.universeNames)],
      (
        en: "The exchange has the quotes of '{name}' (`codes`). The market has no such universe, only {names}.",
        zh: "交易所只有“{name}”的行情（`codes`），而行情中没有该股票池，只有 {names}。"
      ),
      remedy: (
        en: "Write instruments/{name}.txt, or remove `codes`.", zh: "请写入 instruments/{name}.txt，或删除 `codes`。"
      ))
  }
}
