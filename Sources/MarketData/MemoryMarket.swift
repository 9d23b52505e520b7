package import Primitives
import Records

/// A market held in memory: the demo, and small markets of tests.
package struct MemoryMarket: Market {
  package let location: String
  package let calendar: TradingCalendar
  private let universes: [String: Universe]
  private let bars: [InstrumentID: [String: FieldSeries]]

  /// - Parameter bars: series by instrument and lower-case field.
  package init(
    location: String, calendar: TradingCalendar, universes: [Universe],
    bars: [InstrumentID: [String: FieldSeries]]
  ) {
    self.location = location
    self.calendar = calendar
    self.universes = Dictionary(universes.map { ($0.name, $0) }, uniquingKeysWith: { _, last in last })
    self.bars = bars
  }

  package var universeNames: [String] { universes.keys.sorted() }

  /// Sorted.
  package var instruments: [InstrumentID] { bars.keys.sorted() }

  package var recordedInstruments: [InstrumentID]? { instruments }

  /// Names of the fields of an instrument, sorted.
  package func fields(of instrument: InstrumentID) -> [String] { (bars[instrument] ?? [:]).keys.sorted() }

  package func universe(_ name: String) throws -> Universe {
    guard let universe = universes[name] else { throw universeMissing(name) }
    return universe
  }

  package func series(_ field: String, of instrument: InstrumentID) -> FieldSeries? {
    bars[instrument]?[field.lowercased()]
  }

  package func fieldNames() -> [String]? { Set(bars.values.flatMap(\.keys)).sorted() }

  package func hasData(_ instrument: InstrumentID) -> Bool { bars[instrument] != nil }

  package func digest(universes names: [String], fields: [String], instruments: [InstrumentID]) throws -> String {
    var hasher = SHA256Hasher()
    QlibTextFiles.calendar(calendar).withUnsafeBytes { hasher.update(labelled: "calendar", $0) }
    for name in names.sorted() {
      QlibTextFiles.universe(try universe(name)).withUnsafeBytes { hasher.update(labelled: name, $0) }
    }
    for instrument in instruments.sorted() {
      for field in fields.sorted() {
        guard let series = series(field, of: instrument) else { continue }
        QlibTextFiles.bin(series).withUnsafeBytes { hasher.update(labelled: "\(instrument.name)/\(field)", $0) }
      }
    }
    return hasher.finish().hex
  }

  /// Writes the market as a qlib provider folder.
  package func write(to sink: any FileSink) throws {
    try sink.write(QlibTextFiles.calendar(calendar), to: "calendars/day.txt")
    for name in universeNames {
      try sink.write(QlibTextFiles.universe(try universe(name)), to: "instruments/\(name).txt")
    }
    for instrument in instruments {
      for field in fields(of: instrument) {
        guard let series = series(field, of: instrument) else { continue }
        try sink.write(QlibTextFiles.bin(series), to: "features/\(instrument.folder)/\(field).day.bin")
      }
    }
  }
}

/// The files of a qlib provider folder as bytes.
enum QlibTextFiles {
  static func calendar(_ calendar: TradingCalendar) -> [UInt8] {
    var writer = ByteWriter(capacity: calendar.count * 11)
    for day in calendar.days {
      writer.day(day)
      writer.newline()
    }
    return writer.bytes
  }

  static func universe(_ universe: Universe) -> [UInt8] {
    var writer = ByteWriter()
    for member in universe.members {
      for span in member.spans {
        writer.text("\(member.instrument.name)\t\(span.start)\t\(span.end)\n")
      }
    }
    return writer.bytes
  }

  /// Little-endian float32: the start index, then the values.
  static func bin(_ series: FieldSeries) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * (series.count + 1))
    func append(_ value: Float) {
      let bits = value.bitPattern
      for shift in [0, 8, 16, 24] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
    }
    append(Float(series.start))
    series.withValues { $0.forEach(append) }
    return bytes
  }
}
