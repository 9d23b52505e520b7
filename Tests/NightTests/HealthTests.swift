import Foundation
import MarketData
import Night
import Primitives
import Records
import Store
import TestSupport
import Testing

/// How the nights stand: values by hand from rows by hand.
@Suite("Health of the nights") struct HealthTests {
  private let folder: TemporaryFolder
  private var configuration: AistockConfiguration
  private static let work = Path.join(".aistock", "work")
  /// 2024-01-09 12:00:00 UTC, a Tuesday.
  private static let noon = 1_704_801_600.0

  init() throws {
    folder = try TemporaryFolder()
    configuration = AistockConfiguration(folder: folder.path)
    configuration.provider = MarketPlaces([folder.path("market")])
  }

  private func report(
    now: Double = noon, ageHoursMax: Double = HealthReport.ageHoursMax, isLocked: Bool = false
  ) throws -> HealthReport {
    try HealthReport(
      configuration, database: try Database(path: configuration.state), clock: .fixed(now), ageHoursMax: ageHoursMax,
      isLocked: isLocked)
  }

  private func save(
    _ date: String, _ state: NightRecord.State, start: String, end: String?, verdicts: [String] = [],
    steps: [(String, NightStep.State, Double)] = []
  ) throws {
    let database = try Database(path: configuration.state)
    let summary: JSONValue = ["migrations": .array(verdicts.map { ["id": "m", "verdict": .string($0)] })]
    try database.save(
      NightRecord(tradingDay: day(date), startedAt: start, finishedAt: end, state: state, summary: summary))
    try database.save(
      steps.map {
        NightStep(
          tradingDay: day(date), name: $0.0, state: $0.1, seconds: $0.2,
          outcome: $0.1 == .failed ? .failure(Self.broken) : .message(.verbatim("It is done.")))
      })
  }

  private static let broken = Diagnostic(
    "test.broken", .damaged, (en: "It is so.", zh: "如此。"), remedy: (en: "Mend it.", zh: "请修复。"))

  private func ids(_ report: HealthReport) -> [String] { report.reasons.map(\.id) }

  @Test("before the first night nothing is well, and what is not known has no sample")
  func first() throws {
    let report = try report()
    #expect(ids(report) == ["health.no-night"])
    let families = try Exposition(report.prometheus).families
    #expect(families["aistock_healthy"]?.samples == ["": 0])
    #expect(families["aistock_night_last_success_timestamp_seconds"] == nil)
    #expect(families["aistock_data_missed_trading_days"] == nil && families["aistock_migrations"] == nil)
  }

  @Test("a night of Monday: its times, seconds, verdicts and the age of its data")
  func figures() throws {
    try save(
      "2024-01-08", .done, start: "2024-01-08T10:10:00+00:00", end: "2024-01-08T10:40:30+00:00",
      verdicts: ["PASS", "FAIL", "PASS", "DAMAGED"],
      steps: [("reconcile a \"b\\c", .done, 1.25), ("archive", .skipped, 0.5), ("notify 1 webhook", .failed, 2)])
    let report = try report()
    #expect(report.isHealthy, "\(report.reasons)")
    #expect(report.missedDays == 0)
    let families = try Exposition(report.prometheus).families
    func value(_ name: String, _ labels: String = "") -> Double? { families[name]?.samples[labels] }
    #expect(families.values.allSatisfy { $0.type == "gauge" && $0.help.hasSuffix(".") })
    #expect(value("aistock_build_info", "version=\"\(ToolVersion.current)\"") == 1)
    #expect(value("aistock_healthy") == 1)
    // 2024-01-08 00:00 UTC is 1704672000 (date -u -d 2024-01-08 +%s).
    #expect(value("aistock_night_last_start_timestamp_seconds") == 1_704_708_600)
    #expect(value("aistock_night_last_end_timestamp_seconds") == 1_704_710_430)
    #expect(value("aistock_night_last_success_timestamp_seconds") == 1_704_710_430)
    #expect(value("aistock_data_day_timestamp_seconds") == 1_704_672_000)
    #expect(value("aistock_data_missed_trading_days") == 0)
    #expect(
      families["aistock_night_last_state"]?.samples == [
        "state=\"running\"": 0, "state=\"done\"": 1, "state=\"failed\"": 0,
      ])
    #expect(
      families["aistock_night_steps"]?.samples == [
        "state=\"running\"": 0, "state=\"done\"": 1, "state=\"failed\"": 1, "state=\"skipped\"": 1,
      ])
    #expect(
      families["aistock_night_step_duration_seconds"]?.samples == [
        "step=\"reconcile\",subject=\"a \"b\\c\"": 1.25, "step=\"archive\",subject=\"\"": 0.5,
        "step=\"notify\",subject=\"1 webhook\"": 2,
      ])
    #expect(
      families["aistock_migrations"]?.samples == [
        "verdict=\"PASS\"": 2, "verdict=\"PASS WITH EXCEPTIONS\"": 0, "verdict=\"FAIL\"": 1,
        "verdict=\"NOT COMPARABLE\"": 0, "verdict=\"DAMAGED\"": 1,
      ])
    #expect(value("aistock_night_lock_held") == 0)
    #expect(value("aistock_state_schema_steps") == 13)
    #expect((value("aistock_state_free_bytes") ?? 0) > 0 && (value("aistock_state_size_bytes") ?? 0) > 0)
    #expect(report.json["verdicts"]?["PASS"] == 2 && report.json["healthy"] == true)
    #expect(report.json["steps"]?.arrayValue?.count == 3)
  }

  @Test("the text format is held to its grammar and to one order of its lines: each breach is found")
  func grammar() throws {
    let sound = "# HELP a_b A.\n# TYPE a_b gauge\na_b{c=\"x\\\"y\\\\z\\n\"} 1.5e-05\n"
    #expect(try Exposition(sound).families["a_b"]?.samples == ["c=\"x\"y\\z\n\"": 1.5e-05])
    for broken in [
      String(sound.dropLast()), sound.replacing("# TYPE a_b gauge\n", with: ""), sound.replacing("gauge", with: "gage"),
      sound.replacing("1.5e-05", with: "1,5"), sound.replacing("\\\"", with: "\""), sound.replacing("\\\\", with: "\\"),
      sound + "a_b{c=\"x\\\"y\\\\z\\n\"} 2\n", sound + "other 1\n", sound.replacing("a_b", with: "a-b"), sound + sound,
    ] {
      #expect(throws: Exposition.Violation.self, "\(broken)") { try Exposition(broken) }
    }
  }

  @Test(
    "missed days are trading days of the exchange before today: not New Year's",
    arguments: [("2024-01-05", 1), ("2024-01-08", 0), ("2024-01-09", 0), ("2023-12-29", 5), ("2019-01-04", nil)])
  func missed(_ date: String, _ count: Int?) throws {
    try save(date, .done, start: "2024-01-08T10:10:00+00:00", end: "2024-01-08T10:40:30+00:00")
    #expect(try report().missedDays == count)
  }

  @Test("what is not well is named: a night cut off, one that failed, a failed step, an old success, old data")
  func reasons() throws {
    try save("2024-01-08", .running, start: "2024-01-08T10:10:00+00:00", end: nil)
    #expect(ids(try report()) == ["health.cut-off", "health.no-success"])
    #expect(ids(try report(isLocked: true)) == ["health.no-success"])
    try save("2024-01-08", .failed, start: "2024-01-08T10:10:00+00:00", end: "2024-01-08T10:11:00+00:00")
    #expect(ids(try report()) == ["health.failed-night", "health.no-success"])
    try save(
      "2024-01-08", .done, start: "2024-01-08T10:10:00+00:00", end: "2024-01-08T10:40:00+00:00",
      steps: [("reconcile bad", .failed, 1), ("sync", .failed, 1)])
    let failed = try report()
    #expect(ids(failed) == ["health.failed-step"])
    #expect(failed.reasons[0].english == "The step 'reconcile bad' failed: It is so.")
    // 25 hours and 20 minutes later.
    #expect(ids(try report(ageHoursMax: 25)) == ["health.failed-step", "health.old-success"])
    #expect(ids(try report(ageHoursMax: 26)) == ["health.failed-step"])
    // Data of a Monday are missed from Wednesday on.
    #expect(ids(try report(now: Self.noon + 86_400)).contains("health.missed-data"))
    #expect(!ids(try report()).contains("health.missed-data"))
  }

  @Test("a night without its place in the archive is not well")
  func archive() throws {
    let database = try Database(path: configuration.state)
    try database.save(
      NightRecord(
        tradingDay: day("2024-01-08"), startedAt: "2024-01-08T10:10:00+00:00", finishedAt: "2024-01-08T10:40:00+00:00",
        state: .done, manifestSHA256: "ff"))
    #expect(ids(try report()) == ["health.not-archived"])
  }

  @Test("a look at a lock finds who holds it, makes no file, and holds up no night")
  func lock() throws {
    let path = folder.path("night.lock")
    #expect(!NightLock.isHeld(path) && !FileReader.exists(path))
    do {
      let lock = try NightLock(path: path)
      #expect(NightLock.isHeld(path))
      withExtendedLifetime(lock) {}
    }
    #expect(!NightLock.isHeld(path))
    // A look that lasts is waited for.
    let look = open(path, O_RDONLY)
    #expect(flock(look, LOCK_SH) == 0)
    let thread = Thread {
      usleep(30_000)
      close(look)
    }
    thread.start()
    #expect(throws: Never.self) { _ = try NightLock(path: path) }
  }

  // MARK: - What a night removes

  private func age(_ path: String, days: Double) throws {
    let date = Date(timeIntervalSince1970: Self.noon - days * 86_400)
    try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: folder.path(path))
  }

  private func write(_ path: String, days: Double) throws {
    try folder.write("x", to: path)
    try age(path, days: days)
    var parent = Path.folder(of: path)
    while parent.hasPrefix("\(Self.work)/") {
      try age(parent, days: days)
      parent = Path.folder(of: parent)
    }
  }

  @Test("old work that nobody needs goes; what is young, needed, of others or evidence stays")
  func retention() throws {
    var configuration = configuration
    configuration.migrations = [
      .init(id: "here", workspace: folder.path("ws"), benchmark: nil, rungs: [], tolerances: [:])
    ]
    for (name, days) in [("here", 100.0), ("gone", 100), ("young", 20)] {
      try write("\(Self.work)/\(name)/comparison.json", days: days)
      try write("\(Self.work)/\(name)/replayed/report.csv", days: days)
      try age("\(Self.work)/\(name)", days: days)
    }
    try write("\(Self.work)/theirs/notes.txt", days: 100)
    let compared = (1...NightResult.changesMax + 3).map { offset in
      "\(day("2023-01-01").advanced(byDays: offset))_\(day("2023-01-01").advanced(byDays: offset + 1)).json"
    }
    for (offset, name) in compared.enumerated() { try write(".aistock/changes/\(name)", days: offset == 2 ? 10 : 100) }
    // 4194304 is one more than the largest process number of Linux.
    try write(".aistock/.factors.json.4194304.partial", days: 100)
    try write(".aistock/networks/.net.4194304-139812.partial", days: 100)
    try write(".aistock/networks/.net.\(getpid())-139812.partial", days: 100)
    try write(".aistock/.factors.json.\(getpid()).partial", days: 100)
    try write(".aistock/.hidden", days: 100)
    for name in ["predictions/aa.csv", "models/m/model.txt", "bundles/b/x", "minutes/2023-01-02.csv", "state-1.sqlite"]
    {
      try write(".aistock/" + name, days: 1000)
    }
    try write("reports/2023-01-02/manifest.json", days: 1000)
    let retention = Retention(configuration, days: 90, clock: .fixed(Self.noon))
    let items = try retention.items()
    #expect(
      items.map(\.path) == [
        "work/gone", "changes/\(compared[0])", "changes/\(compared[1])", ".factors.json.4194304.partial",
        "networks/.net.4194304-139812.partial",
      ])
    #expect(items.map(\.kind) == [.work, .comparison, .comparison, .leftover, .leftover])
    #expect(items.map(\.byteCount) == [2, 1, 1, 1, 1])
    let before = Set(try folder.contents())
    try retention.remove(items)
    let gone = before.subtracting(try folder.contents())
    #expect(
      gone
        == Set(
          items.map { ".aistock/" + $0.path } + [
            "\(Self.work)/gone/comparison.json", "\(Self.work)/gone/replayed",
            "\(Self.work)/gone/replayed/report.csv",
          ]))
    #expect(try retention.items().isEmpty)
  }

  @Test("a link in the place of old work is left alone, and nothing behind it is touched")
  func links() throws {
    try write("elsewhere/comparison.json", days: 100)
    try FileManager.default.createDirectory(atPath: folder.path(Self.work), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("\(Self.work)/gone"), withDestinationPath: folder.path("elsewhere"))
    #expect(try Retention(configuration, days: 1, clock: .fixed(Self.noon)).items().isEmpty)
  }
}
