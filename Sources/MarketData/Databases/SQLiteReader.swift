import Foundation
import GRDB
import Primitives
import Records

/// A SQLite file that a market is kept in, open for reading for as long as the market lives.
struct SQLiteDatabase: MarketDatabase {
  let location: String
  private let queue: DatabaseQueue

  /// - Throws: `market.sqlite-missing`, `market.sqlite-damaged` (exit 3), `market.sqlite-unreadable` (exit 4).
  init(path: String) throws {
    location = path
    guard FileReader.exists(path) else {
      throw Diagnostic(
        "market.sqlite-missing", .absent, at: .init(path), (en: "There is no such file.", zh: "文件不存在。"),
        remedy: (en: "Name a SQLite file that holds a market.", zh: "请指定保存行情的 SQLite 文件。"))
    }
    // SQLite would wait for the writer of a pipe.
    for ending in ["", "-wal", "-shm"] { try FileReader.refuseIrregular(path + ending) }
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(5)
    queue = try SQLiteFailure.translate(path) { try DatabaseQueue(path: path, configuration: configuration) }
  }

  func read<T>(_ body: (any DatabaseReader) throws -> T) throws -> T {
    try SQLiteFailure.translate(location) {
      try queue.read { try body(SQLiteReader(database: $0, location: location)) }
    }
  }
}

/// Reads tables of SQLite, where each value has a type of its own: text in a number's place is refused.
struct SQLiteReader: DatabaseReader {
  let database: GRDB.Database
  let location: String

  func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }

  func texts(_ sql: String) throws -> [[String?]] {
    try Row.fetchAll(database, sql: sql).map { row in
      row.databaseValues.map { value in
        switch value.storage {
        case .null: nil
        case .int64(let number): String(number)
        case .double(let number): String(number)
        case .string(let text): text
        case .blob(let data): String(decoding: data, as: UTF8.self)
        }
      }
    }
  }

  func tables() throws -> [String] {
    try texts("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY 1")
      .compactMap { $0[0] }
  }

  func columns(of table: String) throws -> [DatabaseColumn] {
    try Row.fetchAll(database, sql: "SELECT name, type FROM pragma_table_info(?)", arguments: [table]).map { row in
      let type: String = row[1]
      return DatabaseColumn(name: row[0], type: type.isEmpty ? "none" : type, kind: SQLiteReader.kind(type))
    }
  }

  /// By the declared type, which the file's own rows need not follow (SQLite's manual, datatypes, 3.1).
  private static func kind(_ type: String) -> DatabaseColumn.Kind {
    let words = type.uppercased()
    if words.contains("DATE") || words.contains("TIME") { return .day }
    return ["CHAR", "CLOB", "TEXT"].contains { words.contains($0) } ? .text : .number
  }

  func dayText(_ column: DatabaseColumn) -> String { "CAST(\(quoted(column.name)) AS TEXT)" }

  func sign(of scan: TableScan, isThorough: Bool) throws -> String {
    let rows = try texts("SELECT count(*), max(\(dayText(scan.day))) FROM \(quoted(scan.table))")
    // Of this connection: another number once anybody has written.
    let version = try texts("PRAGMA data_version")
    return ([scan.table] + scan.values + (rows + version).flatMap { $0.map { $0 ?? "" } }).joined(separator: " ")
  }

  func scan(
    _ scan: TableScan,
    _ row: (_ code: UnsafeRawBufferPointer, _ day: TradingDay, _ values: UnsafeBufferPointer<Double>) throws -> Void
  ) throws {
    let list = (["CAST(\(quoted(scan.code.name)) AS TEXT)", dayText(scan.day)] + scan.values.map(quoted))
    let cursor = try Row.fetchCursor(
      database, sql: "SELECT \(list.joined(separator: ", ")) FROM \(quoted(scan.table))")
    var values = [Double](repeating: .nan, count: scan.values.count)
    while let found = try cursor.next() {
      guard var code: String = found[0], let text: String = found[1] else {
        throw Diagnostic.rowWithoutKey(table: scan.table, at: location)
      }
      guard let day = DatabaseDay.parse(text[...]) else {
        throw Diagnostic.databaseDay(text, table: scan.table, at: location)
      }
      for column in values.indices {
        let value: DatabaseValue = found[column + 2]
        switch value.storage {
        case .null: values[column] = .nan
        case .int64(let number): values[column] = Double(number)
        case .double(let number): values[column] = number
        case .string(let text):
          throw Diagnostic.databaseNumber(text, column: scan.values[column], table: scan.table, at: location)
        case .blob:
          throw Diagnostic.databaseNumber("BLOB", column: scan.values[column], table: scan.table, at: location)
        }
      }
      try values.withUnsafeBufferPointer { values in
        try code.withUTF8 { try row(UnsafeRawBufferPointer($0), day, values) }
      }
    }
  }
}

/// What SQLite's errors mean for who reads or writes a market.
enum SQLiteFailure {
  static func translate<T>(_ path: String, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as DatabaseError {
      let words = error.message ?? "SQLite error \(error.resultCode.rawValue)"
      switch error.resultCode {
      case .SQLITE_NOTADB, .SQLITE_CORRUPT:
        throw Diagnostic(
          "market.sqlite-damaged", .damaged, at: .init(path), ["reason": .text(words)],
          (en: "The file is not a sound SQLite database: {reason}.", zh: "文件不是完好的 SQLite 数据库：{reason}。"),
          remedy: (en: "Restore the file from a copy.", zh: "请从副本恢复该文件。"))
      case .SQLITE_BUSY, .SQLITE_LOCKED:
        throw locked(path)
      default:
        throw Diagnostic(
          "market.sqlite-unusable", .environment, at: .init(path), ["reason": .text(words)],
          (en: "SQLite cannot use the file: {reason}.", zh: "SQLite 无法使用该文件：{reason}。"),
          remedy: (en: "Check the free space and your rights there.", zh: "请检查剩余空间与读写权限。"))
      }
    }
  }

  static func locked(_ path: String) -> Diagnostic {
    Diagnostic(
      "market.sqlite-locked", .locked, at: .init(path),
      (en: "Another process is writing the file.", zh: "另一个进程正在写该文件。"),
      remedy: (en: "Wait until it has ended, then start again.", zh: "请等其结束后再运行。"))
  }
}
