import Primitives

/// The server that holds all rows of the state, in a schema of its own.
package struct StateServer: Equatable, Sendable {
  package static let schemaDefault = "aistock"
  /// PostgreSQL cuts longer names, and two could become one.
  private static let nameMax = 63

  let address: PostgreSQLAddress
  package let schema: String

  /// What messages and documents show: without the password.
  package var location: String { address.redacted }

  /// Whether PostgreSQL can have a schema of this name.
  package static func isSchema(_ name: String) -> Bool {
    (1...nameMax).contains(name.utf8.count) && !name.utf8.contains(0) && !name.lowercased().hasPrefix("pg_")
      && name != "information_schema"
  }

  /// - Throws: `postgresql.address` (exit 2).
  package init(_ address: String, schema: String = schemaDefault) throws {
    self.address = try PostgreSQLAddress(address)
    self.schema = schema
  }

  package func with(schema: String) -> StateServer { StateServer(address: address, schema: schema) }

  private init(address: PostgreSQLAddress, schema: String) {
    self.address = address
    self.schema = schema
  }

  /// A connection whose statements name tables of the schema alone.
  ///
  /// - Throws: `postgresql.…` and `state.server-encoding` (exit 4).
  func connect() throws -> PostgreSQLConnection {
    let connection = try PostgreSQLConnection(address)
    let encoding = try connection.texts("SHOW server_encoding")[0][0] ?? ""
    guard encoding == "UTF8" else { throw Diagnostic.otherEncoding(location, encoding) }
    try connection.run("SET search_path TO \(connection.quoted(schema))")
    return connection
  }

  /// Reads one moment of the server.
  func read<T>(_ body: (PostgreSQLConnection) throws -> T) throws -> T {
    let connection = try connect()
    try connection.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout TO 0")
    let result = try body(connection)
    try connection.run("COMMIT")
    return result
  }

  func hasSchema(_ connection: PostgreSQLConnection) throws -> Bool {
    try !connection.texts("SELECT 1 FROM pg_namespace WHERE nspname = $1", [schema]).isEmpty
  }

  /// Names of everything in the schema that is like a table.
  func relations(_ connection: PostgreSQLConnection) throws -> Set<String> {
    Set(
      try connection.texts(
        "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace "
          + "WHERE nspname = $1 AND relkind IN ('r', 'v', 'm', 'p', 'f')", [schema]
      ).compactMap { $0[0] })
  }
}

extension Diagnostic {
  fileprivate static func otherEncoding(_ location: String, _ encoding: String) -> Diagnostic {
    Diagnostic(
      "state.server-encoding", .environment, at: .init(location), ["encoding": .text(encoding)],
      (en: "The database keeps texts in {encoding}; UTF8 is needed.", zh: "数据库的文本编码为 {encoding}，需要 UTF8。"),
      remedy: (
        en: "Make a database with `createdb --encoding=UTF8 --template=template0`, and name it.",
        zh: "请用 `createdb --encoding=UTF8 --template=template0` 建立数据库并指定它。"
      ))
  }
}
