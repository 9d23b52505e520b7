import Foundation
import GRDB
import Primitives
import Records
import Store
import TestSupport
import Testing

/// A state file of each released schema step opens, goes through the steps behind it and keeps its rows.
///
/// `Tests/Fixtures/schema/steps.sql` is a copy of every step as it was released, with rows behind each: files are made from
/// it, not from the steps of the sources.
@Suite("Schema steps") struct SchemaStepTests {
  /// One step: its statements, and rows for the tables that it made.
  struct Step: CustomTestStringConvertible, Sendable {
    var name: String
    var sql: String

    var testDescription: String { name }
  }

  static let steps: [Step] = {
    let path = (RepositoryRoot.folder ?? ".") + "/Tests/Fixtures/schema/steps.sql"
    let text = (try? FileReader.text(path)) ?? ""
    return text.components(separatedBy: "-- step: ").dropFirst().map { part in
      let name = part.prefix { $0 != "\n" }
      return Step(name: String(name), sql: String(part.dropFirst(name.count)))
    }
  }()

  private let folder: TemporaryFolder
  private var path: String { folder.path("state.sqlite") }

  init() throws { folder = try TemporaryFolder() }

  /// A file as a program that knew the first `count` steps left it.
  private func make(_ count: Int) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { database in
      try database.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
      for step in Self.steps.prefix(count) {
        try database.execute(sql: step.sql)
        try database.execute(sql: "INSERT INTO grdb_migrations VALUES (?)", arguments: [step.name])
      }
    }
    try queue.close()
  }

  private typealias Rows = [[String: DatabaseValue]]

  /// Every row of every table, each by the names of its columns.
  private func rows() throws -> [String: Rows] {
    let queue = try DatabaseQueue(path: path)
    return try queue.read { database in
      let names = try String.fetchAll(
        database,
        sql: """
          SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'grdb_migrations'
            AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'library_text_%'
          """)
      return try Dictionary(
        uniqueKeysWithValues: names.map { name in
          let rows = try Row.fetchAll(database, sql: "SELECT * FROM \"\(name)\" ORDER BY 1, 2")
          return (name, rows.map { row in Dictionary(row.map { ($0.0, $0.1) }) { first, _ in first } })
        })
    }
  }

  @Test("the steps of the sources are the released ones, and no other")
  func names() throws {
    let released = Self.steps.map(\.name)
    #expect(released.count == 13)
    #expect(try Store.Database(path: path).schemaVersions() == released)
  }

  @Test("a released step has not changed: the released statements and the sources give one schema")
  func frozen() throws {
    func schema(_ path: String) throws -> [String] {
      try DatabaseQueue(path: path).read {
        try String.fetchAll(
          $0,
          sql: """
            SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master
            WHERE name NOT LIKE '%grdb_migrations%' ORDER BY 1
            """)
      }.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    }
    try make(Self.steps.count)
    let released = try schema(path)
    _ = try Store.Database(path: folder.path("new.sqlite"))
    #expect(released.count > 40)
    #expect(try schema(folder.path("new.sqlite")) == released)
  }

  @Test("a file of each step is brought forward with every row", arguments: SchemaStepTests.steps.indices)
  func forward(_ index: Int) throws {
    try make(index + 1)
    let before = try rows()
    let tables = before.filter { !$0.value.isEmpty }
    #expect(tables.count >= min(8, before.count), "each table has a row")
    let database = try Store.Database(path: path)
    try database.check()
    #expect(try database.schemaVersions() == Self.steps.map(\.name))
    let after = try rows()
    for (table, old) in before {
      // A memory of checks that were done: it is made again under the coding of reasons of the step `v4 codes`.
      if table == "preview_verified", index < 5 { continue }
      let new = try #require(after[table], "\(table) is there")
      #expect(new.count == old.count, "\(table) keeps its rows")
      for (left, right) in zip(old, new) {
        for (column, value) in left where !Self.isRewritten(table, column, index) {
          #expect(right[Self.renamed[column] ?? column] == value, "\(table).\(column)")
        }
      }
    }
    // The rows mean what they meant.
    let night = try #require(try database.nights().first)
    #expect(night.tradingDay == day("2024-01-02") && night.state == .done && night.manifestSHA256 == "dd")
    let step = try #require(try database.steps(of: night.tradingDay).first)
    #expect(step.digest == "ee" && step.seconds == 1.5 && step.outcome == .message(.verbatim("PASS")))
    #expect(try database.previews().map(\.initialCapital) == [Money(yuan: 1_000_000)])
  }

  /// Renamed by `night step digests`.
  private static let renamed = ["fingerprint": "digest"]

  /// Sentences that became codes by `v4 codes`.
  private static func isRewritten(_ table: String, _ column: String, _ index: Int) -> Bool {
    index < 5 && column == "reason"
      && ["preview_trade", "preview_skip", "quote_fall", "preview_live_position"].contains(table)
  }

  @Test("sentences of the first version are codes afterwards")
  func codes() throws {
    try make(3)
    _ = try Store.Database(path: path)
    let after = try rows()
    func reason(_ table: String) -> String? { after[table]?.first?["reason"].flatMap(String.fromDatabaseValue) }
    #expect(reason("preview_trade") == "ranked 0.9 1 2")
    #expect(reason("preview_skip") == "no-volume")
    #expect(reason("quote_fall") == "stale")
    #expect(reason("preview_live_position") == "no-quote")
  }

  @Test("who only reads is told which steps are to come, and changes nothing", arguments: [1, 5, 11])
  func readers(_ count: Int) throws {
    try make(count)
    let bytes = try FileReader.bytes(path)
    let refusal = #expect(throws: Diagnostic.self) { try Store.Database(reading: path) }
    #expect(refusal?.id == "store.older" && refusal?.exit == .input)
    #expect(refusal?.summary.english.contains(Self.steps[count].name) == true)
    let report = try StateReport(path)
    #expect(report.steps == Self.steps.prefix(count).map(\.name) && report.problems.isEmpty)
    #expect(report.pending == Self.steps.dropFirst(count).map(\.name))
    #expect(try FileReader.bytes(path) == bytes)
  }
}
