import GRDB
import Primitives

/// Inserts many rows with few statements: one `VALUES` list for up to some hundred rows.
enum BulkInsert {
  /// SQLite takes 32,766 values in one statement; smaller statements are prepared faster.
  private static let valuesMax = 4000

  static func run<Row>(
    _ rows: [Row], into table: String, orReplacing: Bool = false, _ columns: [String], _ database: GRDB.Database,
    values: (Row) -> [(any DatabaseValueConvertible)?]
  ) throws {
    let chunk = max(1, valuesMax / columns.count)
    let tuple = "(" + columns.map { _ in "?" }.joined(separator: ",") + ")"
    var start = 0
    while start < rows.count {
      let end = min(rows.count, start + chunk)
      let sql =
        "INSERT \(orReplacing ? "OR REPLACE " : "")INTO \(table) (\(columns.joined(separator: ","))) VALUES "
        + [String](repeating: tuple, count: end - start).joined(separator: ",")
      let statement = try database.cachedStatement(sql: sql)
      try statement.execute(arguments: StatementArguments(rows[start..<end].flatMap(values)))
      start = end
    }
  }
}

/// Typed reading of a row, with the column's name in the diagnostic of a value that cannot be.
struct RowReader {
  let row: Row
  let path: String

  func text(_ column: String) throws -> String {
    try value(column) { String.fromDatabaseValue($0) }
  }
  func optionalText(_ column: String) -> String? { String.fromDatabaseValue(row[column] as DatabaseValue) }
  func money(_ column: String) throws -> Money { Money(units: try integer(column)) }
  /// Nil where the column is null.
  func optionalMoney(_ column: String) -> Money? {
    Int64.fromDatabaseValue(row[column] as DatabaseValue).map { Money(units: $0) }
  }
  func integer(_ column: String) throws -> Int64 {
    try value(column) { Int64.fromDatabaseValue($0) }
  }
  func double(_ column: String) throws -> Double {
    try value(column) { Double.fromDatabaseValue($0) }
  }
  /// Nil where the column is null.
  func optionalDouble(_ column: String) -> Double? { Double.fromDatabaseValue(row[column] as DatabaseValue) }
  func day(_ column: String) throws -> TradingDay {
    try value(column) { String.fromDatabaseValue($0).flatMap { TradingDay($0) } }
  }
  func json(_ column: String) throws -> JSONValue {
    try value(column) { String.fromDatabaseValue($0).flatMap { try? JSONReader.read(Array($0.utf8)) } }
  }
  func symbol(_ column: String) throws -> InstrumentID { InstrumentID(canonical: try text(column)) }

  func choice<T: RawRepresentable>(_ column: String) throws -> T where T.RawValue == String {
    try value(column) { String.fromDatabaseValue($0).flatMap(T.init(rawValue:)) }
  }

  func value<T>(_ column: String, _ read: (DatabaseValue) -> T?) throws -> T {
    guard let value = read(row[column]) else {
      throw StoreFailure.damaged(path, .wrongCell("\(row[column] as DatabaseValue)", in: column))
    }
    return value
  }
}

extension Database {
  /// All rows of a query, each read by `body`.
  func rows<T>(
    _ sql: String, _ arguments: StatementArguments = [], _ body: (RowReader) throws -> T
  ) throws -> [T] {
    try read { database in
      let cursor = try Row.fetchCursor(database, sql: sql, arguments: arguments)
      var result: [T] = []
      while let row = try cursor.next() { result.append(try body(RowReader(row: row, path: path))) }
      return result
    }
  }
}

extension Message {
  static func wrongCell(_ value: String, in column: String) -> Message {
    Message(
      "store.wrong-cell", ["column": .text(column), "value": .text(value)], en: "The column '{column}' holds {value}.",
      zh: "列“{column}”的值为 {value}。")
  }
}
