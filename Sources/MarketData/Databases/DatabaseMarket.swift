import Primitives
import Records
import Synchronization

/// A market in PostgreSQL: this program's own tables, or the users' (`UserTables`).
package struct PostgreSQLMarket: DatabaseMarket {
  let content: DatabaseContent

  /// Reads calendar and universes.
  ///
  /// - Throws: `postgresql.…` (exit 2 and 4), `market.database-…` (exit 3).
  package init(address: String) throws {
    content = try DatabaseContent(PostgreSQLDatabase(address: PostgreSQLAddress(address)))
  }

  package func revision() throws -> String? { try content.revision() }
}

/// A market in a SQLite file, in the same tables.
package struct SQLiteMarket: DatabaseMarket {
  let content: DatabaseContent

  /// Reads calendar and universes.
  ///
  /// - Throws: `market.sqlite-…` (exit 3, 4 and 75), `market.database-…` (exit 3).
  package init(path: String) throws { content = try DatabaseContent(SQLiteDatabase(path: path)) }

  /// Whether a market's name is that of such a file.
  package static func isFile(_ name: String) -> Bool {
    [".sqlite", ".sqlite3", ".db"].contains { name.hasSuffix($0) }
  }

  /// The file's stamp; rows that were written and not yet moved into it stand in the log beside it.
  package func revision() throws -> String? {
    let log = location + "-wal"
    return try FileStamp.of(location) + (FileReader.exists(log) ? " " + FileStamp.of(log) : "")
  }
}

/// What both markets have in common.
protocol DatabaseMarket: Market {
  var content: DatabaseContent { get }
}

extension DatabaseMarket {
  package var location: String { content.location }
  package var calendar: TradingCalendar { content.layout.calendar }
  package var announcedDays: [TradingDay] { content.layout.announcedDays }
  package var universeNames: [String] { content.layout.universes.keys.sorted() }
  package var recordedInstruments: [InstrumentID]? { content.layout.instruments }
  package func fieldNames() -> [String]? { content.layout.fields }
  package func hasData(_ instrument: InstrumentID) -> Bool { content.known.contains(instrument) }
  package func formFindings() throws -> [HealthFinding] { try content.findings().map { HealthFinding($0) } }

  package func universe(_ name: String) throws -> Universe {
    guard let universe = content.layout.universes[name] else { throw universeMissing(name) }
    return universe
  }

  package func series(_ field: String, of instrument: InstrumentID) throws -> FieldSeries? {
    try content.series(field.lowercased(), of: instrument)
  }

  package func digest(universes: [String], fields: [String], instruments: [InstrumentID]) throws -> String {
    try MarketContent.digest(calendar, try universes.map(universe), fields, instruments) { try series($0, of: $1) }
  }
}

/// What of a database has been read so far.
final class DatabaseContent: Sendable {
  let layout: any DatabaseLayout
  let known: Set<InstrumentID>
  private let database: any MarketDatabase
  /// What must still hold when more is read.
  private let sign: String
  private let loaded = Mutex<(series: [String: [InstrumentID: FieldSeries]], findings: [Finding])>(([:], []))

  init(_ database: any MarketDatabase) throws {
    self.database = database
    (layout, sign) = try database.read { reader in
      let tables = try reader.tables()
      let layout: any DatabaseLayout =
        if tables.contains(OwnTables.market) { try OwnTables(reader) } else if tables.contains(UserTables.bars) {
          try UserTables(reader, tables)
        } else { throw Diagnostic.noMarket(tables, at: database.location) }
      return (layout, try layout.sign(reader, isThorough: false))
    }
    known = Set(layout.instruments)
  }

  var location: String { database.location }

  /// - Throws: `market.database-changed` (exit 3) where the tables are not those that were opened.
  func series(_ field: String, of instrument: InstrumentID) throws -> FieldSeries? {
    guard layout.fields.contains(field) else { return nil }
    return try loaded.withLock { state in
      if state.series[field] == nil { try load(layout.group(of: field), into: &state) }
      return state.series[field]?[instrument]
    }
  }

  func findings() throws -> [Finding] {
    _ = try layout.instruments.first.map { try series("close", of: $0) }
    return layout.findings + loaded.withLock { $0.findings }
  }

  /// A sign of the content, for caches: another one where the tables have changed.
  func revision() throws -> String { try database.read { try layout.sign($0, isThorough: true) } }

  private func load(
    _ fields: [String], into state: inout (series: [String: [InstrumentID: FieldSeries]], findings: [Finding])
  ) throws {
    let found = try database.read { reader in
      guard try layout.sign(reader, isThorough: false) == sign else { throw Diagnostic.changed(at: location) }
      return try layout.load(fields, reader)
    }
    state.series.merge(found.series) { _, new in new }
    state.findings += found.findings
  }
}

extension Diagnostic {
  fileprivate static func noMarket(_ tables: [String], at location: String) -> Diagnostic {
    Diagnostic(
      "market.database-tables", .absent, at: .init(location), ["found": .names(tables.isEmpty ? ["–"] : tables)],
      (
        en: "The database has neither aistock_market nor kline_daily. Its tables are {found}.",
        zh: "数据库中既没有 aistock_market，也没有 kline_daily，现有表为 {found}。"
      ),
      remedy: (
        en: "Write a market with `aistock data import`, or set search_path to the schema of kline_daily.",
        zh: "请用 `aistock data import` 写入行情，或将 search_path 设为 kline_daily 所在的模式。"
      ))
  }

  static func changed(at location: String) -> Diagnostic {
    Diagnostic(
      "market.database-changed", .damaged, at: .init(location),
      (en: "The tables have changed since the market was opened.", zh: "打开行情之后，数据库中的表已发生变化。"),
      remedy: (en: "Start again when nobody writes the market.", zh: "请在无人写入行情时重新运行。"))
  }
}
