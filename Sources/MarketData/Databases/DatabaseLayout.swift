import Primitives
import Records

/// How a market lies in the tables of a database: what is small is read when it is opened, series when they are asked for.
protocol DatabaseLayout: Sendable {
  var calendar: TradingCalendar { get }
  var announcedDays: [TradingDay] { get }
  /// By name.
  var universes: [String: Universe] { get }
  /// Sorted.
  var instruments: [InstrumentID] { get }
  /// Sorted.
  var fields: [String] { get }

  /// The fields that are read in one pass with a field, itself among them.
  func group(of field: String) -> [String]

  func load(_ fields: [String], _ reader: any DatabaseReader) throws -> LoadedFields

  /// A sign of the content as `DatabaseReader.sign` gives it.
  func sign(_ reader: any DatabaseReader, isThorough: Bool) throws -> String

  /// What is known of the form without reading a series.
  var findings: [Finding] { get }
}

/// Series by field and instrument, and what was found on the way.
struct LoadedFields {
  var series: [String: [InstrumentID: FieldSeries]]
  var findings: [Finding] = []
}

/// The fields of qlib's own dumps and the amount, which nearly every run reads together.
let commonFields: Set<String> = ["open", "high", "low", "close", "volume", "factor", "change", "amount"]
