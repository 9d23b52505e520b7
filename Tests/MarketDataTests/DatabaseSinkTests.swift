import Foundation
import GRDB
import MarketData
import Primitives
import TestSupport
import Testing

/// What a sink leaves behind, and what it does not.
struct DatabaseSinkTests {
  private static let other: MemoryMarket = {
    var tiny = TinyMarket(from: "2023-05-01", days: 3)
    tiny.add("SH601318", close: [40, 41, 42])
    return tiny.market
  }()

  @Test(arguments: TestDatabase.Kind.present)
  func aSinkThatIsDroppedLeavesWhatWasThere(kind: TestDatabase.Kind) throws {
    let database = try TestDatabase(kind)
    var first = try database.sink()
    try first.take(MarketSpecimen.plain, committing: false)
    if kind == .postgresql { #expect(diagnostic { _ = try database.open() }?.id == "market.database-tables") }
    try first.commit()
    do {
      var second = try database.sink()
      try second.take(DatabaseSinkTests.other, committing: false)
      try MarketConformance.check(try database.open(), like: MarketSpecimen.plain)
    }
    try MarketConformance.check(try database.open(), like: MarketSpecimen.plain)
    #expect(try database.folder.contents() == (kind == .sqlite ? ["market.sqlite"] : []))
    try database.take(DatabaseSinkTests.other)
    try MarketConformance.check(try database.open(), like: DatabaseSinkTests.other)
  }

  /// Bins, database, bins: every byte of every file.
  @Test(arguments: TestDatabase.Kind.present)
  func binsComeBackByteForByte(kind: TestDatabase.Kind) throws {
    let disk = try ProviderOnDisk()
    let database = try TestDatabase(kind)
    var sink = try database.sink()
    try sink.take(try disk.open())
    let market = try database.open()
    var bars: [InstrumentID: [String: FieldSeries]] = [:]
    for instrument in market.recordedInstruments ?? [] {
      for field in try market.fieldNames() ?? [] {
        bars[instrument, default: [:]][field] = try market.series(field, of: instrument)
      }
    }
    let back = MemorySink()
    try MemoryMarket(
      location: "back", calendar: market.calendar, universes: try market.universeNames.map(market.universe), bars: bars
    ).write(to: back)
    for (path, bytes) in back.files { #expect(try FileReader.bytes(disk.folder.path(path)) == bytes, "\(path)") }
    #expect(back.files.keys.sorted() == (try disk.folder.contents().filter { $0.contains(".") }))
  }

  @Test(arguments: TestDatabase.Kind.present)
  func theRevisionIsThatOfTheContent(kind: TestDatabase.Kind) throws {
    let database = try TestDatabase(kind)
    try database.take(MarketSpecimen.plain)
    let market = try database.open()
    let before = try #require(try market.revision())
    #expect(try market.revision() == before)
    try database.take(DatabaseSinkTests.other)
    #expect(try database.open().revision() != before)
    // A market that was open before keeps to what it was, or says that it is gone; a file that was replaced is still read.
    if kind == .postgresql {
      #expect(diagnostic { _ = try market.series("close", of: code("SH600000")) }?.id == "market.database-changed")
      try database.take(MarketSpecimen.plain)
      #expect(try database.open().revision() == before)
    } else {
      #expect(try market.series("close", of: code("SH600000"))?[0] == 10)
    }
  }

  @Test(arguments: TestDatabase.Kind.present)
  func aFieldThatCannotBeAColumnIsRefused(kind: TestDatabase.Kind) throws {
    for name in ["day", "Instrument", "", String(repeating: "x", count: 64)] {
      let database = try TestDatabase(kind)
      var sink = try database.sink()
      let refused = diagnostic {
        try sink.begin(calendar: DatabaseSinkTests.other.calendar, universes: [], fields: ["close", name])
      }
      #expect(refused?.id == "market.database-field", "\(name)")
    }
  }

  @Test(.enabled(if: PostgreSQLServer.isPresent, "\(PostgreSQLServer.absence)"))
  func twoWritersOfOneSchemaDoNotMeet() throws {
    let database = try TestDatabase(.postgresql)
    var (first, second) = (try database.sink(), try database.sink())
    try first.take(MarketSpecimen.plain, committing: false)
    let refused = diagnostic { try second.begin(calendar: DatabaseSinkTests.other.calendar, universes: [], fields: []) }
    #expect(refused?.id == "postgresql.locked")
    #expect(refused?.exit == .locked)
    try first.commit()
  }

  /// The schema that is searched first is written; a market further down the path is somebody else's.
  @Test(.enabled(if: PostgreSQLServer.isPresent, "\(PostgreSQLServer.absence)"))
  func aMarketOfAnotherSchemaStays() throws {
    let (far, near) = (try TestDatabase(.postgresql), try TestDatabase(.postgresql))
    try far.take(MarketSpecimen.plain)
    var sink: any MarketSink = try PostgreSQLSink(address: near.name() + "," + far.schema)
    try sink.take(DatabaseSinkTests.other)
    try MarketConformance.check(try far.open(), like: MarketSpecimen.plain)
    try MarketConformance.check(try near.open(), like: DatabaseSinkTests.other)
  }

  @Test func aFileOfOthersIsNotReplaced() throws {
    let database = try TestDatabase(.sqlite)
    try database.run("CREATE TABLE notes (text text); CREATE TABLE aistock_bars (x integer)")
    let before = try FileReader.bytes(database.file)
    let refused = diagnostic { _ = try database.sink() }
    #expect(refused?.id == "market.sqlite-foreign")
    #expect(try FileReader.bytes(database.file) == before)
    let other = try database.folder.write("no database", to: "text.db")
    #expect(diagnostic { _ = try SQLiteSink(path: other) }?.id == "market.sqlite-damaged")
    #expect(diagnostic { _ = try SQLiteSink(path: database.folder.path) }?.id == "output.not-a-file")
  }

  @Test func aFileThatSomebodyWritesIsNotReplaced() throws {
    let database = try TestDatabase(.sqlite)
    try database.take(MarketSpecimen.plain)
    let pool = try DatabasePool(path: database.file)
    try pool.write { try $0.execute(sql: "UPDATE aistock_market SET value = value") }
    #expect(diagnostic { _ = try database.sink() }?.id == "market.sqlite-locked")
    try pool.close()
  }
}
