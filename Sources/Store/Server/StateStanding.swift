import GRDB
package import Primitives

/// How the rows of a server stand to those of the file.
package struct StateStanding: Equatable, Sendable {
  /// The newest push that the server knows; nil: none.
  package var newest: ServerGeneration?
  /// Nil where the file is of a version without one.
  package var own: StateIdentity?
  /// Names of tables whose rows are no longer those of the server, sorted.
  package var changed: [String]
  /// Whether the rows there were read; otherwise only what was noted of them at the push is known.
  package var isThorough: Bool
  /// Why this file may not be pushed there; nil where it may.
  package var problem: Diagnostic?

  /// Pushes of this file that the server does not have.
  package var behind: Int { max(0, (own?.generation ?? 0) - (newest?.number ?? 0)) }

  /// Whether the server holds all that was pushed to it.
  package var isCurrent: Bool { newest != nil && behind == 0 && problem == nil }

  package var message: Message {
    if let problem { return problem.summary }
    guard let newest else { return .empty }
    if behind > 0 { return .behind(newest, by: behind) }
    guard changed.isEmpty else { return .changed(newest, changed) }
    return isThorough ? .equal(newest) : .noted(newest)
  }
}

extension Database {
  /// Asks a server how it stands; changes nothing on either side.
  ///
  /// - Parameter isThorough: reads every row of the server, and not what was noted of them when they were pushed.
  /// - Throws: `state.server-digest`, `state.server-taken`, `store.newer` (exit 3), `postgresql.…`.
  package func standing(at server: StateServer, isThorough: Bool) throws -> StateStanding {
    let (own, tables, steps) = try read { database in
      let hasIdentity = try database.tableExists(StateIdentity.table)
      let row = hasIdentity ? try Row.fetchOne(database, sql: "SELECT * FROM state_identity") : nil
      let own = try row.map { try StateIdentity(RowReader(row: $0, path: path)) }
      let sums = try StateTable.all(database).map { ($0.name, try StateRows(table: $0, path: path).sum(database)) }
      return (own, Dictionary(sums) { first, _ in first }, try Schema.migrator.appliedMigrations(database))
    }
    return try server.read { connection in
      let there = ServerTables(connection: connection, server: server)
      let newest = try ServerGeneration.newest(connection, server, owned: tables.keys + ServerTables.own)
      guard let newest else {
        return StateStanding(newest: nil, own: own, changed: tables.keys.sorted(), isThorough: isThorough)
      }
      let entries = try there.entries()
      if isThorough { try server.verify(entries, there, newest) }
      var changed = Set(tables.keys).union(entries.keys).filter { tables[$0] != entries[$0]?.sum }
      if try there.steps() != steps { changed.insert("schema_step") }
      var standing = StateStanding(newest: newest, own: own, changed: changed.sorted(), isThorough: isThorough)
      do { try own.map { try newest.allow($0, at: server) } } catch let diagnostic as Diagnostic {
        standing.problem = diagnostic
      }
      return standing
    }
  }
}

extension StateServer {
  /// Throws `state.server-digest` where a table has other rows than it was given.
  fileprivate func verify(
    _ entries: [String: ServerTables.Entry], _ server: ServerTables, _ generation: ServerGeneration
  ) throws {
    let steps = try steps(of: server)
    let queue = try DatabaseQueue()
    if let last = steps.last { try Schema.migrator.migrate(queue, upTo: last) }
    let tables = try queue.read { try StateTable.all($0) }
    guard Set(tables.map(\.name)) == Set(entries.keys) else { throw Diagnostic.otherRows(self, "generation_table") }
    let sums = try tables.map { (name: $0.name, sum: try server.sum($0)) }
    for (name, sum) in sums where entries[name]?.sum != sum { throw Diagnostic.otherRows(self, name) }
    guard TableSum.digest(steps, sums) == generation.digest else {
      throw Diagnostic.otherRows(self, ServerGeneration.table)
    }
  }
}

extension Message {
  fileprivate static let empty = Message(
    "state.server-none", en: "The server holds no push yet.", zh: "服务器上尚无推送。")

  fileprivate static func equal(_ generation: ServerGeneration) -> Message {
    Message(
      "state.server-equal",
      [
        "number": .count(generation.number), "at": .text(generation.pushedAt), "machine": .text(generation.machine),
      ], en: "The server has generation {number}, pushed by {machine} at {at}; every table is equal.",
      zh: "服务器为第 {number} 代，由 {machine} 于 {at} 推送，各表一致。")
  }

  fileprivate static func noted(_ generation: ServerGeneration) -> Message {
    Message(
      "state.server-noted",
      [
        "number": .count(generation.number), "at": .text(generation.pushedAt), "machine": .text(generation.machine),
      ],
      en:
        "The server has generation {number}, pushed by {machine} at {at}. Digests noted at that push are those of the file; `aistock state check` reads the rows.",
      zh: "服务器为第 {number} 代，由 {machine} 于 {at} 推送；推送时记下的摘要与文件一致，逐行核对请用 `aistock state check`。")
  }

  fileprivate static func changed(_ generation: ServerGeneration, _ names: [String]) -> Message {
    Message(
      "state.server-changed",
      [
        "number": .count(generation.number), "at": .text(generation.pushedAt), "machine": .text(generation.machine),
        "count": .count(names.count), "names": .names(names.prefix(5)),
      ],
      en:
        "The server has generation {number}, pushed by {machine} at {at}. Since then {count} {count:table has|tables have} changed: {names}.",
      zh: "服务器为第 {number} 代，由 {machine} 于 {at} 推送；此后 {count} 个表有变化：{names}。")
  }

  fileprivate static func behind(_ generation: ServerGeneration, by count: Int) -> Message {
    Message(
      "state.server-behind",
      ["number": .count(generation.number), "count": .count(count), "at": .text(generation.pushedAt)],
      en: "The server has generation {number} of {at}; {count} later {count:push is|pushes are} missing there.",
      zh: "服务器为第 {number} 代（{at}），缺其后 {count} 次推送。")
  }
}
