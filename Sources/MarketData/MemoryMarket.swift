package import Primitives
import Records

/// A market held in memory: the demo, markets of CSV and TDX files, and small markets of tests.
package struct MemoryMarket: Market {
  package let location: String
  package let calendar: TradingCalendar
  package let announcedDays: [TradingDay]
  private let universes: [String: Universe]
  private let bars: [InstrumentID: [String: FieldSeries]]
  private let findings: [HealthFinding]

  /// - Parameters:
  ///   - bars: series by instrument and lower-case field.
  ///   - findings: what of the form it was read from is unusual.
  package init(
    location: String, calendar: TradingCalendar, universes: [Universe], bars: [InstrumentID: [String: FieldSeries]],
    announcedDays: [TradingDay] = [], findings: [HealthFinding] = []
  ) {
    self.location = location
    self.calendar = calendar
    self.announcedDays = announcedDays
    self.findings = findings
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

  package func formFindings() -> [HealthFinding] { findings }

  package func digest(universes: [String], fields: [String], instruments: [InstrumentID]) throws -> String {
    try digestOfValues(universes: universes, fields: fields, instruments: instruments)
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

extension Market {
  /// The digest that a provider folder with the same calendar, universes and values has.
  func digestOfValues(universes names: [String], fields: [String], instruments: [InstrumentID]) throws -> String {
    try MarketContent.digest(calendar, try names.map { try universe($0) }, fields, instruments) { field, instrument in
      try series(field, of: instrument)
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
    [UInt8](unsafeUninitializedCapacity: 4 * (series.count + 1)) { bytes, count in
      let raw = UnsafeMutableRawBufferPointer(bytes)
      raw.storeBytes(of: Float(series.start).bitPattern.littleEndian, as: UInt32.self)
      series.withValues { values in
        for (row, value) in values.enumerated() {
          raw.storeBytes(of: value.bitPattern.littleEndian, toByteOffset: 4 * (row + 1), as: UInt32.self)
        }
      }
      count = 4 * (series.count + 1)
    }
  }
}
