package import Primitives
package import Records

/// A market whose data begin on a later day, as the file did that reference values were made from.
///
/// Running sums and full windows depend on the first row there is: values of a factor that RD-Agent
/// computed from its `daily_pv.h5` begin with that file's first day.
package struct LaterMarket: Market {
  private let base: any Market
  private let first: Int

  /// - Parameter start: earlier days are as if they had never been recorded.
  package init(_ base: any Market, from start: TradingDay) {
    self.base = base
    first = base.calendar.firstIndex(onOrAfter: start) ?? base.calendar.count
  }

  package var location: String { base.location }
  package var calendar: TradingCalendar { base.calendar }
  package var announcedDays: [TradingDay] { base.announcedDays }
  package var fallback: Finding? { base.fallback }
  package var hasPeriods: Bool { base.hasPeriods }
  package var universeNames: [String] { base.universeNames }
  package func universe(_ name: String) throws -> Universe { try base.universe(name) }
  package var recordedInstruments: [InstrumentID]? { base.recordedInstruments }
  package func formFindings() throws -> [HealthFinding] { try base.formFindings() }
  package func hasData(_ instrument: InstrumentID) -> Bool { base.hasData(instrument) }
  package func fieldNames() throws -> [String]? { try base.fieldNames() }

  package func series(_ field: String, of instrument: InstrumentID) throws -> FieldSeries? {
    guard let series = try base.series(field, of: instrument) else { return nil }
    if series.start >= first { return series }
    let range = min(first, series.range.upperBound)..<series.range.upperBound
    return FieldSeries(start: range.lowerBound, values: series.values(in: range))
  }

  package func digest(universes: [String], fields: [String], instruments: [InstrumentID])
    throws
    -> String
  {
    let own = try base.digest(universes: universes, fields: fields, instruments: instruments)
    return SHA256Digest(hashing: "\(own) from \(first)").hex
  }
}
