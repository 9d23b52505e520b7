import Foundation
import GRDB
import Primitives

/// What a look through a state file finds; the look changes nothing of it.
package struct StateReport: Equatable, Sendable {
  package struct Table: Equatable, Sendable {
    package var name: String
    package var rows: Int
  }

  package var path: String
  package var byteCount: Int
  /// Of the write-ahead log beside it.
  package var logByteCount: Int
  /// In pages that hold nothing.
  package var freeByteCount: Int
  /// Schema steps that the file went through, oldest first.
  package var steps: [String]
  /// Schema steps that the next night takes.
  package var pending: [String]
  /// By name.
  package var tables: [Table]
  /// In SQLite's words; empty where every page, index and reference is sound.
  package var problems: [String]

  /// Problems beyond these are of no use to anybody.
  private static let problemsMax = 10

  /// - Throws: `store.absent`, `store.newer`, `store.foreign`, `store.no-file`, and `store.damaged` where the file cannot be
  ///   opened at all (exit 3).
  package init(_ path: String) throws {
    guard FileReader.exists(path) else { throw StoreFailure.absent(path) }
    try StateFile.inspect(path)
    self.path = path
    byteCount = StateReport.size(path)
    logByteCount = StateReport.size(path + "-wal")
    let found = try StoreFailure.translate(path) {
      try DatabaseQueue(path: path, configuration: Database.readingConfiguration).read { try StateReport.look($0) }
    }
    guard found.unknown.isEmpty else { throw StoreFailure.newer(path, found.unknown) }
    let known = Schema.migrator.migrations
    steps = known.filter(found.steps.contains)
    pending = known.filter { !found.steps.contains($0) }
    tables = found.tables
    problems = found.problems
    freeByteCount = found.free
  }

  private typealias Found = (steps: Set<String>, unknown: [String], tables: [Table], problems: [String], free: Int)

  private static func look(_ database: GRDB.Database) throws -> Found {
    let problems =
      try String.fetchAll(database, sql: "PRAGMA integrity_check(\(problemsMax))").filter { $0 != "ok" }
      + Row.fetchAll(database, sql: "PRAGMA foreign_key_check").prefix(problemsMax).map {
        "foreign_key_check: \($0[0] as DatabaseValue) \($0[1] as DatabaseValue) \($0[2] as DatabaseValue)"
      }
    let names = try String.fetchAll(
      database,
      sql: """
        SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'library_text_%'
          AND name <> 'grdb_migrations' ORDER BY name
        """)
    let tables = try names.map {
      Table(name: $0, rows: try Int.fetchOne(database, sql: "SELECT count(*) FROM \"\($0)\"") ?? 0)
    }
    let free = try Int.fetchOne(
      database, sql: "SELECT freelist_count * page_size FROM pragma_freelist_count(), pragma_page_size()")
    return (
      try Schema.migrator.appliedIdentifiers(database), try Schema.unknownSteps(database), tables, problems, free ?? 0
    )
  }

  /// Of a file; 0 where there is none.
  private static func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }
}
