import Night
import Primitives
import Records
import Store
import Synchronization
import TestSupport
import Testing

/// A night that must end before a time of day, and how long it says that it still takes.
@Suite("The deadline of a night") struct DeadlineTests {
  /// A clock that stands until a step moves it.
  private final class Hands: Sendable {
    let seconds: Mutex<Double>

    init(_ seconds: Double) { self.seconds = Mutex(seconds) }

    var clock: Clock { Clock { self.seconds.withLock { $0 } } }
    func move(_ more: Double) { seconds.withLock { $0 += more } }
  }

  /// 2024-01-04 18:10 in China: 19,726 days of 86,400 s and 10 h 10 min.
  private static let evening = 1_704_363_000.0
  private let database: Database
  private let hands = Hands(evening)

  init() throws { database = try Database.inMemory() }

  @Test("a deadline is the next such time of day in China")
  func moment() {
    // 06:30 of the next day is 12 h 20 min ahead, 18:11 a minute; 18:10 itself has passed and is a day ahead.
    for (minute, ahead) in [(390, 44_400.0), (1091, 60.0), (1090, 86_400.0)] {
      let deadline = NightDeadline(minute: minute, after: DeadlineTests.evening)
      #expect(deadline.leaves(0, at: DeadlineTests.evening + ahead - 1))
      #expect(!deadline.leaves(0, at: DeadlineTests.evening + ahead))
      #expect(!deadline.leaves(1, at: DeadlineTests.evening + ahead - 1))
    }
    #expect(NightDeadline(minute: 390, after: 0).text == "06:30")
    #expect("06:30".minuteOfDay == 390)
    for text in ["6:30", "24:00", "06:60", "0630", "06:30:00", "-6:30"] { #expect(text.minuteOfDay == nil) }
  }

  /// Steps that take so many seconds each, and an archive of ten behind them.
  private func night(_ date: String, _ seconds: [(String, Double)], deadline: Int?) throws -> NightRunner.Outcome {
    var runner = NightRunner(database: database, clock: hands.clock, day: day(date))
    runner.deadline = deadline.map { NightDeadline(minute: $0, after: hands.clock.now()) }
    let steps = seconds.map { name, seconds in
      PlannedStep(
        .reconcile(name), isDeferrable: true,
        run: { [hands] in
          hands.move(seconds)
          return .verbatim("made")
        })
    }
    let last = PlannedStep(
      .archive,
      run: { [hands] in
        hands.move(10)
        return .verbatim("made")
      })
    runner.night = steps.map(\.id) + [.archive]
    _ = try runner.begin()
    var outcome = NightRunner.Outcome()
    try runner.run(steps, into: &outcome)
    try runner.run([last], into: &outcome)
    return outcome
  }

  @Test("a migration begins only where it, and the archive behind it, end before the deadline")
  func runner() throws {
    let steps = [("a", 20.0), ("b", 20.0), ("c", 20.0)]
    #expect(try night("2024-01-02", steps, deadline: nil).unreached == [])
    // From 18:11:10 the deadline of 18:12 is 50 s ahead: a takes 20 s, b ends at 40 s, and the archive needs 10 s more, to
    // 50 s, which is not before it.
    let second = try night("2024-01-03", steps, deadline: 1092)
    #expect(second.unreached == [.reconcile("b"), .reconcile("c")])
    #expect(second.steps.map(\.id) == [.reconcile("a"), .archive], "what must follow still runs")
    #expect(try database.steps(of: day("2024-01-03")).map(\.name) == ["reconcile a", "archive"])
    #expect(try database.stepDays()["reconcile b"] == day("2024-01-02"))
  }

  @Test("the migration that comes first begins whatever it took before, and none where no time is left")
  func starvation() throws {
    _ = try night("2024-01-02", [("long", 3600)], deadline: nil)
    let steps = [("long", 20.0), ("other", 20.0)]
    // 19:10:10: 50 s are left, an hour is foretold.
    #expect(try night("2024-01-03", steps, deadline: 1151).steps.first?.id == .reconcile("long"))
    hands.move(DeadlineTests.evening + 7200 - hands.clock.now() - 5)
    // 20:09:55: 5 s are left, and the archive needs 10.
    #expect(try night("2024-01-04", steps, deadline: 1210).unreached.count == 2)
  }

  @Test("what is left is what the steps took on former nights, corrected by how this night keeps to that")
  func forecast() throws {
    _ = try night("2024-01-02", [("a", 30), ("b", 60)], deadline: nil)
    var lefts: [Double?] = []
    var runner = NightRunner(database: database, clock: hands.clock, day: day("2024-01-03"))
    runner.announce = { _, _, _, left in lefts.append(left) }
    let steps = [("a", 15.0), ("b", 30.0), ("c", 5.0)].map { name, seconds in
      PlannedStep(
        .reconcile(name),
        run: { [hands] in
          hands.move(seconds)
          return .verbatim("made")
        })
    }
    _ = try runner.begin()
    var outcome = NightRunner.Outcome()
    try runner.run(steps, into: &outcome)
    // Before a: 30 + 60, and nothing tells of c. Before b: 60 * (15 + 60) / (30 + 60). Before c, which no night and no step
    // like it tells of without what it took itself: nothing.
    #expect(lefts == [90, 50, nil])
  }

  private func configuration(_ folder: TemporaryFolder, _ deadline: Int?) -> AistockConfiguration {
    var configuration = AistockConfiguration(folder: folder.path)
    configuration.migrations = ["a", "b", "new"].map {
      .init(id: $0, workspace: folder.path($0), benchmark: nil, rungs: Rung.allCases, tolerances: [:])
    }
    configuration.deadlineMinute = deadline
    return configuration
  }

  @Test(
    "migrations that were not reached show the verdict of the night that judged them, and the next night begins there")
  func carried() throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b", "new"] { try folder.write(",0\nIC,0.1\n", to: "\(name)/qlib_res.csv") }
    var settings = configuration(folder, nil)
    settings.migrations.removeLast()
    let database = try Database(path: settings.state)
    _ = try Night(settings, date: day("2024-01-30"), database: database, clock: hands.clock).run()
    for name in ["a", "b"] { try folder.write(",0\nIC,0.2\n", to: "\(name)/qlib_res.csv") }
    // The second migration is announced after the deadline.
    let late = NightProgress(step: { [hands] step, _, _, _ in if step == .reconcile("a") { hands.move(50_000) } })
    settings = configuration(folder, 390)
    hands.move(1_000)
    let night = try Night(
      settings, date: day("2024-01-31"), database: database, clock: hands.clock, progress: late
    ).run()
    // The one that no night has judged waited longest.
    #expect(night.steps.map(\.id) == [.reconcile("new"), .factors, .archive, .publish])
    #expect(night.unreached?.exit == .differs && night.failures.isEmpty)
    #expect(
      night.unreached?.summary.english
        == "The deadline of 06:30 came before 2 migrations: a, b. 2 show the verdict of an earlier night.")
    #expect(night.result.migrations.map(\.judgedOn) == [day("2024-01-30"), day("2024-01-30"), nil])
    #expect(night.result.migrations.map(\.verdict) == Array(repeating: "NOT COMPARABLE", count: 3))
    for page in ["site/en/index.html", "site/index.html", "site/en/migrations/b.html"] {
      let text = try FileReader.text(folder.path(page))
      #expect(text.contains(page.contains("en") ? "deadline" : "截止时间"), "\(page)")
    }
    let page = try FileReader.text(folder.path("site/en/migrations/b.html"))
    _ = try Night(settings, date: day("2024-01-31"), database: database, clock: hands.clock).render()
    #expect(try FileReader.text(folder.path("site/en/migrations/b.html")) == page)
    let note = try JSONReader.read(file: folder.path("reports/2024-01-31/migrations/b/carried.json"), id: "test.json")
    #expect(note["judged_on"] == "2024-01-30")
    let next = try Night(configuration(folder, nil), date: day("2024-01-31"), database: database, clock: hands.clock)
      .run()
    #expect(next.unreached == nil && next.steps.prefix(3).map(\.record.state) == [.done, .done, .skipped])
    #expect(!FileReader.exists(folder.path("reports/2024-01-31/migrations/b/carried.json")))
  }

  @Test("a migration that no night has judged and the deadline came before is named, and shown nowhere")
  func neverJudged() throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b", "new"] { try folder.write(",0\nIC,0.1\n", to: "\(name)/qlib_res.csv") }
    let settings = configuration(folder, 390)
    let late = NightProgress(step: { [hands] step, _, _, _ in if step == .reconcile("b") { hands.move(50_000) } })
    let night = try Night(
      settings, date: day("2024-01-31"), database: try Database(path: settings.state), clock: hands.clock,
      progress: late
    ).run()
    #expect(night.result.migrations.map(\.id) == ["a"])
    #expect(night.unreached?.summary.english.hasSuffix("b, new. No night has judged them yet.") == true)
  }

  @Test("a deadline in the settings is a time of day in quotes")
  func settings() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("night: {deadline: \"06:30\"}\n", to: "aistock.yaml")
    #expect(try AistockConfiguration.load(path, environment: [:]).deadlineMinute == 390)
    try folder.write("night: {deadline: soon}\n", to: "aistock.yaml")
    #expect(diagnostic { _ = try AistockConfiguration.load(path, environment: [:]) }?.id == "config.value")
  }
}
