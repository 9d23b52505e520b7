import MarketData
import Primitives
import Records
import Simulation

/// What a settled day rested on, as SHA-256: by it a later settlement notices restated prices.
///
/// Only real prices count (raw close and reference price). A provider that shifts all factors of a
/// stock, as each new dividend makes some do, therefore changes nothing.
enum PreviewDigest {
  /// Over the stocks that were held, traded or rejected on a day.
  ///
  /// - Parameter coding: that of the settled day which is compared, `.codes` for a new one.
  static func prices(
    _ stocks: Set<InstrumentID>, _ quotes: AShareQuotes, _ index: Int, _ coding: DigestCoding
  ) -> String {
    var writer = ByteWriter(capacity: stocks.count * 32)
    for instrument in stocks.sorted() {
      writer.text(instrument.name)
      writer.comma()
      if let stock = quotes.number(of: instrument) {
        switch quotes.quote(stock, index) {
        case .success(let quote):
          writer.number(Int(quote.close))
          writer.comma()
          writer.number(Int(quote.reference ?? 0))
          writer.comma()
          writer.number(Int(quote.previous ?? 0))
        case .failure(let absence): writer.text(text(absence, coding))
        }
      }
      writer.newline()
    }
    return SHA256Digest(hashing: writer.bytes).hex
  }

  /// The one place that knows the sentences of 0.1.0: they are bytes under old digests, nobody reads them.
  private static func text(_ absence: AShareQuotes.Absence, _ coding: DigestCoding) -> String {
    switch (coding, absence) {
    case (.codes, _): absence.reason.code
    case (.sentences, .noBar): "suspended or not listed: no close on this day"
    case (.sentences, .noVolume): "suspended: no shares changed hands on this day"
    case (.sentences, .noFactor): "the real price is unknown: no factor on this day"
    }
  }

  /// Over the names and the bits of a day's scores.
  static func scores(_ predictions: PanelTable, on day: TradingDay?) -> String {
    var writer = ByteWriter()
    if let day {
      for row in predictions.rows(of: day) {
        writer.text(predictions.instruments[Int(predictions.codes[row])].name)
        writer.comma()
        var bits = predictions.values[row].bitPattern
        for _ in 0..<8 {
          writer.byte(UInt8(truncatingIfNeeded: bits))
          bits >>= 8
        }
      }
    }
    return SHA256Digest(hashing: writer.bytes).hex
  }
}
