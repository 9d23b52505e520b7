import GRDB
import Primitives
import Records
import Store
import TestSupport
import Testing

/// The state file of version 0.1.0 opens, steps to the present schema and keeps every row.
@Suite("State file of version 0.1.0")
struct OldStateTests {
  let project: OldProject
  private var path: String { project.path(".aistock/state.sqlite") }

  init() throws { project = try OldProject() }

  private func counts() throws -> [String: Int] {
    try DatabaseQueue(path: path).read { database in
      let names = try String.fetchAll(
        database, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'grdb_migrations'")
      return try Dictionary(
        uniqueKeysWithValues: names.map {
          ($0, try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM \"\($0)\"") ?? 0)
        })
    }
  }

  @Test("no row is lost by the schema steps")
  func rows() throws {
    let before = try counts()
    #expect(before["preview_account"] == 28 && before["preview_trade"] == 33 && before["preview_skip"] == 61)
    _ = try Database(path: path)
    let after = try counts()
    // A memory of checks that were done: it is made again under the present coding of reasons.
    for (table, count) in before where table != "preview_verified" { #expect(after[table] == count, "\(table)") }
  }

  @Test("previews, nights and stages read as they were")
  func read() throws {
    let database = try Database(path: path)
    #expect(try database.previews().map(\.id) == ["small", "stopped"])
    #expect(try database.previews().map(\.status) == [.running, .stopped])
    #expect(try database.nights().map(\.tradingDay) == [day("2024-12-18"), day("2024-12-20")])
    let stages = try database.stages(of: "faithful")
    #expect(stages.map(\.stage) == [.retrained, .approved])
    #expect(stages.first?.reason.english == "The model trained here stands in its seed band.")
    let old = try JSONReader.read(file: project.path("said/previews.json"), id: "test.said").arrayValue ?? []
    for preview in old {
      let id = try #require(preview["id"]?.stringValue)
      let last = try #require(try database.accounts(of: id).last)
      #expect(last.totalValue.description == preview["total_value"]?.stringValue, "\(id)")
      #expect(last.cumPnL.description == preview["cum_pnl"]?.stringValue, "\(id)")
      #expect(last.tradingDay.description == preview["trading_day"]?.stringValue, "\(id)")
    }
  }
}
