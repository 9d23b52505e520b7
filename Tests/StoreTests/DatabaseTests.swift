import Foundation
import GRDB
import Primitives
import Records
import Store
import Testing

@Suite struct DatabaseTests {
  /// A folder of its own for one test, removed afterwards.
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/aistock-store-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test func anAbsentFileIsMadeWithItsFolderAndOpenedAgain() throws {
    try withFolder { folder in
      let path = folder + "/state/aistock.sqlite"
      #expect(
        try Store.Database(path: path).schemaVersions() == [
          "v1", "migration stages", "v2 live previews", "v3 live scores", "model pool",
        ])
      let again = try Store.Database(path: path)
      try again.check()
      #expect(try again.previews().isEmpty)
    }
  }

  @Test func aFileThatIsNoDatabaseIsDamaged() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let path = folder + "/state.sqlite"
      try Data(repeating: 0x41, count: 8192).write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: Diagnostic.self) { try Store.Database(path: path) }
      #expect(error?.id == "store.damaged")
      #expect(error?.exit == .input)
    }
  }

  @Test func aFileCutInHalfIsDamaged() throws {
    try withFolder { folder in
      let path = folder + "/state.sqlite"
      _ = try Store.Database(path: path)
      // A copy without write-ahead log, so that the cut file is all there is.
      let copy = folder + "/copy.sqlite"
      try DatabaseQueue(path: path).write { _ in }
      try DatabaseQueue(path: path).inDatabase { try $0.execute(sql: "VACUUM INTO '\(copy)'") }
      let bytes = try Data(contentsOf: URL(fileURLWithPath: copy))
      try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: copy))
      let error = #expect(throws: Diagnostic.self) { try Store.Database(path: copy).check() }
      #expect(error?.id == "store.damaged")
    }
  }

  @Test func aSchemaOfTomorrowIsRefused() throws {
    try withFolder { folder in
      let path = folder + "/state.sqlite"
      _ = try Store.Database(path: path)
      try DatabaseQueue(path: path).write {
        try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('v999')")
      }
      let error = #expect(throws: Diagnostic.self) { try Store.Database(path: path) }
      #expect(error?.id == "store.newer")
      #expect(error?.exit == .input)
    }
  }

  @Test func nightsAndStepsComeBack() throws {
    let database = try Store.Database.inMemory()
    let day = try #require(TradingDay("2024-01-02"))
    var night = NightRecord(tradingDay: day, startedAt: "a", state: .running)
    try database.save(night)
    night.state = .done
    night.finishedAt = "b"
    night.summary = ["verdict": "PASS"]
    night.manifestSHA256 = "ff"
    try database.save(night)
    var stored = try database.nights()
    #expect(stored.count == 1 && stored[0].id != nil)
    stored[0].id = nil
    #expect(stored == [night])

    let steps = ["sync", "replay", "archive"].map {
      NightStep(
        tradingDay: day, name: $0, state: .running, digest: nil, seconds: 0.5, message: "m")
    }
    for step in steps { try database.save(step) }
    var first = steps[0]
    first.state = .done
    first.digest = "01"
    try database.save(first)
    #expect(try database.steps(of: day) == [first, steps[1], steps[2]])
  }

  @Test func aStepNeedsItsNight() throws {
    let database = try Store.Database.inMemory()
    let day = try #require(TradingDay("2024-01-02"))
    let error = #expect(throws: Diagnostic.self) {
      try database.save(NightStep(tradingDay: day, name: "sync", state: .done))
    }
    #expect(error?.id == "store.conflict")
  }
}
