import GRDB
package import Primitives

/// What a push of the state to its server did.
package struct StatePush: Equatable, Sendable {
  /// As it may be shown.
  package var server: String
  /// The number of the push.
  package var generation: Int
  /// How many tables the state has.
  package var tables: Int
  /// Names of those that were written, sorted: the others have the rows that the server has already.
  package var written: [String]
  /// How many rows were sent.
  package var rows: Int
  /// SHA-256 over schema steps and rows.
  package var digest: String
}

extension Database {
  /// Gives a server every row of the state, in one transaction: whoever reads there sees the old rows or the new ones.
  ///
  /// Rows are of one moment of the file, which others may write to meanwhile. Nothing of the server changes where this
  /// throws.
  /// - Parameters:
  ///   - clock: says when the push ends.
  ///   - machine: whose file it is, for people.
  ///   - isThorough: reads the rows of each table there before it is left as unchanged, and writes a table whose rows are
  ///     not those that were pushed; otherwise what was noted of them decides.
  /// - Throws: `state.server-foreign`, `state.server-newer`, `state.server-taken`, `state.server-value` (exit 3),
  ///   `postgresql.locked` (exit 75), where another process pushes there, other `postgresql.…` (exit 2 to 4), and the
  ///   store's own.
  package func push(
    to server: StateServer, clock: Clock, machine: String, isThorough: Bool = false
  ) throws -> StatePush {
    var identity = try identity()
    let connection = try server.connect()
    // A pusher that has just been dropped needs a moment to let go.
    try connection.run("BEGIN; SET LOCAL statement_timeout TO 0; SET LOCAL lock_timeout TO '1s'")
    _ = try connection.texts("SELECT pg_advisory_xact_lock(\(Self.lock), hashtext($1))", [server.schema])
    try connection.run("SET LOCAL lock_timeout TO '60s'")
    let tables = ServerTables(connection: connection, server: server)
    let names = try read { try StateTable.all($0).map(\.name) } + ServerTables.own
    let newest = try ServerGeneration.newest(connection, server, owned: names)
    try newest?.allow(identity, at: server)
    if newest == nil { try tables.make() }
    // The next attempt must not replace the only proof that the newest push is this file's own.
    if let newest, newest.token == identity.attempt {
      identity = StateIdentity(newest)
      try save(identity)
    }
    let token = try beginPush()
    let number = max(newest?.number ?? 0, identity.generation) + 1
    let push = try read { try send($0, as: number, to: tables, isThorough: isThorough) }
    let now = clock.timestamp
    try ServerGeneration(
      number: number, identity: identity.identity, token: token, pushedAt: now, machine: machine, digest: push.digest,
      program: ToolVersion.current
    ).save(connection)
    try connection.run("COMMIT")
    (identity.generation, identity.token, identity.attempt, identity.pushedAt) = (number, token, nil, now)
    try save(identity)
    return push
  }

  /// What pushers of one schema ask for, with its name: an arbitrary number.
  private static let lock = 71_639_483

  private func send(
    _ database: GRDB.Database, as number: Int, to server: ServerTables, isThorough: Bool
  ) throws -> StatePush {
    let tables = try StateTable.all(database)
    let steps = try Schema.migrator.appliedMigrations(database)
    let known = try server.entries()
    let relations = try server.server.relations(server.connection)
    var push = StatePush(
      server: server.server.location, generation: number, tables: tables.count, written: [], rows: 0, digest: "")
    var entries: [(name: String, entry: ServerTables.Entry)] = []
    for table in tables {
      let rows = StateRows(table: table, path: path)
      let sum = try rows.sum(database)
      if let entry = known[table.name], entry.sum == sum, relations.contains(table.name),
        try !isThorough || server.holds(table, sum)
      {
        entries.append((table.name, entry))
        continue
      }
      do {
        try server.prepare(table)
        try server.replace(table.name, table.columns.map(\.name)) { piece in try rows.read(database, piece) }
      } catch let diagnostic as Diagnostic where diagnostic.id == "postgresql.value" {
        throw Diagnostic.valueRefused(path, table.name, diagnostic.summary.arguments["reason"] ?? .text(""))
      }
      push.written.append(table.name)
      push.rows += sum.rows
      entries.append((table.name, .init(sum: sum, generation: number)))
    }
    for name in Set(known.keys).subtracting(tables.map(\.name)).sorted() { try server.drop(name) }
    try server.save(entries)
    try server.save(steps)
    push.written.sort()
    push.digest = TableSum.digest(steps, entries.map { ($0.name, $0.entry.sum) })
    return push
  }
}

extension Diagnostic {
  /// The value is the file's: no database has it yet.
  fileprivate static func valueRefused(_ path: String, _ table: String, _ reason: MessageArgument) -> Diagnostic {
    Diagnostic(
      "state.server-value", .damaged, at: .init(path, field: table), ["table": .text(table), "reason": reason],
      (
        en: "PostgreSQL cannot hold a value of '{table}' in the state file: {reason}.",
        zh: "PostgreSQL 无法保存状态文件中“{table}”表的某个值：{reason}。"
      ),
      remedy: (
        en: "Correct the value in this table of the file, then run `aistock state push`.",
        zh: "请更正该文件此表中的值，然后运行 `aistock state push`。"
      ))
  }
}
