import Primitives

/// What a server's schema holds beside the rows: which pushes there were, which rows each table was given, and the schema
/// steps of the file. A table of the file keeps its name, so that rights and views upon it stay.
struct ServerTables {
  /// How a table stands on the server.
  struct Entry: Equatable {
    var sum: TableSum
    /// Of the push that wrote its rows last.
    var generation: Int
  }

  static let own = [ServerGeneration.table, "generation_table", "schema_step"]

  private static let sql = """
    CREATE TABLE generation (number bigint PRIMARY KEY, state text NOT NULL, token text NOT NULL,
      pushed_at timestamptz NOT NULL, machine text NOT NULL, digest text NOT NULL, program text NOT NULL);
    CREATE TABLE generation_table (name text PRIMARY KEY, rows bigint NOT NULL, digest text NOT NULL,
      generation bigint NOT NULL);
    CREATE TABLE schema_step (position bigint PRIMARY KEY, name text NOT NULL);
    COMMENT ON TABLE generation IS 'A row a push of the state of aistock; the newest one is what the tables hold.';
    COMMENT ON TABLE generation_table IS 'Rows and digest of each table, and the push that wrote it last.';
    COMMENT ON TABLE schema_step IS 'Schema steps that the state file went through, in order.';
    """

  let connection: PostgreSQLConnection
  let server: StateServer

  /// Makes the schema where it is missing, and its tables about pushes.
  func make() throws {
    if try !server.hasSchema(connection) { try connection.run("CREATE SCHEMA \(connection.quoted(server.schema))") }
    try connection.run(ServerTables.sql)
  }

  func entries() throws -> [String: Entry] {
    let rows = try connection.texts("SELECT name, rows, digest, generation FROM generation_table")
    let entries = rows.map { row in
      let sum = TableSum(rows: Int(row[1] ?? "") ?? -1, digest: row[2] ?? "")
      return (row[0] ?? "", Entry(sum: sum, generation: Int(row[3] ?? "") ?? 0))
    }
    return Dictionary(entries) { first, _ in first }
  }

  func steps() throws -> [String] {
    try connection.texts("SELECT name FROM schema_step ORDER BY position").compactMap { $0[0] }
  }

  func save(_ steps: [String]) throws {
    try replace("schema_step", ["position", "name"]) { writer in
      for (index, step) in steps.enumerated() {
        writer.row(fields: 2)
        writer.bigint(Int64(index + 1))
        writer.text(step)
      }
    }
  }

  func save(_ entries: [(name: String, entry: Entry)]) throws {
    try replace("generation_table", ["name", "rows", "digest", "generation"]) { writer in
      for (name, entry) in entries {
        writer.row(fields: 4)
        writer.text(name)
        writer.bigint(Int64(entry.sum.rows))
        writer.text(entry.sum.digest)
        writer.bigint(Int64(entry.generation))
      }
    }
  }

  private func replace(_ table: String, _ columns: [String], _ fill: (inout PostgreSQLRowWriter) -> Void) throws {
    var writer = PostgreSQLRowWriter(header: [])
    fill(&writer)
    try replace(table, columns) { piece in try writer.bytes.withUnsafeBytes(piece) }
  }

  /// Puts rows in the place of all rows of a table. Whoever reads sees the old ones until the commit, and waits for nobody.
  ///
  /// - Parameter rows: hands over their bytes, whole rows at a time.
  func replace(
    _ table: String, _ columns: [String], _ rows: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) throws {
    let name = try connection.quoted(table)
    try connection.run("DELETE FROM \(name)")
    let list = try columns.map(connection.quoted).joined(separator: ", ")
    try connection.beginCopyIn("COPY \(name) (\(list)) FROM STDIN (FORMAT binary)")
    try connection.copyIn(PostgreSQLRowWriter.header)
    try rows { try connection.copyIn($0) }
    var end = PostgreSQLRowWriter(header: [])
    end.end()
    try connection.copyIn(end.bytes)
    try connection.endCopyIn()
  }

  /// Makes a table, or gives the one that is there the columns of the file: schema steps add and rename some.
  func prepare(_ table: StateTable) throws {
    let name = try connection.quoted(table.name)
    let present = try columns(of: table)
    if present.isEmpty {
      let columns = try table.columns.map(definition).joined(separator: ", ")
      let key = try table.key.map(connection.quoted).joined(separator: ", ")
      try connection.run("CREATE TABLE \(name) (\(columns), PRIMARY KEY (\(key)))")
    }
    let wanted = ServerTables.wanted(table)
    let gone = present.filter { wanted[$0.key] != $0.value }.keys.sorted()
    // New columns may have no NULL, and the old rows go in any case.
    if !present.isEmpty, present != wanted { try connection.run("DELETE FROM \(name)") }
    for column in gone { try connection.run("ALTER TABLE \(name) DROP COLUMN \(connection.quoted(column))") }
    let new = table.columns.filter { present.isEmpty || present[$0.name] != $0.kind.rawValue }
    if !present.isEmpty {
      for column in new { try connection.run("ALTER TABLE \(name) ADD COLUMN \(definition(column))") }
    }
    for column in new where StateMoney.columns[table.name]?.contains(column.name) == true {
      try connection.run("COMMENT ON COLUMN \(name).\(connection.quoted(column.name)) IS '\(StateMoney.comment)'")
    }
  }

  /// Names and types of the columns that a table has there; none where it is missing.
  private func columns(of table: StateTable) throws -> [String: String] {
    let rows = try connection.texts(
      """
      SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
      WHERE attrelid = to_regclass(quote_ident($1)) AND attnum > 0 AND NOT attisdropped
      """, [table.name])
    return Dictionary(rows.map { ($0[0] ?? "", $0[1] ?? "") }) { first, _ in first }
  }

  private static func wanted(_ table: StateTable) -> [String: String] {
    Dictionary(table.columns.map { ($0.name, $0.kind.rawValue) }) { first, _ in first }
  }

  private func definition(_ column: StateTable.Column) throws -> String {
    "\(try connection.quoted(column.name)) \(column.kind.rawValue)\(column.isRequired ? " NOT NULL" : "")"
  }

  func drop(_ table: String) throws { try connection.run("DROP TABLE IF EXISTS \(connection.quoted(table))") }

  /// Hands over the rows of a table in the order of its key, as `StateRows` gives them.
  func read(_ table: StateTable, _ row: ([PostgreSQLRowReader.Field]) throws -> Void) throws {
    let texts = Set(table.columns.filter { $0.kind == .text }.map(\.name))
    // Bytes decide, as in SQLite.
    let order = try table.key.map {
      "\(try connection.quoted($0))\(texts.contains($0) ? " COLLATE \"C\"" : "")"
    }.joined(separator: ", ")
    let list = try table.columns.map { try connection.quoted($0.name) }.joined(separator: ", ")
    var reader = PostgreSQLRowReader(columns: table.columns.count, table: table.name, location: server.location)
    try connection.copyOut(
      "COPY (SELECT \(list) FROM \(connection.quoted(table.name)) ORDER BY \(order)) TO STDOUT (FORMAT binary)"
    ) { try reader.read($0, row) }
  }

  /// Whether the rows there, which are all read, have this sum.
  func holds(_ table: StateTable, _ sum: TableSum) throws -> Bool {
    // A statement that names a missing column would end the transaction.
    try columns(of: table) == ServerTables.wanted(table) && self.sum(table) == sum
  }

  /// Digest and number of the rows that the server really has.
  func sum(_ table: StateTable) throws -> TableSum {
    var sum = TableSum.Hasher(table)
    var count = 0
    var writer = PostgreSQLRowWriter(header: [])
    try read(table) { fields in
      writer.bytes.removeAll(keepingCapacity: true)
      writer.row(fields: fields.count)
      for field in fields {
        if let field { writer.field(field) } else { writer.null() }
      }
      sum.hasher.update(writer.bytes)
      count += 1
    }
    return sum.finish(count)
  }
}
