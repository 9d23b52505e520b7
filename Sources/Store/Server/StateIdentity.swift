import GRDB
import Primitives

/// Which state a file is, and what a server was last given of it.
///
/// 1. The identity is drawn once, by the schema step that makes the table, and goes with each copy of the file.
/// 2. `generation` counts what was pushed; `token` is that of the last push that the server is known to have taken.
/// 3. `attempt` is written before a push ends: a file whose process was killed in between knows its own push again, and
///    takes it over before it begins another.
package struct StateIdentity: Equatable, Sendable {
  package var identity: String
  /// 0: nothing was pushed yet.
  package var generation: Int
  package var token: String?
  var attempt: String?
  /// When the last push ended, as `2026-11-23T08:41:33+00:00`.
  package var pushedAt: String?

  /// The one table of a file that no server holds as it is.
  static let table = "state_identity"

  static let sql = """
    CREATE TABLE state_identity (
      place INTEGER NOT NULL PRIMARY KEY CHECK (place = 1),
      identity TEXT NOT NULL,
      generation INTEGER NOT NULL CHECK (generation >= 0),
      token TEXT,
      attempt TEXT,
      pushed_at TEXT
    ) STRICT;
    INSERT INTO state_identity (place, identity, generation) VALUES (1, lower(hex(randomblob(16))), 0);
    """

  init(_ row: RowReader) throws {
    identity = try row.text("identity")
    generation = Int(try row.integer("generation"))
    token = row.optionalText("token")
    attempt = row.optionalText("attempt")
    pushedAt = row.optionalText("pushed_at")
  }

  /// What a file is whose last push this is: one made from a server's rows too.
  init(_ generation: ServerGeneration) {
    identity = generation.identity
    self.generation = generation.number
    token = generation.token
    pushedAt = generation.pushedAt
  }

  func save(_ database: GRDB.Database) throws {
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO state_identity (place, identity, generation, token, attempt, pushed_at)
        VALUES (1, ?, ?, ?, ?, ?)
        """, arguments: [identity, generation, token, attempt, pushedAt])
  }
}

extension Database {
  /// - Throws: `store.damaged` (exit 3) where the file has lost it.
  package func identity() throws -> StateIdentity {
    let found = try rows("SELECT * FROM state_identity") { try StateIdentity($0) }
    guard let identity = found.first else { throw StoreFailure.damaged(path, .noIdentity) }
    return identity
  }

  func save(_ identity: StateIdentity) throws { try write { try identity.save($0) } }

  /// Keeps a token for a push that is about to end, and gives it.
  func beginPush() throws -> String {
    let token = try write {
      try String.fetchOne(
        $0, sql: "UPDATE state_identity SET attempt = lower(hex(randomblob(16))) RETURNING attempt")
    }
    guard let token else { throw StoreFailure.damaged(path, .noIdentity) }
    return token
  }
}

extension Message {
  fileprivate static let noIdentity = Message("store.no-identity", en: "It has no identity.", zh: "其中没有身份标识。")
}
