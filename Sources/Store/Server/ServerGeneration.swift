import Primitives

/// One push as the server remembers it: a row of its table `generation`.
package struct ServerGeneration: Equatable, Sendable {
  package var number: Int
  /// Of the state that was pushed.
  package var identity: String
  /// By which the file knows its own push.
  package var token: String
  /// As `2026-11-23T08:41:33+00:00`.
  package var pushedAt: String
  /// Who pushed.
  package var machine: String
  /// SHA-256 over schema steps and rows.
  package var digest: String
  package var program: String

  static let table = "generation"
  private static let columns = ["number", "state", "token", "pushed_at", "machine", "digest", "program"]

  /// The newest one; nil where nothing was pushed to the schema.
  ///
  /// - Throws: `state.server-foreign` (exit 3) where the schema has tables of another program.
  static func newest(
    _ connection: PostgreSQLConnection, _ server: StateServer, owned names: [String]
  ) throws -> ServerGeneration? {
    let found = try server.relations(connection)
    guard found.contains(table) else {
      let taken = found.intersection(names).sorted()
      guard taken.isEmpty else { throw Diagnostic.taken(server, taken) }
      return nil
    }
    let known = try connection.texts(
      "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0", [table])
    guard Set(columns).isSubset(of: known.compactMap { $0[0] }) else { throw Diagnostic.taken(server, [table]) }
    let rows = try connection.texts(
      """
      SELECT number, state, token, to_char(pushed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'), machine,
        digest, program FROM generation ORDER BY number DESC LIMIT 1
      """)
    return rows.first.flatMap { row in
      let fields = row.map { $0 ?? "" }
      return ServerGeneration(
        number: Int(fields[0]) ?? 0, identity: fields[1], token: fields[2], pushedAt: fields[3], machine: fields[4],
        digest: fields[5], program: fields[6])
    }
  }

  func save(_ connection: PostgreSQLConnection) throws {
    _ = try connection.texts(
      "INSERT INTO generation (\(ServerGeneration.columns.joined(separator: ", "))) "
        + "VALUES ($1::bigint, $2, $3, $4::timestamptz, $5, $6, $7)",
      ["\(number)", identity, token, pushedAt, machine, digest, program])
  }

  /// Whether a file may be pushed over it.
  ///
  /// - Throws: `state.server-foreign`, `state.server-newer` (exit 3).
  func allow(_ file: StateIdentity, at server: StateServer) throws {
    guard identity == file.identity else { throw Diagnostic.foreign(server, self) }
    let isOwn = [file.token, file.attempt].contains(token)
    guard number < file.generation || isOwn else { throw Diagnostic.newer(server, self, than: file.generation) }
  }
}

extension Diagnostic {
  fileprivate static func taken(_ server: StateServer, _ tables: [String]) -> Diagnostic {
    Diagnostic(
      "state.server-taken", .unsupported, at: .init(server.location, field: server.schema),
      ["tables": .names(tables.prefix(5))],
      (en: "The schema has tables of another program: {tables}.", zh: "该模式中有其他程序的表：{tables}。"),
      remedy: (
        en: "Name another schema as `state.schema`; this one is left as it is.",
        zh: "请在 `state.schema` 中指定另一个模式；该模式未被改动。"
      ))
  }

  fileprivate static func foreign(_ server: StateServer, _ found: ServerGeneration) -> Diagnostic {
    Diagnostic(
      "state.server-foreign", .unsupported, at: .init(server.location, field: server.schema),
      ["machine": .text(found.machine), "at": .text(found.pushedAt)],
      (
        en: "The server holds another state, which {machine} pushed at {at}.",
        zh: "服务器保存的是另一份状态，由 {machine} 于 {at} 推送。"
      ),
      remedy: (
        en:
          "Name another schema as `state.schema`, or take that state with `aistock state restore --server configured`.",
        zh: "请在 `state.schema` 中指定另一个模式，或用 `aistock state restore --server configured` 取回该状态。"
      ))
  }

  fileprivate static func newer(_ server: StateServer, _ found: ServerGeneration, than own: Int) -> Diagnostic {
    Diagnostic(
      "state.server-newer", .unsupported, at: .init(server.location, field: server.schema),
      [
        "number": .count(found.number), "machine": .text(found.machine), "at": .text(found.pushedAt),
        "own": .count(own),
      ],
      (
        en: "The server has generation {number}, which {machine} pushed at {at}; this file pushed {own} last.",
        zh: "服务器已有第 {number} 代（{machine} 于 {at} 推送），本文件最后推送的是第 {own} 代。"
      ),
      remedy: (
        en: "Take it with `aistock state restore --server configured`, or name another schema as `state.schema`.",
        zh: "请用 `aistock state restore --server configured` 取回，或在 `state.schema` 中指定另一个模式。"
      ))
  }
}
