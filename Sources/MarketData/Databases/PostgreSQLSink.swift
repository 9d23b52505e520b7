package import Primitives

/// Writes a market into PostgreSQL, in one transaction: readers see the old tables until the commit, which exchanges them.
///
/// Where the extension `timescaledb` is installed, `aistock_bars` becomes a hypertable.
package struct PostgreSQLSink: MarketSink {
  /// Bytes that are sent in one piece.
  private static let pieceSize = 1 << 18
  /// What two writers of one schema ask for: an arbitrary number, and the schema.
  private static let lock = "71639482, hashtext(current_schema())"

  private let connection: PostgreSQLConnection
  private var record: SinkRecord?
  private var rows = PostgreSQLRowWriter()

  /// - Throws: `postgresql.…` (exit 2 and 4).
  package init(address: String) throws { connection = try PostgreSQLConnection(PostgreSQLAddress(address)) }

  /// - Throws: `postgresql.locked` (exit 75) where another process writes a market there.
  package mutating func begin(calendar: TradingCalendar, universes: [Universe], fields: [String]) throws {
    let record = try SinkRecord(calendar, universes, fields, at: connection.location)
    self.record = record
    // A writer that has just been dropped needs a moment to let go. Readers are waited for at the commit.
    try connection.run("BEGIN; SET LOCAL statement_timeout TO 0; SET LOCAL lock_timeout TO '1s'")
    try connection.run("SELECT pg_advisory_xact_lock(\(PostgreSQLSink.lock))")
    try connection.run("SET LOCAL lock_timeout TO '600s'")
    let columns = try record.fields.map { ", \(try connection.quoted($0)) real" }.joined()
    try connection.run(
      """
      CREATE TABLE aistock_market_new (key text PRIMARY KEY, value text NOT NULL);
      CREATE TABLE aistock_calendar_new (day date PRIMARY KEY);
      CREATE TABLE aistock_universes_new (name text, position integer, instrument text, first_day date, last_day date,
        PRIMARY KEY (name, position));
      CREATE TABLE aistock_series_new (instrument text, field text, first_day date NOT NULL, days integer NOT NULL,
        PRIMARY KEY (instrument, field));
      CREATE TABLE aistock_bars_new (instrument text NOT NULL, day date NOT NULL\(columns));
      """)
    if try connection.texts("SELECT 1 FROM pg_extension WHERE extname = 'timescaledb'").first != nil {
      try connection.run(
        "SELECT create_hypertable('aistock_bars_new', 'day', chunk_time_interval => INTERVAL '1 year')")
    }
    try copy("aistock_calendar_new") { rows in calendar.days.forEach { rows.row(.day($0)) } }
    try copy("aistock_universes_new") { rows in
      for row in SinkRecord.rows(universes) {
        rows.row(
          .text(row.name), .integer(row.position), row.instrument.map { .text($0.name) } ?? .null,
          row.span.map { .day($0.start) } ?? .null, row.span.map { .day($0.end) } ?? .null)
      }
    }
    try connection.beginCopyIn("COPY aistock_bars_new FROM STDIN (FORMAT binary)")
    rows = PostgreSQLRowWriter()
  }

  package mutating func write(_ instrument: InstrumentID, _ series: [String: FieldSeries]) throws {
    guard let (columns, days) = try record?.add(instrument, series, at: connection.location), let record else {
      preconditionFailure("a sink is begun before it is written to")
    }
    for index in days {
      rows.bar(instrument, record.calendar[index], columns.map { $0?[index] ?? .nan })
      if rows.bytes.count >= PostgreSQLSink.pieceSize {
        try connection.copyIn(rows.bytes)
        rows.bytes.removeAll(keepingCapacity: true)
      }
    }
  }

  package mutating func commit() throws {
    guard let record else { preconditionFailure("a sink is begun before it is committed") }
    rows.end()
    try connection.copyIn(rows.bytes)
    try connection.endCopyIn()
    try connection.run("ALTER TABLE aistock_bars_new ADD PRIMARY KEY (instrument, day)")
    try copy("aistock_series_new") { rows in
      for row in record.series {
        rows.row(.text(row.instrument.name), .text(row.field), .day(row.first), .integer(row.days))
      }
    }
    try copy("aistock_market_new") { rows in record.facts().forEach { rows.row(.text($0.key), .text($0.value)) } }
    // Tables of another schema on the search path are not these.
    let schema = try connection.quoted(connection.texts("SELECT current_schema()")[0][0] ?? "")
    for table in OwnTables.all {
      try connection.run(
        """
        DROP TABLE IF EXISTS \(schema).\(table); ALTER TABLE \(schema).\(table)_new RENAME TO \(table);
        ALTER INDEX \(schema).\(table)_new_pkey RENAME TO \(table)_pkey;
        """)
    }
    try connection.run("COMMIT")
    self.record = nil
  }

  private func copy(_ table: String, _ fill: (inout PostgreSQLRowWriter) -> Void) throws {
    var rows = PostgreSQLRowWriter()
    fill(&rows)
    rows.end()
    try connection.beginCopyIn("COPY \(table) FROM STDIN (FORMAT binary)")
    try connection.copyIn(rows.bytes)
    try connection.endCopyIn()
  }
}

private enum Cell {
  case null
  case text(String)
  case day(TradingDay)
  case integer(Int)
}

extension PostgreSQLRowWriter {
  fileprivate mutating func row(_ cells: Cell...) {
    row(fields: cells.count)
    for cell in cells {
      switch cell {
      case .null: null()
      case .text(let value): text(value)
      case .day(let value): day(value)
      case .integer(let value): integer(Int32(value))
      }
    }
  }

  fileprivate mutating func bar(_ instrument: InstrumentID, _ trading: TradingDay, _ values: [Float]) {
    row(fields: values.count + 2)
    text(instrument.name)
    day(trading)
    for value in values {
      if value.isNaN { null() } else { real(value) }
    }
  }
}
