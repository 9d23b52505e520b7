import Foundation
import GRDB
import Primitives
import Records
import Store
import Synchronization
import TestSupport
import Testing

/// A state file, and a schema of the tests' own server that it is pushed to.
struct ServedState {
  static let now = Clock.fixed(1_764_000_000)
  private static let count = Mutex(0)

  let folder: TemporaryFolder
  let server: StateServer
  let postgreSQL: PostgreSQLServer
  var path: String { folder.path("state.sqlite") }
  var schema: String { server.schema }

  init(schema: String? = nil) throws {
    folder = try TemporaryFolder()
    postgreSQL = try PostgreSQLServer.shared()
    let number = ServedState.count.withLock { count in
      count += 1; return count
    }
    server = try StateServer(postgreSQL.address(schema: "public"), schema: schema ?? "state_\(number)")
  }

  /// A file that went through each released step, with rows in every table.
  func fill(_ path: String? = nil) throws {
    let queue = try DatabaseQueue(path: path ?? self.path)
    try queue.write { database in
      try database.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
      for step in SchemaStepTests.steps {
        try database.execute(sql: step.sql)
        try database.execute(sql: "INSERT INTO grdb_migrations VALUES (?)", arguments: [step.name])
      }
    }
    try queue.close()
  }

  func run(_ sql: String, on path: String? = nil) throws {
    let queue = try DatabaseQueue(path: path ?? self.path)
    try queue.write { try $0.execute(sql: sql) }
    try queue.close()
  }

  @discardableResult
  func push(_ path: String? = nil, machine: String = "one", isThorough: Bool = false) throws -> StatePush {
    try Store.Database(path: path ?? self.path).push(
      to: server, clock: Self.now, machine: machine, isThorough: isThorough)
  }

  func standing(_ path: String? = nil, isThorough: Bool = true) throws -> StateStanding {
    try Store.Database(copying: path ?? self.path).standing(at: server, isThorough: isThorough)
  }

  @discardableResult
  func restore(_ name: String) throws -> StateServer.Restored {
    try server.restore(to: folder.path(name), at: "2026-11-23T08:41:33+00:00")
  }

  /// Runs statements on the server, in the schema of the state.
  @discardableResult
  func ask(_ sql: String) throws -> String {
    let name = schema.replacing("\"", with: "\"\"")
    return try postgreSQL.run("SET search_path TO \"\(name)\"; " + sql, in: nil)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  typealias Rows = [[DatabaseValue]]

  /// Every row of every table, with the number that SQLite gives it where it has one.
  func rows(_ path: String? = nil) throws -> [String: Rows] {
    let queue = try DatabaseQueue(path: path ?? self.path)
    defer { try? queue.close() }
    return try queue.read { database in
      let names = try Row.fetchAll(
        database,
        sql: """
          SELECT name, wr FROM pragma_table_list
          WHERE schema = 'main' AND type IN ('table', 'virtual') AND name <> 'sqlite_schema'
          """)
      let pairs = try names.map { row -> (String, Rows) in
        let (name, isWithoutNumber) = (row["name"] as String, row["wr"] as Int == 1)
        let columns = isWithoutNumber ? "*" : "rowid, *"
        let rows = try Row.fetchAll(
          database, sql: "SELECT \(columns) FROM \"\(name)\"\(isWithoutNumber ? "" : " ORDER BY rowid")")
        return (name, rows.map { Array($0.databaseValues) })
      }
      return Dictionary(uniqueKeysWithValues: pairs)
    }
  }
}

/// The rows of the state on a server: there, back, and never over somebody else's.
@Suite("The state on a server", .enabled(if: PostgreSQLServer.isPresent, "\(PostgreSQLServer.absence)"))
struct StateServerTests {
  /// Rows with every value that the two databases could see in another way.
  private static let extremes = """
    INSERT INTO preview_strategy (id, strategy_id, display_name, initial_capital, status, created_at, updated_at) VALUES
      ('b', 's', '多因子' || char(10) || char(9) || '\\ "x" ''y'' 🚀 ' || char(127), 9223372036854775807, 'running', '', ''),
      ('B', 's', '', 1, 'running', '\\N', '\\.'), ('Ä', 's', 'NULL', 1, 'running', 'a', 'a'),
      ('_', 's', 'x', 1, 'running', 'a', 'a'), ('a b', 's', 'x', 1, 'running', 'a', 'a');
    INSERT INTO preview_account (preview_id, trading_day, cash, total_value, daily_pnl, cum_pnl, peak, cost, prices_sha256,
      scores_sha256) VALUES ('b', '2024-01-02', 0, -9223372036854775808, -1, 9223372036854775807, 0, 0, '', '');
    INSERT INTO preview_skip (id, preview_id, trading_day, symbol, side, volume, reason) VALUES
      (-9223372036854775808, 'b', '2024-01-02', NULL, NULL, 0, 'x'),
      (9223372036854775807, 'b', '2024-01-02', 'SH600000', 'buy', -5, 'x');
    INSERT INTO live_score VALUES ('m2', '2024-01-02', '', '[]', x''), ('m2', '2024-01-03', '', '[]', x'00ff0001807f5c4e');
    INSERT INTO library_loop (id, ic, icir, rank_ic, rank_icir, annual_return, information_ratio, max_drawdown, document)
      VALUES ('inf', 9e999, -9e999, 5e-324, 1.7976931348623157e308, 0.1, -0.0, NULL, '{}'),
        ('third', 0.30000000000000004, 3, -1e-300, 123456789012345678, 0, 1, 2, '{}');
    INSERT INTO preview_verified VALUES ('b', '2024-01-02', -9223372036854775808, 9, 'x');
    INSERT INTO library_text (rowid, kind, id, body) VALUES (77, 'loop', 'a/b', '动量 因子 "quoted"');
    """

  private static func served(_ change: (ServedState) throws -> Void = { _ in }) throws -> ServedState {
    let state = try ServedState()
    try state.fill()
    try change(state)
    return state
  }

  /// All rows but those of the identity, which says itself what the last push was.
  private static func mirrored(_ rows: [String: ServedState.Rows]) -> [String: ServedState.Rows] {
    // The index behind `library_text` is made again from its rows.
    rows.filter { $0.key != "state_identity" }
  }

  @Test("a file that is made from a server has every row of every table as it was")
  func roundTrip() throws {
    let state = try Self.served { try $0.run(Self.extremes) }
    try DatabaseQueue(path: state.path).write { database in
      // SQLite has no NaN: it keeps NULL.
      try database.execute(sql: "UPDATE library_loop SET ic = ? WHERE id = 'third'", arguments: [Double.nan])
      #expect(try DatabaseValue.fetchOne(database, sql: "SELECT ic FROM library_loop WHERE id = 'third'") == .null)
    }
    let before = try state.rows()
    #expect(before.values.allSatisfy { !$0.isEmpty }, "\(before.filter { $0.value.isEmpty }.keys.sorted())")
    let push = try state.push()
    #expect(push.generation == 1 && push.tables == before.count - 2, "all but the identity and the schema steps")
    #expect(push.written.count == push.tables)
    #expect(try state.rows().filter { $0.key != "state_identity" } == Self.mirrored(before), "the file has not changed")
    let restored = try state.restore("other/state.sqlite")
    #expect(restored.kept == nil && restored.lastNight == day("2024-01-02"))
    #expect(restored.generation.number == 1 && restored.generation.machine == "one")
    #expect(restored.generation.digest == push.digest)
    let other = state.folder.path("other/state.sqlite")
    let after = try state.rows(other)
    for (name, rows) in before where name != "state_identity" { #expect(after[name] == rows, "\(name)") }
    #expect(after.keys.sorted() == before.keys.sorted())
    let report = try StateReport(other)
    #expect(report.problems.isEmpty && report.pending.isEmpty)
    let standing = try state.standing(other)
    #expect(standing.isCurrent && standing.changed.isEmpty && standing.behind == 0)
    #expect(
      try FileReader.names(in: state.folder.path("other")).filter { !$0.hasPrefix("state.sqlite-") } == ["state.sqlite"]
    )
  }

  @Test("a state without rows goes there and comes back")
  func empty() throws {
    let state = try ServedState()
    _ = try Store.Database(path: state.path)
    #expect(try state.push().rows == 0)
    #expect(try state.restore("again.sqlite").lastNight == nil)
    #expect(
      try Self.mirrored(state.rows(state.folder.path("again.sqlite"))) == Self.mirrored(state.rows()))
  }

  @Test("columns have types and keys, and money says what it is")
  func columns() throws {
    let state = try Self.served()
    try state.push()
    func type(_ table: String, _ column: String) throws -> String {
      try state.ask(
        "SELECT data_type || ' ' || is_nullable FROM information_schema.columns WHERE table_schema = current_schema() "
          + "AND table_name = '\(table)' AND column_name = '\(column)'")
    }
    #expect(try type("preview_account", "cash") == "bigint NO")
    #expect(try type("trade_intent", "price") == "bigint YES")
    #expect(try type("trade_intent", "rowid") == "bigint NO")
    #expect(try type("night_step", "seconds") == "double precision NO")
    #expect(try type("live_score", "scores") == "bytea NO")
    #expect(try type("night", "trading_day") == "text NO")
    #expect(try type("library_text", "body") == "text YES")
    let comment = try state.ask(
      """
      SELECT attname, col_description(attrelid, attnum) FROM pg_attribute
      WHERE attrelid = 'execution_book'::regclass AND col_description(attrelid, attnum) IS NOT NULL ORDER BY 1
      """)
    #expect(comment == "cash|Ten-thousandths of a yuan.\nvalue|Ten-thousandths of a yuan.")
    // Counted in the sources of the steps: 33 columns of money in ten tables.
    let money = try state.ask(
      """
      SELECT count(*), count(DISTINCT attrelid), count(*) FILTER (WHERE atttypid = 'bigint'::regtype) FROM pg_attribute
      JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = current_schema()::regnamespace AND attnum > 0
        AND col_description(attrelid, attnum) = 'Ten-thousandths of a yuan.'
      """)
    #expect(money == "33|10|33")
    let key = try state.ask(
      "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'night_step'::regclass")
    #expect(key == "PRIMARY KEY (trading_day, name)")
    #expect(
      try state.ask("SELECT name FROM schema_step ORDER BY position")
        == SchemaStepTests.steps.map(\.name).joined(separator: "\n"))
    #expect(
      try state.ask("SELECT number, machine, pushed_at AT TIME ZONE 'UTC', program FROM generation")
        == "1|one|2025-11-24 16:00:00|\(ToolVersion.current)")
  }

  @Test("only tables that changed are written, and rights and views upon them stay")
  func unchanged() throws {
    let state = try Self.served()
    try state.push()
    try state.ask("CREATE VIEW nights AS SELECT trading_day FROM night")
    let again = try state.push()
    #expect(again.generation == 2 && again.written == [] && again.rows == 0)
    try state.run(
      "INSERT INTO night (trading_day, started_at, state, summary) VALUES ('2024-01-03', 'a', 'done', '{}')")
    #expect(try state.standing().changed == ["night"])
    let third = try state.push()
    #expect(third.written == ["night"] && third.rows == 2 && third.digest != again.digest)
    #expect(try state.ask("SELECT trading_day FROM nights ORDER BY 1") == "2024-01-02\n2024-01-03")
    #expect(
      try state.ask("SELECT generation FROM generation_table WHERE name IN ('night', 'watch_step') ORDER BY name")
        == "3\n1")
    #expect(try state.ask("SELECT number FROM generation ORDER BY 1") == "1\n2\n3")
  }

  @Test("a table of an earlier schema gets the columns of the file")
  func laterSchema() throws {
    let state = try Self.served()
    try state.push()
    try state.ask(
      "ALTER TABLE night_step RENAME COLUMN digest TO fingerprint; ALTER TABLE watch_step DROP COLUMN message")
    try state.ask("UPDATE generation_table SET digest = '' WHERE name IN ('night_step', 'watch_step')")
    #expect(try state.push().written == ["night_step", "watch_step"])
    try state.restore("again.sqlite")
    #expect(try Self.mirrored(state.rows(state.folder.path("again.sqlite"))) == Self.mirrored(state.rows()))
  }

  @Test(
    "a schema of any name is a name and no statement",
    arguments: [#"a"; DROP SCHEMA public CASCADE; --"#, "x y'$1", "模式.A", "SELECT"])
  func hostileSchema(_ name: String) throws {
    let state = try ServedState(schema: name)
    try state.fill()
    try state.push()
    #expect(try state.ask("SELECT count(*) FROM pg_namespace WHERE nspname = 'public'") == "1")
    #expect(try state.ask("SELECT current_schema()") == name)
    try state.restore("again.sqlite")
    #expect(try state.standing().isCurrent)
  }

  @Test(arguments: ["", "pg_catalog", "PG_x", "information_schema", "a\u{0}b", String(repeating: "a", count: 64)])
  func namesThatNoSchemaHasAreRefused(_ name: String) { #expect(!StateServer.isSchema(name)) }

  @Test("a connection that ends in the middle leaves the old rows whole, and the next push brings all")
  func dropped() throws {
    let state = try Self.served()
    try state.push()
    try state.ask(
      """
      CREATE FUNCTION leave() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
      CREATE TRIGGER leave BEFORE INSERT ON watch_step FOR EACH ROW EXECUTE FUNCTION leave();
      """)
    try state.run("UPDATE night SET summary = '{\"a\":1}'; UPDATE watch_step SET message = 'other'")
    let refused = diagnostic { try state.push() }
    #expect(refused?.id == "postgresql.dropped" && refused?.exit == .environment)
    #expect(try state.ask("SELECT summary FROM night") != "{\"a\":1}")
    #expect(try state.ask("SELECT count(*) FROM generation") == "1")
    let standing = try state.standing()
    #expect(standing.changed == ["night", "watch_step"] && standing.problem == nil && standing.own?.generation == 1)
    try state.ask("DROP TRIGGER leave ON watch_step")
    #expect(try state.push().written == ["night", "watch_step"])
    #expect(try state.standing().changed.isEmpty)
  }

  @Test("a file whose process was killed behind the commit knows its own push again")
  func killedBehindTheCommit() throws {
    let state = try Self.served()
    try state.push()
    try state.run("UPDATE state_identity SET attempt = token, token = NULL, generation = 0, pushed_at = NULL")
    #expect(try state.standing().problem == nil)
    #expect(try state.push().generation == 2)
  }

  @Test("a push that fails after a kill behind the commit does not forget whose the server's rows are")
  func killedThenRefused() throws {
    let state = try Self.served()
    try state.push()
    try state.run("UPDATE state_identity SET attempt = token, token = NULL, generation = 0, pushed_at = NULL")
    try state.ask(
      """
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full'; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON generation FOR EACH ROW EXECUTE FUNCTION refuse();
      """)
    for _ in 0..<2 { #expect(diagnostic { try state.push() }?.id == "postgresql.stopped") }
    let standing = try state.standing()
    #expect(standing.problem == nil && standing.own?.generation == 1)
    #expect(try standing.own?.token == state.ask("SELECT token FROM generation"))
    #expect(standing.own?.pushedAt == "2025-11-24T16:00:00+00:00")
    try state.ask("DROP TRIGGER refuse ON generation")
    #expect(try state.push().generation == 2)
  }

  @Test("of two machines with one state the one that pushed last goes on, and the other is refused")
  func twoMachines() throws {
    let state = try Self.served()
    try state.push()
    let other = state.folder.path("b/state.sqlite")
    try state.restore("b/state.sqlite")
    try state.run("UPDATE night SET summary = '{\"b\":1}'", on: other)
    #expect(try state.push(other, machine: "two").generation == 2)
    try state.run("UPDATE night SET summary = '{\"a\":1}'")
    let refused = diagnostic { try state.push() }
    #expect(refused?.id == "state.server-newer" && refused?.exit == .input)
    #expect(refused?.summary.english.contains("generation 2, which two pushed") == true)
    #expect(try state.ask("SELECT summary FROM night") == "{\"b\":1}")
    #expect(try state.standing().problem?.id == "state.server-newer")
    // The rows of the other machine come with its generation.
    let restored = try state.restore("state.sqlite")
    #expect(restored.kept == state.folder.path("state-20261123T084133.sqlite"))
    #expect(try state.push().generation == 3)
    #expect(diagnostic { try state.push(other) }?.id == "state.server-newer")
  }

  @Test("the same number from another machine is no push of this one")
  func sameNumber() throws {
    let state = try Self.served()
    try state.push()
    try state.ask("UPDATE generation SET token = 'another'")
    #expect(diagnostic { try state.push() }?.id == "state.server-newer")
  }

  @Test("a server that was brought back to an older copy is behind, and is brought forward")
  func olderServer() throws {
    let state = try Self.served()
    try state.push()
    try state.push()
    try state.ask("DELETE FROM generation WHERE number = 2")
    let standing = try state.standing()
    #expect(standing.behind == 1 && !standing.isCurrent)
    #expect(try state.push().generation == 3)
  }

  @Test("another state and other programs' tables are never written over")
  func foreign() throws {
    let state = try Self.served()
    try state.push()
    let other = state.folder.path("other.sqlite")
    _ = try Store.Database(path: other)
    let refused = diagnostic { try state.push(other) }
    #expect(refused?.id == "state.server-foreign" && refused?.exit == .input)
    #expect(try state.standing().isCurrent)
    for table in ["night", "generation"] {
      let taken = try ServedState()
      try taken.fill()
      try taken.ask("CREATE SCHEMA \(taken.schema); CREATE TABLE \(table) (x text)")
      let refused = diagnostic { try taken.push() }
      #expect(refused?.id == "state.server-taken" && refused?.exit == .input)
      #expect(
        try taken.ask(
          "SELECT string_agg(relname, ',') FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'"
        ) == table)
    }
  }

  @Test("two pushers of one schema do not meet")
  func locked() throws {
    let state = try Self.served()
    let holder = try PostgreSQLConnection(PostgreSQLAddress(state.postgreSQL.address(schema: "public")))
    try holder.run("BEGIN")
    _ = try holder.texts("SELECT pg_advisory_xact_lock(71639483, hashtext($1))", [state.schema])
    let refused = diagnostic { try state.push() }
    #expect(refused?.id == "postgresql.locked" && refused?.exit == .locked)
    try holder.run("ROLLBACK")
    #expect(try state.push().generation == 1)
  }

  @Test("rows that somebody touched on the server are found, and are not restored")
  func touched() throws {
    let touches = [
      "UPDATE preview_account SET cash = cash + 1": "preview_account", "DELETE FROM night": "night",
      "DELETE FROM generation_table WHERE name = 'watch_step'": "generation_table",
      "DELETE FROM schema_step WHERE position = 3": "schema_step", "UPDATE generation SET digest = 'x'": "generation",
    ]
    for (sql, table) in touches.sorted(by: { $0.key < $1.key }) {
      let state = try Self.served()
      try state.push()
      try state.ask(sql)
      for found in [diagnostic { _ = try state.standing() }, diagnostic { try state.restore("again.sqlite") }] {
        #expect(found?.id == "state.server-digest" && found?.exit == .input, "\(sql)")
        #expect(found?.place?.field == table, "\(sql)")
      }
      #expect(try state.folder.contents().filter { $0.contains("again") } == [], "\(sql)")
    }
  }

  @Test("a thorough push writes tables that somebody touched on the server, and no others")
  func repaired() throws {
    let touches = [
      "DELETE FROM preview_account": ["preview_account"], "UPDATE night SET summary = '{}x'": ["night"],
      "ALTER TABLE night DROP COLUMN summary": ["night"], "DROP TABLE watch_step": ["watch_step"],
      "UPDATE generation_table SET digest = '' WHERE name = 'night'": ["night"],
      "DELETE FROM schema_step WHERE position = 3": [], "UPDATE generation SET digest = 'x'": [],
    ]
    for (sql, tables) in touches.sorted(by: { $0.key < $1.key }) {
      let state = try Self.served()
      try state.push()
      try state.ask(sql)
      #expect(try state.push(isThorough: true).written == tables, "\(sql)")
      let standing = try state.standing()
      #expect(standing.isCurrent && standing.changed.isEmpty, "\(sql)")
    }
  }

  @Test("what was noted at a push is not said to be what the server has")
  func noted() throws {
    let state = try Self.served()
    try state.push()
    try state.ask("DELETE FROM preview_account")
    #expect(try state.push().written == [], "a night reads no rows there")
    let standing = try state.standing(isThorough: false)
    #expect(standing.isCurrent && standing.changed.isEmpty && standing.message.id == "state.server-noted")
    #expect(try state.push(isThorough: true).written == ["preview_account"])
    #expect(try state.standing().message.id == "state.server-equal")
  }

  @Test("a text that PostgreSQL cannot hold is named with its file and its table")
  func textWithNUL() throws {
    let state = try Self.served { try $0.run("UPDATE night SET summary = 'a' || char(0) || 'b'") }
    let refused = diagnostic { try state.push() }
    #expect(refused?.id == "state.server-value" && refused?.exit == .input)
    #expect(refused?.place == .init(state.path, field: "night"))
    #expect(refused?.summary.english.contains("a value of 'night' in the state file: invalid byte sequence") == true)
  }

  /// The digest as the page of the room says it, by PostgreSQL's own SHA-256.
  private static let digest = """
    encode(sha256(convert_to((SELECT string_agg('step ' || name || E'\\n', '' ORDER BY position) FROM schema_step)
      || (SELECT string_agg('table ' || name || ' ' || rows || ' ' || digest || E'\\n', ''
        ORDER BY name = 'sqlite_sequence', name COLLATE "C") FROM generation_table), 'UTF8')), 'hex')
    """

  @Test("rows of a newer schema are refused by its steps, those of an older one are brought forward")
  func schemas() throws {
    let state = try Self.served()
    let push = try state.push()
    #expect(try state.ask("SELECT " + Self.digest) == push.digest)
    try state.ask(
      "DELETE FROM schema_step WHERE name = 'state identity'; UPDATE generation SET digest = \(Self.digest)")
    try state.restore("older.sqlite")
    let older = state.folder.path("older.sqlite")
    #expect(try Store.Database(reading: older).identity().generation == 1)
    #expect(try Self.mirrored(state.rows(older)) == Self.mirrored(state.rows()))
    #expect(try state.standing(older).changed == ["schema_step"])
    try state.ask("INSERT INTO schema_step VALUES (99, 'v999')")
    let refused = diagnostic { try state.restore("newer.sqlite") }
    #expect(
      refused?.id == "store.newer" && refused?.exit == .input && refused?.summary.english.contains("v999") == true)
    #expect(!FileReader.exists(state.folder.path("newer.sqlite")))
  }

  @Test("a restoration keeps the file that was there, and touches none that somebody has open")
  func keeps() throws {
    let state = try Self.served()
    try state.push()
    try state.run("UPDATE night SET summary = '{\"later\":1}'")
    let before = try state.rows()
    let restored = try state.restore("state.sqlite")
    let kept = try #require(restored.kept)
    #expect(try state.rows(kept) == before)
    let pool = try DatabasePool(path: state.path)
    try pool.read { _ in
      #expect(diagnostic { try state.restore("state.sqlite") }?.id == "store.locked")
    }
  }

  @Test("a server without a push, without rights or with another password is named, the password never")
  func refusals() throws {
    let state = try Self.served()
    #expect(diagnostic { try state.restore("again.sqlite") }?.id == "state.server-empty")
    let role = "weak_\(state.schema)"
    try state.postgreSQL.run("CREATE ROLE \(role) LOGIN; CREATE SCHEMA \(state.schema)", in: nil)
    let database = try Store.Database(path: state.path)
    let weak = try StateServer(state.postgreSQL.address(schema: "public", user: role), schema: state.schema)
    let refused = diagnostic { _ = try database.push(to: weak, clock: ServedState.now, machine: "one") }
    #expect(refused?.id == "postgresql.stopped" && refused?.exit == .environment)
    let nowhere = try StateServer(state.postgreSQL.address(schema: "public", user: role), schema: state.schema + "_new")
    let denied = diagnostic { _ = try database.push(to: nowhere, clock: ServedState.now, machine: "one") }
    #expect(denied?.id == "postgresql.stopped" && denied?.summary.english.contains("permission denied") == true)
    let wrong = try StateServer("postgresql://guarded:se%21cret@/postgres?host=\(state.postgreSQL.socket)")
    for found in [
      diagnostic { _ = try database.push(to: wrong, clock: ServedState.now, machine: "one") },
      diagnostic { _ = try wrong.restore(to: state.folder.path("x.sqlite"), at: "2026-11-23T08:41:33+00:00") },
      diagnostic { _ = try database.standing(at: wrong, isThorough: false) },
    ] {
      #expect(found?.id == "postgresql.unreachable" && found?.exit == .environment)
      #expect(found?.text(.english).contains("secret") == false && found?.text(.english).contains("se!") == false)
    }
    #expect(wrong.location == "postgresql://guarded@/postgres?host=\(state.postgreSQL.socket)")
    #expect(try database.identity().generation == 0)
  }
}
