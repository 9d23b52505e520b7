import Foundation
import GRDB
import MarketData
import Primitives
import Synchronization
import TestSupport
import Testing

/// An empty database of one kind for one test, and what a user does with it.
struct TestDatabase {
  enum Kind: String, CaseIterable, CustomTestStringConvertible {
    case sqlite, postgresql

    var testDescription: String { rawValue }

    /// Those that this machine has: without a server the PostgreSQL cases are left out, and a test says so.
    static let present = PostgreSQLServer.isPresent ? allCases : [.sqlite]
  }

  private static let count = Mutex(0)

  let kind: Kind
  let folder: TemporaryFolder
  let schema: String

  init(_ kind: Kind) throws {
    self.kind = kind
    folder = try TemporaryFolder()
    schema = "test_\(TestDatabase.count.withLock { count in count += 1; return count })"
    if kind == .postgresql { try PostgreSQLServer.shared().run("CREATE SCHEMA \(schema)", in: nil) }
  }

  var file: String { folder.path("market.sqlite") }

  /// How a user names the market.
  func name() throws -> String {
    kind == .sqlite ? file : try PostgreSQLServer.shared().address(schema: schema)
  }

  func open() throws -> any Market { try Markets.open(name()) }

  func sink() throws -> any MarketSink {
    kind == .sqlite ? try SQLiteSink(path: file) : try PostgreSQLSink(address: name())
  }

  func run(_ sql: String) throws {
    switch kind {
    case .sqlite: try DatabaseQueue(path: file).write { try $0.execute(sql: sql) }
    case .postgresql: try PostgreSQLServer.shared().run(sql, in: schema)
    }
  }

  /// Carries a whole market over.
  func take(_ market: MemoryMarket) throws {
    var sink = try sink()
    try sink.take(market)
  }
}

extension MarketSink {
  /// Everything of a market.
  mutating func take(_ market: any Market, committing: Bool = true) throws {
    let fields = try market.fieldNames() ?? []
    try begin(calendar: market.calendar, universes: market.universeNames.map(market.universe), fields: fields)
    for instrument in market.recordedInstruments ?? [] {
      var series: [String: FieldSeries] = [:]
      for field in fields { series[field] = try market.series(field, of: instrument) }
      try write(instrument, series)
    }
    if committing { try commit() }
  }
}
