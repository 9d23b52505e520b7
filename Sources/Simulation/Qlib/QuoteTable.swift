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
    var close = FieldSeries.empty
    var change = FieldSeries.empty
    var factor = FieldSeries.empty
    var volume = FieldSeries.empty
    var buyPrice = FieldSeries.empty
    var sellPrice = FieldSeries.empty
    /// Calendar index ranges in which the stock is listed.
    var listed: [ClosedRange<Int>] = []
  }

  package let instruments: [InstrumentID]
  let columns: [Columns]
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
    columns = try instruments.map { instrument in
      guard let listed = spans[instrument] else { return Columns() }
      func series(_ field: String) throws -> FieldSeries {
        try market.series(field, of: instrument) ?? .empty
      }
      var columns = Columns()
      columns.listed = listed
      columns.close = try series("close")
      columns.change = try series("change")
      columns.factor = try series("factor")
      columns.volume = try series("volume")
      columns.buyPrice = buyField == "close" ? columns.close : try series(buyField)
      columns.sellPrice = sellField == buyField ? columns.buyPrice : try series(sellField)
      return columns
    }
    self.range = range
  }

  package func number(of instrument: InstrumentID) -> Int32? {
    instruments.binarySearch(instrument).map { Int32($0) }
  }

  /// Whether the quote frame has a row: inside the run, inside a listing span, inside the bin.
  func hasRow(_ stock: Int32, _ index: Int) -> Bool {
    let columns = columns[Int(stock)]
    return range.contains(index) && columns.close.range.contains(index)
      && columns.listed.contains { $0.contains(index) }
  }

  /// A stock with a close and no factor on some row: qlib then trades in adjusted prices and rounds to
  /// lots nowhere in the run.
  var hasCloseWithoutFactor: InstrumentID? {
    for (instrument, columns) in zip(instruments, columns) {
      for span in columns.listed {
        for index in span.clamped(to: range.lowerBound...(range.upperBound - 1))
        where !columns.close[index].isNaN && columns.factor[index].isNaN && range.contains(index) {
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
