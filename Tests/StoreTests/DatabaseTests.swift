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
          "v1", "migration stages", "v2 live previews", "v3 live scores", "model pool", "v4 codes",
          "night step digests", "preview benchmark", "trade intents", "watch", "library",
          "library selection", "state identity",
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
        tradingDay: day, name: $0, state: .running, digest: nil, seconds: 0.5,
        outcome: .message(.verbatim("m")))
    }
    try database.save(steps)
    var first = steps[0]
    first.state = .done
    first.digest = "01"
    try database.save([first])
    #expect(try database.steps(of: day) == [first, steps[1], steps[2]])
  }

  @Test func aStepNeedsItsNight() throws {
    let database = try Store.Database.inMemory()
    let day = try #require(TradingDay("2024-01-02"))
    let error = #expect(throws: Diagnostic.self) {
      try database.save([
        NightStep(tradingDay: day, name: "sync", state: .done, outcome: .message(.verbatim("m")))
      ])
    }
    #expect(error?.id == "store.conflict")
  }

  @Test("a failure comes back whole: kind, place and remedy in both languages")
  func failures() throws {
    let database = try Store.Database.inMemory()
    let day = try #require(TradingDay("2024-01-02"))
    try database.save(NightRecord(tradingDay: day, startedAt: "a", state: .running))
    let diagnostic = Diagnostic(
      "curve.field", .damaged, at: .init("ws/report.csv", line: 3, field: "cost"), ["found": .text("x {found}")],
      (en: "The value is {found}.", zh: "值为 {found}。"), remedy: (en: "Export it again.", zh: "请重新导出。"),
      severity: .warning, exit: .environment)
    let step = NightStep(tradingDay: day, name: "reconcile a", state: .failed, outcome: .failure(diagnostic))
    try database.save([step])
    #expect(try database.steps(of: day) == [step])
  }

  @Test("a step that a version without typed outcomes stored is read")
  func oldSteps() throws {
    let old = StepOutcome(stored: "qlib-res.misparsed: 'Unnamed: 0' is no metric", state: .failed)
    guard case .failure(let diagnostic) = old else {
      Issue.record("a failed step has a diagnostic")
      return
    }
    #expect(diagnostic.id == "night.failed")
    #expect(diagnostic.summary.arguments["what"] == .text("qlib-res.misparsed: 'Unnamed: 0' is no metric"))
    #expect(StepOutcome(stored: "PASS", state: .done) == .message(.verbatim("PASS")))
  }

  @Test("the newest step of each name, over all nights, counts, and one that never ended does not")
  func newestSteps() throws {
    let database = try Store.Database.inMemory()
    func save(_ date: String, _ name: String, _ state: NightStep.State, _ digest: String) throws {
      let day = try #require(TradingDay(date))
      try database.save(NightRecord(tradingDay: day, startedAt: "a", state: .running))
      try database.save([
        NightStep(tradingDay: day, name: name, state: state, digest: digest, outcome: .message(.verbatim("m")))
      ])
    }
    try save("2024-01-02", "a", .done, "1")
    try save("2024-01-03", "a", .failed, "2")
    try save("2024-01-03", "b", .skipped, "3")
    try save("2024-01-04", "b", .running, "4")
    let steps = try database.newestSteps()
    #expect(steps.mapValues(\.digest) == ["a": "2", "b": "3"])
    #expect(steps["a"]?.state == .failed)
  }
}
