import GRDB
import Primitives

/// A table of the state file as a server holds it: typed columns, a key, and rows in the order of that key.
///
/// 1. Every table is among them but `StateIdentity`'s and the index of words behind `library_text`, which its own rows make.
/// 2. A table whose rows have a number that no column shows (SQLite's `rowid`) shows it as a column: rows that are
///    ordered by it come back in their order.
/// 3. Types are SQLite's own: INTEGER `bigint`, TEXT `text`, REAL `double precision`, BLOB `bytea`.
struct StateTable: Equatable {
  enum Kind: String { case bigint, text, double = "double precision", bytea }

  struct Column: Equatable {
    var name: String
    var kind: Kind
    /// Never NULL.
    var isRequired: Bool
  }

  var name: String
  var columns: [Column]
  /// Names of the columns by which rows are told apart and ordered.
  var key: [String]

  /// By name; SQLite's own table of the last row numbers is the last, since rows of others change it.
  static func all(_ database: GRDB.Database) throws -> [StateTable] {
    // The shadow tables of an index of words are of type `shadow`.
    let names = try Row.fetchAll(
      database,
      sql: """
        SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')
          AND (name NOT GLOB 'sqlite_*' OR name = 'sqlite_sequence') AND name NOT IN ('grdb_migrations', ?)
        ORDER BY name = 'sqlite_sequence', name
        """, arguments: [StateIdentity.table])
    return try names.map { try StateTable($0["name"], isWithoutRowNumber: $0["wr"] == 1, database) }
  }

  private init(_ name: String, isWithoutRowNumber: Bool, _ database: GRDB.Database) throws {
    self.name = name
    let found = try Row.fetchAll(
      database, sql: "SELECT name, type, \"notnull\", pk FROM pragma_table_info(?) ORDER BY cid", arguments: [name])
    columns = found.map { row in
      let kind = StateTable.kind(row["type"] as String, of: row["name"] as String)
      return Column(name: row["name"], kind: kind, isRequired: row["notnull"] == 1 || (row["pk"] as Int) > 0)
    }
    key = found.filter { ($0["pk"] as Int) > 0 }.sorted { ($0["pk"] as Int) < ($1["pk"] as Int) }.map { $0["name"] }
    let isNumbered = key.count == 1 && columns.first { $0.name == key[0] }?.kind == .bigint
    guard !isWithoutRowNumber, !isNumbered else { return }
    columns.insert(Column(name: "rowid", kind: .bigint, isRequired: true), at: 0)
    if key.isEmpty { key = ["rowid"] }
  }

  /// Columns of an index of words and of SQLite's table of the last row numbers have no type.
  private static func kind(_ type: String, of column: String) -> Kind {
    switch type {
    case "INTEGER": .bigint
    case "REAL": .double
    case "BLOB": .bytea
    default: column == "seq" ? .bigint : .text
    }
  }

  /// Every row, in the order of the key.
  var query: String {
    "SELECT \(StateTable.list(columns.map(\.name))) FROM \(StateTable.quoted(name)) "
      + "ORDER BY \(StateTable.list(key))"
  }

  /// A name as it may stand in a statement of SQLite.
  static func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }

  static func list(_ names: [String]) -> String { names.map(quoted).joined(separator: ", ") }
}
