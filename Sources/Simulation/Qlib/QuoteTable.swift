package import MarketData
package import Primitives
package import Records

/// Everything an exchange asks about stocks and days, addressed by stock number and calendar index.
///
/// Stocks are the codes of the universe `all`, of the predictions and of the start positions, numbered
/// in code order. Only codes inside their spans of `all` can trade (`qlib/backtest/exchange.py`
/// quotes "all"); the rest have no quotes.
package struct QuoteTable: Sendable {
  /// The market's bars of one stock.
  struct Columns: Sendable {
    var close = FieldSeries.empty.view
    var change = FieldSeries.empty.view
    var factor = FieldSeries.empty.view
    var volume = FieldSeries.empty.view
    var buyPrice = FieldSeries.empty.view
    var sellPrice = FieldSeries.empty.view
    /// Positions of the stock's spans in `listed`.
    var spans: Range<Int> = 0..<0
  }

  package let instruments: [InstrumentID]
  let columns: [Columns]
  /// Listing spans of all stocks, those of one stock together.
  private let listed: [ClosedRange<Int>]
  /// Keeps the values of the columns alive.
  private let owners: [FieldSeries]
  /// Calendar indexes of the run.
  let range: Range<Int>

  /// - Parameters:
  ///   - extra: codes beyond the universe `all`, without quotes.
  package init(
    market: any Market, exchange: ExchangeConfig, range: Range<Int>, extra: [InstrumentID]
  ) throws {
    let all = try market.universe("all")
    var spans: [InstrumentID: [ClosedRange<Int>]] = [:]
    for member in all.members {
      spans[member.instrument] = member.spans.compactMap { span in
        guard let first = market.calendar.firstIndex(onOrAfter: span.start),
          let last = market.calendar.lastIndex(onOrBefore: span.end), first <= last
        else { return nil }
        return first...last
      }
    }
    let buyField = try QuoteTable.field(exchange.buyPrice)
    let sellField = try QuoteTable.field(exchange.sellPrice)
    instruments = Set(all.instruments).union(extra).sorted()
    var listed: [ClosedRange<Int>] = []
    var owners: [FieldSeries] = []
    columns = try instruments.map { instrument in
      guard let own = spans[instrument] else { return Columns() }
      func view(_ field: String) throws -> FieldSeries.View {
        let series = try market.series(field, of: instrument) ?? .empty
        owners.append(series)
        return series.view
      }
      var columns = Columns()
      columns.spans = listed.count..<(listed.count + own.count)
      listed.append(contentsOf: own)
      columns.close = try view("close")
      columns.change = try view("change")
      columns.factor = try view("factor")
      columns.volume = try view("volume")
      columns.buyPrice = buyField == "close" ? columns.close : try view(buyField)
      columns.sellPrice = sellField == buyField ? columns.buyPrice : try view(sellField)
      return columns
    }
    self.listed = listed
    self.owners = owners
    self.range = range
  }

  package func number(of instrument: InstrumentID) -> Int32? {
    instruments.binarySearch(instrument).map { Int32($0) }
  }

  /// Whether the quote frame has a row: inside the run, inside a listing span, inside the bin.
  func hasRow(_ stock: Int32, _ index: Int) -> Bool {
    let columns = columns[Int(stock)]
    guard range.contains(index), columns.close.hasRow(index) else { return false }
    for span in columns.spans where listed[span].contains(index) { return true }
    return false
  }

  /// A stock with a close and no factor on some row: qlib then trades in adjusted prices and rounds
  /// to lots nowhere in the run.
  var closeWithoutFactor: InstrumentID? {
    for (instrument, columns) in zip(instruments, columns) {
      for span in listed[columns.spans] {
        for index in (span.lowerBound..<(span.upperBound + 1)).clamped(to: range)
        where !columns.close[index].isNaN && columns.factor[index].isNaN {
          return instrument
        }
      }
    }
    return nil
  }

  private static func field(_ expression: String) throws -> String {
    let name = expression.hasPrefix("$") ? String(expression.dropFirst()) : expression
    guard !name.isEmpty, name.utf8.allSatisfy({ $0 == 0x5F || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) })
    else {
      throw Diagnostic(
        "config.unsupported", "the price '\(expression)' is an expression; a field such as $close is read here",
        remedy: "Name a field.")
    }
    return name.lowercased()
  }
}
