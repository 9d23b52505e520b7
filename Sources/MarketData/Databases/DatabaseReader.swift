import Primitives

/// A database that a market is kept in.
protocol MarketDatabase: Sendable {
  /// For messages: a path, or an address without its password.
  var location: String { get }

  /// Reads in one consistent state.
  func read<T>(_ body: (any DatabaseReader) throws -> T) throws -> T
}

/// A column as its table declares it.
struct DatabaseColumn: Equatable, Sendable {
  enum Kind: Sendable {
    case number, text, day, other
  }

  var name: String
  /// The declared type, for messages.
  var type: String
  var kind: Kind
}

/// A table, or some of its columns, as rows of an instrument, a day and numbers.
struct TableScan: Sendable {
  var table: String
  var code: DatabaseColumn
  var day: DatabaseColumn
  var values: [String]
}

/// What a layout asks of a database, in one consistent state of it.
protocol DatabaseReader {
  var location: String { get }

  /// A name as it may stand in a statement.
  func quoted(_ name: String) throws -> String

  /// Tables that can be named without a schema, sorted.
  func tables() throws -> [String]

  /// In the order of the table; empty where there is no such table.
  func columns(of table: String) throws -> [DatabaseColumn]

  /// The rows of a statement as texts, nil for NULL.
  func texts(_ sql: String) throws -> [[String?]]

  /// An expression that gives a day as text.
  func dayText(_ column: DatabaseColumn) throws -> String

  /// Every row, in any order; NULL is NaN. Code and values are valid during the call only.
  func scan(
    _ scan: TableScan,
    _ row: (_ code: UnsafeRawBufferPointer, _ day: TradingDay, _ values: UnsafeBufferPointer<Double>) throws -> Void
  ) throws

  /// A sign of all that a scan would give.
  ///
  /// - Parameter isThorough: another one where anything has changed; else at least where rows came or went.
  func sign(of scan: TableScan, isThorough: Bool) throws -> String
}

/// A day as databases write it.
enum DatabaseDay {
  /// `2024-01-02`, with a time of day behind it or without, or `20240102`; nil for anything else.
  static func parse(_ text: Substring) -> TradingDay? {
    let digits = text.utf8
    if digits.count == 8 {
      guard let number = Int(text), number > 0 else { return nil }
      return TradingDay(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }
    return TradingDay(text)
  }
}

extension Diagnostic {
  static func databaseDay(_ text: String, table: String, at location: String) -> Diagnostic {
    Diagnostic(
      "market.database-day", .damaged, at: .init(location, field: table), ["text": .text(String(text.prefix(40)))],
      (en: "'{text}' is not a day of the form YYYY-MM-DD or YYYYMMDD.", zh: "“{text}”不是 YYYY-MM-DD 或 YYYYMMDD 形式的日期。"),
      remedy: (en: "Correct the row.", zh: "请更正该行。"))
  }

  /// - Parameter wanted: what the column should hold.
  static func databaseType(_ column: DatabaseColumn, wanted: String, table: String, at location: String) -> Diagnostic {
    Diagnostic(
      "market.database-type", .damaged, at: .init(location, field: "\(table).\(column.name)"),
      ["found": .text(column.type), "wanted": .text(wanted)],
      (en: "The column has the type {found}; {wanted} is expected.", zh: "该列的类型为 {found}，应为 {wanted}。"),
      remedy: (en: "Change the type of the column.", zh: "请修改该列的类型。"))
  }

  static func databaseColumn(_ names: [String], table: String, found: [String], at location: String) -> Diagnostic {
    Diagnostic(
      "market.database-column", .absent, at: .init(location, field: table),
      ["names": .names(names), "found": .names(found)],
      (en: "The table lacks a column {names}. It has {found}.", zh: "表中缺少列 {names}，现有列为 {found}。"),
      remedy: (en: "Add the column, or a view of this name that has it.", zh: "请添加该列，或建立含该列的同名视图。"))
  }

  static func databaseCode(_ text: String, table: String, at location: String) -> Diagnostic {
    Diagnostic(
      "market.database-code", .damaged, at: .init(location, field: table), ["text": .text(String(text.prefix(40)))],
      (en: "'{text}' is not the code of an instrument.", zh: "“{text}”不是证券代码。"),
      remedy: (en: "Write codes such as SH600000 or 600000.SH.", zh: "请将代码写成 SH600000 或 600000.SH。"))
  }

  static func databaseNumber(_ text: String, column: String, table: String, at location: String) -> Diagnostic {
    Diagnostic(
      "market.database-number", .damaged, at: .init(location, field: "\(table).\(column)"),
      ["text": .text(String(text.prefix(40)))],
      (en: "'{text}' is not a number.", zh: "“{text}”不是数字。"), remedy: (en: "Correct the row.", zh: "请更正该行。"))
  }
}
