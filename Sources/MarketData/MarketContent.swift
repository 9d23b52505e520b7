import Primitives

/// The content of a market as bytes, the same wherever the market is kept.
enum MarketContent {
  /// SHA-256 over calendar, universes and series in qlib's own forms: universes by instrument, NaN as one bit pattern.
  ///
  /// - Parameter series: nil where the instrument does not have the field.
  static func digest(
    _ calendar: TradingCalendar, _ universes: [Universe], _ fields: [String], _ instruments: [InstrumentID],
    series: (String, InstrumentID) throws -> FieldSeries?
  ) throws -> String {
    var hasher = SHA256Hasher()
    QlibTextFiles.calendar(calendar).withUnsafeBytes { hasher.update(labelled: "calendar", $0) }
    for universe in universes.sorted(by: { $0.name < $1.name }) {
      QlibTextFiles.universe(universe).withUnsafeBytes { hasher.update(labelled: universe.name, $0) }
    }
    for instrument in instruments.sorted() {
      for field in fields.sorted() {
        guard let series = try series(field, instrument) else { continue }
        bin(series).withUnsafeBytes { hasher.update(labelled: "\(instrument.name)/\(field)", $0) }
      }
    }
    return hasher.finish().hex
  }

  /// The start index and the values as they lie in a bin on this little-endian machine.
  static func bin(_ series: FieldSeries) -> [Float] {
    [Float](unsafeUninitializedCapacity: series.count + 1) { buffer, count in
      buffer[0] = Float(series.start)
      series.withValues { values in
        for place in values.indices { buffer[place + 1] = values[place].isNaN ? .nan : values[place] }
      }
      count = series.count + 1
    }
  }
}
