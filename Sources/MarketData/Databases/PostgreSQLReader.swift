import Foundation
import Primitives

/// A PostgreSQL server that a market is kept on: a connection and a snapshot for each reading.
struct PostgreSQLDatabase: MarketDatabase {
  let address: PostgreSQLAddress

  var location: String { address.redacted }

  func read<T>(_ body: (any DatabaseReader) throws -> T) throws -> T {
    let connection = try PostgreSQLConnection(address)
    try connection.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    let result = try body(PostgreSQLReader(connection: connection))
    try connection.run("COMMIT")
    return result
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
    var reading = BinaryRows(columns: values.count, table: scan.table, location: location)
    reading.isTextDay = scan.day.kind != .day
    try connection.copyOut("COPY (SELECT \(list) FROM \(try quoted(scan.table))) TO STDOUT (FORMAT binary)") { piece in
      try reading.read(piece, row)
    }
  }
}

/// Rows of a binary `COPY` (PostgreSQL's manual, COPY, binary format).
private struct BinaryRows {
  /// Days from 1970-01-01 to 2000-01-01, where PostgreSQL counts from.
  static let epoch: Int32 = 10_957
  static let signature = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00]

  let table: String
  let location: String
  var isTextDay = false
  private var hasBegun = false
  private var values: [Double]

  init(columns: Int, table: String, location: String) {
    values = [Double](repeating: .nan, count: columns)
    self.table = table
    self.location = location
  }

  mutating func read(
    _ piece: UnsafeRawBufferPointer,
    _ row: (_ code: UnsafeRawBufferPointer, _ day: TradingDay, _ values: UnsafeBufferPointer<Double>) throws -> Void
  ) throws {
    var place = 0
    if !hasBegun {
      guard piece.starts(with: BinaryRows.signature), piece.count >= 19 else { throw unreadable() }
      // Flags, and the length of an extension of the header.
      place = 19 + Int(word(piece, 15))
      hasBegun = true
    }
    while place + 2 <= piece.count {
      let count = Int16(bitPattern: UInt16(bigEndian: piece.loadUnaligned(fromByteOffset: place, as: UInt16.self)))
      place += 2
      // The end of all rows.
      if count == -1 { return }
      guard Int(count) == values.count + 2, let code = field(piece, &place), let day = field(piece, &place) else {
        throw Diagnostic.rowWithoutKey(table: table, at: location)
      }
      for column in values.indices {
        guard let value = field(piece, &place) else {
          values[column] = .nan
          continue
        }
        values[column] =
          value.count == 4
          ? Double(Float(bitPattern: UInt32(bitPattern: word(value, 0))))
          : Double(bitPattern: UInt64(bigEndian: value.loadUnaligned(as: UInt64.self)))
      }
      let trading = try tradingDay(day)
      try values.withUnsafeBufferPointer { try row(code, trading, $0) }
    }
  }

  private func tradingDay(_ bytes: UnsafeRawBufferPointer) throws -> TradingDay {
    if !isTextDay {
      let number = word(bytes, 0)
      // PostgreSQL's infinity and days beyond any calendar.
      guard number > -730_000, number < 3_000_000 else {
        throw Diagnostic.databaseDay(String(number), table: table, at: location)
      }
      return TradingDay(daysSince1970: number + BinaryRows.epoch)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let day = DatabaseDay.parse(text[...]) else { throw Diagnostic.databaseDay(text, table: table, at: location) }
    return day
  }

  /// Nil for NULL.
  private func field(_ piece: UnsafeRawBufferPointer, _ place: inout Int) -> UnsafeRawBufferPointer? {
    let size = Int(word(piece, place))
    place += 4
    guard size >= 0 else { return nil }
    defer { place += size }
    return UnsafeRawBufferPointer(rebasing: piece[place..<(place + size)])
  }

  private func word(_ piece: UnsafeRawBufferPointer, _ place: Int) -> Int32 {
    Int32(bigEndian: piece.loadUnaligned(fromByteOffset: place, as: Int32.self))
  }

  private func unreadable() -> Diagnostic {
    Diagnostic(
      "market.postgresql-form", .environment, at: .init(location, field: table),
      (en: "The server answers a COPY in another form than PostgreSQL's.", zh: "服务器对 COPY 的应答不是 PostgreSQL 的形式。"),
      remedy: (en: "Name a PostgreSQL server of version 14 or newer.", zh: "请指定 PostgreSQL 14 或更新版本的服务器。"))
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
