import Foundation
import Primitives

/// A PostgreSQL server that a market is kept on: a connection and a snapshot for each reading.
struct PostgreSQLDatabase: MarketDatabase {
  let address: PostgreSQLAddress

  var location: String { address.redacted }

  func read<T>(_ body: (any DatabaseReader) throws -> T) throws -> T {
    let connection = try PostgreSQLConnection(address)
    do {
      try connection.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
      let result = try body(PostgreSQLReader(connection: connection))
      try connection.run("COMMIT")
      return result
    } catch let error as Diagnostic where error.id == "postgresql.changed" {
      throw Diagnostic.changed(at: location)
    }
  }
}

/// Reads tables of PostgreSQL: rows by binary `COPY`, so that float32 values come as they are.
struct PostgreSQLReader: DatabaseReader {
  let connection: PostgreSQLConnection

  var location: String { connection.location }

  func quoted(_ name: String) throws -> String { try connection.quoted(name) }

  func texts(_ sql: String) throws -> [[String?]] { try connection.texts(sql) }

  func tables() throws -> [String] {
    try connection.texts(
      "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v', 'm', 'p', 'f') AND pg_table_is_visible(oid) "
        + "AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) ORDER BY 1"
    ).compactMap { $0[0] }
  }

  func columns(of table: String) throws -> [DatabaseColumn] {
    try connection.texts(
      "SELECT attname, format_type(atttypid, atttypmod), atttypid::regtype::text FROM pg_attribute "
        + "WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum", [table]
    ).map { row in
      DatabaseColumn(name: row[0] ?? "", type: row[1] ?? "", kind: PostgreSQLReader.kinds[row[2] ?? ""] ?? .other)
    }
  }

  private static let kinds: [String: DatabaseColumn.Kind] = [
    "real": .number, "double precision": .number, "smallint": .number, "integer": .number, "bigint": .number,
    "numeric": .number, "text": .text, "character varying": .text, "character": .text, "date": .day,
    "timestamp without time zone": .day, "timestamp with time zone": .day,
  ]

  func dayText(_ column: DatabaseColumn) throws -> String { "(\(try day(column)))::text" }

  /// A time with a zone is China's day.
  private func day(_ column: DatabaseColumn) throws -> String {
    let name = try quoted(column.name)
    if column.type.hasPrefix("timestamp"), column.type.hasSuffix("with time zone") {
      return "(\(name) AT TIME ZONE 'Asia/Shanghai')::date"
    }
    return column.kind == .day ? "\(name)::date" : "\(name)::text"
  }

  func sign(of scan: TableScan, isThorough: Bool) throws -> String {
    let names = [scan.code.name, scan.day.name] + scan.values
    let known = Set(try columns(of: scan.table).map(\.name))
    guard known.isSuperset(of: names) else { return "\(scan.table) without columns" }
    let columns = try names.map(quoted).joined(separator: ", ")
    // A hash of each row, whatever their order.
    let content = isThorough ? ", bit_xor(hash_record_extended(ROW(\(columns)), 0))" : ""
    let rows = try connection.texts(
      "SELECT count(*), max(\(try quoted(scan.day.name)))\(content) FROM \(try quoted(scan.table))")
    return ([scan.table, columns] + rows[0].map { $0 ?? "" }).joined(separator: " ")
  }

  func scan(
    _ scan: TableScan,
    _ row: (_ code: UnsafeRawBufferPointer, _ day: TradingDay, _ values: UnsafeBufferPointer<Double>) throws -> Void
  ) throws {
    let names = try scan.values.map { "\(try quoted($0))" }
    // A `real` is sent as it is, any other number as float8.
    let types = Dictionary(try columns(of: scan.table).map { ($0.name, $0.type) }) { first, _ in first }
    let values = zip(scan.values, names).map { types[$0] == "real" ? $1 : "\($1)::float8" }
    let list = (["\(try quoted(scan.code.name))::text", try day(scan.day)] + values).joined(separator: ", ")
    var reader = PostgreSQLRowReader(columns: values.count + 2, table: scan.table, location: location)
    var bar = BarFields(columns: values.count, table: scan.table, location: location)
    bar.isTextDay = scan.day.kind != .day
    try connection.copyOut("COPY (SELECT \(list) FROM \(try quoted(scan.table))) TO STDOUT (FORMAT binary)") { piece in
      try reader.read(piece) { try bar.read($0, row) }
    }
  }
}

/// The fields of a row as code, day and values.
private struct BarFields {
  let table: String
  let location: String
  var isTextDay = false
  private var values: [Double]

  init(columns: Int, table: String, location: String) {
    values = [Double](repeating: .nan, count: columns)
    self.table = table
    self.location = location
  }

  mutating func read(
    _ fields: [PostgreSQLRowReader.Field],
    _ row: (_ code: UnsafeRawBufferPointer, _ day: TradingDay, _ values: UnsafeBufferPointer<Double>) throws -> Void
  ) throws {
    guard let code = fields[0], let day = fields[1] else { throw Diagnostic.rowWithoutKey(table: table, at: location) }
    for column in values.indices { values[column] = fields[column + 2].map(BarFields.number) ?? .nan }
    let trading = try tradingDay(day)
    try values.withUnsafeBufferPointer { try row(code, trading, $0) }
  }

  /// A `real` has four bytes, a `double precision` eight.
  private static func number(_ field: UnsafeRawBufferPointer) -> Double {
    if let word = field.postgreSQLInteger { return Double(Float(bitPattern: UInt32(bitPattern: word))) }
    return field.postgreSQLBigint.map { Double(bitPattern: UInt64(bitPattern: $0)) } ?? .nan
  }

  private func tradingDay(_ bytes: UnsafeRawBufferPointer) throws -> TradingDay {
    if !isTextDay, let number = bytes.postgreSQLInteger {
      // PostgreSQL's infinity and days beyond any calendar.
      guard number > -730_000, number < 3_000_000 else {
        throw Diagnostic.databaseDay(String(number), table: table, at: location)
      }
      return TradingDay(daysSince1970: number + PostgreSQLRowWriter.epoch)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let day = DatabaseDay.parse(text[...]) else { throw Diagnostic.databaseDay(text, table: table, at: location) }
    return day
  }
}

extension Diagnostic {
  static func rowWithoutKey(table: String, at location: String) -> Diagnostic {
    Diagnostic(
      "market.database-row-key", .damaged, at: .init(location, field: table),
      (en: "A row has no instrument or no day.", zh: "有一行缺少证券代码或日期。"),
      remedy: (en: "Complete or delete the row.", zh: "请补全或删除该行。"))
  }
}
