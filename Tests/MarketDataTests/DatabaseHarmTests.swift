import Foundation
import GRDB
import MarketData
import Primitives
import TestSupport
import Testing

/// Databases that are damaged, gone, slow, hostile or somebody else's.
struct DatabaseHarmTests {
  private static func opened(_ kind: TestDatabase.Kind, _ sql: String...) throws -> Diagnostic? {
    let database = try TestDatabase(kind)
    for statements in sql { try database.run(statements) }
    return diagnostic {
      let market = try database.open()
      for instrument in market.recordedInstruments ?? [] { _ = try market.series("close", of: instrument) }
    }
  }

  /// A market of this program's own form, then what somebody did to its tables.
  private static func touched(_ kind: TestDatabase.Kind, _ sql: String) throws -> Diagnostic? {
    let database = try TestDatabase(kind)
    try database.take(MarketSpecimen.plain)
    try database.run(sql)
    return diagnostic {
      let market = try database.open()
      for instrument in market.recordedInstruments ?? [] { _ = try market.series("close", of: instrument) }
    }
  }

  @Test(
    arguments: TestDatabase.Kind.present,
    [
      ("DELETE FROM aistock_bars WHERE instrument = 'SH600000' AND day = '2024-01-03'", "market.database-row-missing"),
      (
        "INSERT INTO aistock_bars (instrument, day, close) VALUES ('SZ000001', '2024-01-01', 1)",
        "market.database-outside"
      ),
      ("INSERT INTO aistock_bars (instrument, day) VALUES ('SZ000001', '2030-01-01')", "market.database-outside"),
      ("INSERT INTO aistock_bars (instrument, day) VALUES ('600000', '2024-01-01')", "market.database-code"),
      (
        "INSERT INTO aistock_bars (instrument, day) VALUES ('x''; DROP TABLE y; --', '2024-01-01')",
        "market.database-code"
      ),
      ("ALTER TABLE aistock_bars RENAME COLUMN close TO closed", "market.database-column"),
      ("ALTER TABLE aistock_calendar RENAME COLUMN day TO date", "market.database-column"),
      ("DROP TABLE aistock_series", "market.database-column"),
      ("DROP TABLE aistock_bars", "market.database-column"),
      ("DELETE FROM aistock_calendar", "market.database-empty"),
      ("UPDATE aistock_market SET value = '99' WHERE key = 'schema'", "market.database-schema"),
      ("UPDATE aistock_universes SET last_day = '2000-01-01'", "market.database-span"),
      ("UPDATE aistock_series SET days = 1000", "market.database-outside"),
      ("UPDATE aistock_universes SET instrument = 'a b'", "market.database-code"),
    ])
  func aTouchedTableIsNamed(kind: TestDatabase.Kind, touch: (sql: String, id: String)) throws {
    let found = try DatabaseHarmTests.touched(kind, touch.sql)
    #expect(found?.id == touch.id)
    #expect(found?.exit == .input)
  }

  /// Its tables may stand in a schema that this user does not see first; the message names those that it sees.
  @Test(arguments: TestDatabase.Kind.present)
  func aDatabaseWithoutAMarketNamesItsTables(kind: TestDatabase.Kind) throws {
    let found = try DatabaseHarmTests.opened(kind, "CREATE TABLE prices (x integer)")
    #expect(found?.id == "market.database-tables")
    #expect(found?.summary.english.contains("prices") == true)
  }

  private static func bars(_ columns: String, _ rows: String) -> String {
    "CREATE TABLE kline_daily (\(columns)); INSERT INTO kline_daily VALUES \(rows);"
  }
  private static let columns =
    "ts_code text, trade_date date, open_li integer, high_li integer, low_li integer, close_li integer, vol real"

  @Test(arguments: TestDatabase.Kind.present)
  func aMissingColumnIsNamedWithThoseThatAreThere(kind: TestDatabase.Kind) throws {
    let found = try DatabaseHarmTests.opened(
      kind, DatabaseHarmTests.bars("ts_code text, trade_date date, close_li integer", "('600000.SH', '2024-01-02', 1)"))
    #expect(found?.id == "market.database-column")
    #expect(
      found?.summary.english
        == "The table lacks a column open_li, open. It has ts_code, trade_date, close_li.")
    #expect(found?.exit == .input)
  }

  @Test(arguments: TestDatabase.Kind.present)
  func textInANumbersPlaceIsRefused(kind: TestDatabase.Kind) throws {
    let typed = DatabaseHarmTests.columns.replacing("close_li integer", with: "close_li text")
    let found = try DatabaseHarmTests.opened(
      kind, DatabaseHarmTests.bars(typed, "('600000.SH', '2024-01-02', 1, 1, 1, '1', 1)"))
    #expect(found?.id == "market.database-type")
    #expect(found?.place?.field == "kline_daily.close_li")
    // SQLite's columns hold anything, whatever they declare.
    guard kind == .sqlite else { return }
    let held = try DatabaseHarmTests.opened(
      kind, DatabaseHarmTests.bars(DatabaseHarmTests.columns, "('600000.SH', '2024-01-02', 1, 1, 1, 'none', 1)"))
    #expect(held?.id == "market.database-number")
    #expect(held?.place?.field == "kline_daily.close_li")
  }

  @Test(
    arguments: TestDatabase.Kind.present,
    [
      (
        "('600000.SH', '2024-01-02', 1, 1, 1, 1, 1), ('sh600000', '2024-01-02', 1, 1, 1, 1, 1)", "market.database-twice"
      ),
      ("('600000', '2024-01-02', 1, 1, 1, 1, 1)", "market.database-code"),
      ("('''; DROP TABLE kline_daily; --', '2024-01-02', 1, 1, 1, 1, 1)", "market.database-code"),
      ("(NULL, '2024-01-02', 1, 1, 1, 1, 1)", "market.database-row-key"),
      ("('600000.SH', '2024-01-02', 1, 1, 1, 1, 1), ('600000.SH', NULL, 1, 1, 1, 1, 1)", "market.database-row-key"),
    ])
  func aRowThatNamesNothingOrTwiceIsRefused(kind: TestDatabase.Kind, harm: (rows: String, id: String)) throws {
    let found = try DatabaseHarmTests.opened(kind, DatabaseHarmTests.bars(DatabaseHarmTests.columns, harm.rows))
    #expect(found?.id == harm.id)
    #expect(found?.exit == .input)
  }

  /// A dump that took the whole market for one stock has one row a day: it is read, and the check names it.
  @Test(arguments: TestDatabase.Kind.present)
  func oneFakeStockIsReadAsItIs(kind: TestDatabase.Kind) throws {
    let market = try UserTableTests.market(
      kind,
      DatabaseHarmTests.bars(
        DatabaseHarmTests.columns,
        "('DAILY_ALL', '2024-01-03', 2, 2, 2, 2, 1), ('DAILY_ALL', '2024-01-02', 1, 1, 1, 1, 1)"))
    #expect(try market.universe("all").instruments == [code("DAILY_ALL")])
    #expect(try market.series("close", of: code("DAILY_ALL")).map { [$0[0], $0[1]] } == [0.001, 0.002])
  }

  @Test(.enabled(if: PostgreSQLServer.isPresent, "\(PostgreSQLServer.absence)"))
  func notANumberIsMissingAndInfinityStays() throws {
    let market = try UserTableTests.market(
      .postgresql,
      DatabaseHarmTests.bars(
        DatabaseHarmTests.columns.replacing("integer", with: "double precision"),
        "('600000.SH', '2024-01-02', 'NaN', 'Infinity', 1000, 1000, NULL), ('600000.SH', '2024-01-03', 1, 1, 1, 'NaN', 1)"
      ))
    #expect(try market.series("open", of: code("SH600000"))?[0].isNaN == true)
    #expect(try market.series("high", of: code("SH600000"))?[0] == .infinity)
    #expect(try market.series("volume", of: code("SH600000"))?[0].isNaN == true)
    // A day without a close is no day of the stock.
    #expect(try market.series("open", of: code("SH600000"))?[1].isNaN == true)
  }

  /// Names of tables and columns are the users': quotes, line ends and statements in them are letters.
  @Test(arguments: TestDatabase.Kind.present)
  func statementsInNamesAreNames(kind: TestDatabase.Kind) throws {
    let name = "pe'; DROP TABLE kline_daily; --\n\"\"x"
    let market = try UserTableTests.market(
      kind, UserTableTests.bars,
      """
      CREATE TABLE daily_basic (code text, trade_date date, "\(name)" real);
      INSERT INTO daily_basic VALUES ('SH600000', '2024-01-03', 7.5);
      """)
    let field = "db_" + name.replacing("\"\"", with: "\"").lowercased()
    #expect(try market.fieldNames()?.contains(field) == true)
    #expect(try market.series(field, of: code("SH600000"))?[1] == 7.5)
    #expect(try market.series("close", of: code("SH600000"))?[0] == 10)
  }

  /// A changed row, rows that come and go, another column: each gives another revision, and a market that is open says
  /// so. PostgreSQL's rows are not compared one by one for an open market.
  @Test(
    arguments: TestDatabase.Kind.present,
    [
      "UPDATE kline_daily SET close_li = 10001 WHERE ts_code = '600000.SH' AND trade_date = '2024-01-02'",
      "DELETE FROM adj_factor WHERE ts_code = '688001.SH'",
      "INSERT INTO kline_daily VALUES ('600000.SH', '2024-01-08', 1, 1, 1, 1, 1, 1, 1)",
      "ALTER TABLE kline_daily RENAME COLUMN high_li TO top_li",
    ])
  func aTableThatChangesIsNoticed(kind: TestDatabase.Kind, change: String) throws {
    let database = try TestDatabase(kind)
    try database.run(UserTableTests.bars)
    try database.run(UserTableTests.factors)
    let market = try database.open()
    let before = try #require(try market.revision())
    #expect(try database.open().revision() == before)
    try database.run(change)
    let noticed = diagnostic { _ = try market.series("close", of: code("SH600000")) }
    let isSilent = kind == .postgresql && change.hasPrefix("UPDATE")
    #expect(isSilent || noticed?.id == "market.database-changed")
    #expect((try? market.revision()) != before)
  }

  @Test func aFileThatIsNoDatabaseIsDamagedAndOneThatIsNotThereIsMissing() throws {
    let folder = try TemporaryFolder()
    let text = try folder.write(String(repeating: "no database", count: 100), to: "a.db")
    #expect(diagnostic { _ = try Markets.open(text) }?.id == "market.sqlite-damaged")
    #expect(diagnostic { _ = try Markets.open(folder.path("b.sqlite3")) }?.id == "market.sqlite-missing")
    #expect(diagnostic { _ = try Markets.open(folder.path("b.sqlite3")) }?.exit == .input)
    let database = try TestDatabase(.sqlite)
    try database.take(MarketSpecimen.plain)
    let bytes = try FileReader.bytes(database.file)
    let cut = try folder.write(Array(bytes.prefix(bytes.count / 2)), to: "cut.sqlite")
    #expect(diagnostic { _ = try Markets.open(cut) }?.id == "market.sqlite-damaged")
  }
}

/// A server that is gone, silent, strict, or leaves in the middle.
@Suite(.enabled(if: PostgreSQLServer.isPresent, "\(PostgreSQLServer.absence)"))
struct PostgreSQLFailureTests {
  @Test func aConnectionThatIsRefusedIsTheEnvironments() {
    let found = diagnostic { _ = try Markets.open("postgresql://reader:secret@127.0.0.1:1/market") }
    #expect(found?.id == "postgresql.unreachable")
    #expect(found?.exit == .environment)
    #expect(found?.place?.file == "postgresql://reader@127.0.0.1:1/market")
    #expect(found?.text(.english).contains("secret") == false)
  }

  @Test func aWrongPasswordIsTheEnvironments() throws {
    let server = try PostgreSQLServer.shared()
    let schema = try TestDatabase(.postgresql).schema
    try server.run("CREATE ROLE guarded LOGIN PASSWORD 'right'", in: schema)
    for password in ["wrong%21", "also%2Fwrong"] {
      let found = diagnostic { _ = try Markets.open(server.address(schema: schema, user: "guarded:" + password)) }
      #expect(found?.id == "postgresql.unreachable")
      #expect(found?.exit == .environment)
      #expect(found?.summary.english.contains("password authentication failed") == true)
      #expect(found?.text(.english).contains("wrong") == false)
    }
    let found = diagnostic { _ = try Markets.open(server.address(schema: schema, user: "guarded:right")) }
    #expect(found?.id == "market.database-tables")
  }

  /// It takes the connection and says nothing: libpq gives up after the two seconds that the address allows.
  @Test func aServerThatNeverAnswersIsGivenUp() throws {
    let server = try LocalServer { _ in }
    let port = try #require(server.address.split(separator: ":").last)
    let start = ContinuousClock.now
    let found = diagnostic { _ = try Markets.open("postgresql://reader@127.0.0.1:\(port)/market?connect_timeout=2") }
    #expect(found?.id == "postgresql.unreachable")
    #expect(found?.exit == .environment)
    #expect(ContinuousClock.now - start < .seconds(8))
  }

  /// A view whose third row ends the server's own process: the rows before it have been sent.
  @Test func aServerThatLeavesInTheMiddleOfARunIsNamed() throws {
    let database = try TestDatabase(.postgresql)
    try database.take(MarketSpecimen.plain)
    try database.run(
      """
      ALTER TABLE aistock_bars RENAME TO hidden;
      CREATE FUNCTION leave() RETURNS real LANGUAGE sql VOLATILE
        AS $$ SELECT CASE WHEN pg_terminate_backend(pg_backend_pid()) THEN 1 ELSE 2 END::real $$;
      CREATE VIEW aistock_bars AS SELECT instrument, day,
        CASE WHEN day = '2024-01-03' THEN leave() ELSE close END AS close, change, factor, open, volume FROM hidden;
      """)
    let market = try database.open()
    let found = diagnostic { _ = try market.series("close", of: code("SH600000")) }
    #expect(found?.id == "postgresql.dropped")
    #expect(found?.exit == .environment)
  }

  @Test func aTableThatMayNotBeReadIsTheEnvironments() throws {
    let database = try TestDatabase(.postgresql)
    try database.take(MarketSpecimen.plain)
    try database.run("CREATE ROLE stranger_\(database.schema) LOGIN")
    let address = try PostgreSQLServer.shared().address(schema: database.schema, user: "stranger_\(database.schema)")
    try database.run("GRANT USAGE ON SCHEMA \(database.schema) TO stranger_\(database.schema)")
    let found = diagnostic { _ = try Markets.open(address) }
    #expect(found?.id == "postgresql.stopped")
    #expect(found?.exit == .environment)
    #expect(found?.summary.english.contains("permission denied") == true)
  }
}

struct MarketAddressTests {
  @Test func anAddressThatCannotBeReadIsAMistakeOfUse() {
    let found = diagnostic { _ = try Markets.open("postgresql://u:sec/ret@h/market") }
    #expect(found?.id == "postgresql.address")
    #expect(found?.exit == .usage)
    #expect(found?.text(.english).contains("ret") == false)
  }
}
