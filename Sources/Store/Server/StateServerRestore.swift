import Foundation
import GRDB
package import Primitives
import Records

extension StateServer {
  /// What a restoration from a server did.
  package struct Restored: Equatable, Sendable {
    package var generation: ServerGeneration
    package var byteCount: Int
    /// The newest night in it; nil: none.
    package var lastNight: TradingDay?
    /// Where the file that was there is kept; nil: there was none.
    package var kept: String?
  }

  /// Makes the state file from the server's rows and puts it in the place of the present one, as `StateBackup.restore` does.
  ///
  /// The file has the identity and the generation of the push, so that this machine may push next. Rows of an older
  /// schema are brought forward by the schema steps behind it.
  /// - Parameter timestamp: names the file that is kept.
  /// - Throws: `state.server-empty`, `state.server-digest`, `store.newer`, `store.conflict` (exit 3), `postgresql.…`; nothing
  ///   has changed then.
  package func restore(to path: String, at timestamp: String) throws -> Restored {
    let staged = path + ".restoring"
    func clean() { for ending in ["", "-wal", "-shm", "-journal"] { unlink(staged + ending) } }
    clean()
    defer { clean() }
    do {
      try FileManager.default.createDirectory(atPath: Path.folder(of: path), withIntermediateDirectories: true)
    } catch { throw FileWriter.unwritable(staged) }
    let generation = try read { try fill(staged, from: $0) }
    let lastNight = try StateBackup.examined(staged)
    let kept = try StateBackup.keep(path, at: timestamp)
    guard rename(staged, path) == 0 else { throw FileWriter.unwritable(path) }
    return Restored(
      generation: generation, byteCount: StateBackup.size(path), lastNight: lastNight, kept: kept)
  }

  private func fill(_ staged: String, from connection: PostgreSQLConnection) throws -> ServerGeneration {
    let server = ServerTables(connection: connection, server: self)
    guard let generation = try ServerGeneration.newest(connection, self, owned: ServerTables.own) else {
      throw Diagnostic.empty(self)
    }
    let steps = try steps(of: server)
    let entries = try server.entries()
    try StoreFailure.translate(staged) {
      let queue = try DatabaseQueue(path: staged)
      if let last = steps.last { try Schema.migrator.migrate(queue, upTo: last) }
      try queue.write { database in
        // Rows of a table may come before those that they name.
        try database.execute(sql: "PRAGMA defer_foreign_keys = ON")
        let tables = try StateTable.all(database)
        guard Set(tables.map(\.name)) == Set(entries.keys) else { throw Diagnostic.otherRows(self, "generation_table") }
        for table in tables { try StateServer.fill(table, database, from: server) }
        let sums = try tables.map { (name: $0.name, sum: try StateRows(table: $0, path: staged).sum(database)) }
        for (name, sum) in sums where entries[name]?.sum != sum { throw Diagnostic.otherRows(self, name) }
        guard TableSum.digest(steps, sums) == generation.digest else {
          throw Diagnostic.otherRows(self, ServerGeneration.table)
        }
      }
      try Schema.migrator.migrate(queue)
      try queue.write { try StateIdentity(generation).save($0) }
      try queue.close()
    }
    return generation
  }

  /// The schema steps of the server's rows, which this program must know, in its own order.
  func steps(of server: ServerTables) throws -> [String] {
    let steps = try server.steps()
    let known = Schema.migrator.migrations
    let unknown = steps.filter { !known.contains($0) }
    guard unknown.isEmpty else { throw StoreFailure.newer(location, unknown) }
    guard steps.count > 0, steps == Array(known.prefix(steps.count)) else {
      throw Diagnostic.otherRows(self, "schema_step")
    }
    return steps
  }

  /// Rows that are inserted by one statement.
  private static let rowsMax = 400

  private static func fill(
    _ table: StateTable, _ database: GRDB.Database, from server: ServerTables
  ) throws {
    // SQLite's own table of the last row numbers has been written by the rows before.
    try database.execute(sql: "DELETE FROM \(StateTable.quoted(table.name))")
    var rows: [[(any DatabaseValueConvertible)?]] = []
    let (name, columns) = (StateTable.quoted(table.name), table.columns.map { StateTable.quoted($0.name) })
    try server.read(table) { fields in
      rows.append(zip(table.columns, fields).map { $1.flatMap($0.kind.value) })
      if rows.count == rowsMax {
        try BulkInsert.run(rows, into: name, columns, database) { $0 }
        rows.removeAll(keepingCapacity: true)
      }
    }
    try BulkInsert.run(rows, into: name, columns, database) { $0 }
  }
}

extension StateTable.Kind {
  /// The value of a field in its binary form.
  fileprivate func value(_ field: UnsafeRawBufferPointer) -> (any DatabaseValueConvertible)? {
    switch self {
    case .bigint: field.postgreSQLBigint
    case .double: field.postgreSQLBigint.map { Double(bitPattern: UInt64(bitPattern: $0)) }
    case .text: String(decoding: field, as: UTF8.self)
    case .bytea: Data(field)
    }
  }
}

extension Diagnostic {
  fileprivate static func empty(_ server: StateServer) -> Diagnostic {
    Diagnostic(
      "state.server-empty", .absent, at: .init(server.location, field: server.schema),
      (en: "No state was pushed to this schema.", zh: "尚未向该模式推送过状态。"),
      remedy: (
        en: "Check server and schema. `aistock state push` on the machine of the state fills it.",
        zh: "请检查服务器与模式；在状态文件所在机器上运行 `aistock state push` 即可写入。"
      ))
  }

  static func otherRows(_ server: StateServer, _ table: String) -> Diagnostic {
    Diagnostic(
      "state.server-digest", .damaged, at: .init(server.location, field: table), ["table": .text(table)],
      (
        en: "The rows of '{table}' are not those that were pushed: the digest differs.",
        zh: "“{table}”中的行并非当初推送的内容：摘要不符。"
      ),
      remedy: (
        en: "Look who writes to the schema. Run `aistock state push` on the machine of the state, or restore a backup.",
        zh: "请检查是谁写入该模式；在状态文件所在机器上运行 `aistock state push`，或从备份恢复。"
      ))
  }
}
