import Night
import Primitives
import Records
import Store
import TestSupport
import Testing

/// What is due at a minute, written as a table of moments: the planner is a value.
@Suite("The schedule of a watched day") struct WatchScheduleTests {
  /// Thursday and Friday, Monday announced.
  private let bars = ["2026-11-26", "2026-11-27"].map { day($0) }
  private let monday = day("2026-11-30")

  private func schedule(_ accounts: [(String, Bool)] = [], refreshes: Bool = false) -> WatchSchedule {
    WatchSchedule(
      accounts: accounts.map { .init(id: $0.0, isReal: $0.1) }, refreshes: refreshes, pushes: false,
      nightlyMinute: 18 * 60)
  }

  private func sight(_ announced: [TradingDay] = [], first: TradingDay? = nil) -> WatchSchedule.Sight {
    WatchSchedule.Sight(bars: bars, announced: announced, first: first)
  }

  private func step(
    _ task: WatchTask, _ day: TradingDay, _ state: WatchedStep.State, attempts: Int = 1, ended: MarketTime? = nil
  ) -> WatchedStep {
    WatchedStep(
      day: day, name: task.name, state: state, attempts: attempts, startedAt: ended ?? MarketTime(day, minute: 0),
      endedAt: ended, outcome: .message(.verbatim("x")))
  }

  private func names(_ due: [WatchDue]) -> [String] { due.map { "\($0.task.name) \($0.day)" } }

  @Test("a real account is due in continuous trading of a known day, once")
  func liveOnce() {
    let plan = schedule([("main", true)])
    let known = sight([monday], first: day("2026-11-27"))
    let done = [
      step(.settle, bars[1], .done), step(.signal("main"), bars[1], .done),
      step(.feedback, bars[1], .done), step(.nightly, bars[1], .done),
    ]
    for minute in [0, 569, 690, 779, 897, 1000] {
      let due = plan.due(at: MarketTime(monday, minute: minute), known, done: done)
      #expect(!due.contains { $0.task == .trade("main") }, "minute \(minute)")
    }
    for minute in [570, 689, 780, 896] {
      let due = plan.due(at: MarketTime(monday, minute: minute), known, done: done)
      #expect(names(due) == ["trade main 2026-11-30"], "minute \(minute)")
    }
    for state in [WatchedStep.State.done, .failed] {
      let after = plan.due(
        at: MarketTime(monday, minute: 600), known, done: done + [step(.trade("main"), monday, state)])
      #expect(names(after) == [], "\(state)")
    }
    // The process is gone that ran it: it goes on where it was.
    let again = plan.due(
      at: MarketTime(monday, minute: 600), known, done: done + [step(.trade("main"), monday, .running)])
    #expect(names(again) == ["trade main 2026-11-30"])
  }

  @Test("a calendar that ends before today makes nothing due that trades")
  func calendarEnds() {
    let plan = schedule([("main", true)], refreshes: true)
    let now = MarketTime(monday, minute: 600)
    #expect(sight().isTrading(monday) == nil)
    let due = plan.due(at: now, sight(), done: [])
    #expect(!due.contains { $0.task == .trade("main") || $0.task == .close("main") })
    #expect(due.contains { $0.task == .refresh })
    // A close is missing before today: the decision would rest on older scores.
    let gap = sight([monday, day("2026-12-01")])
    let tuesday = MarketTime(day("2026-12-01"), minute: 600)
    #expect(gap.missing(before: tuesday.day) == monday)
    #expect(!plan.due(at: tuesday, gap, done: []).contains { $0.task == .trade("main") })
    // A known day without trading: Saturday, and a holiday behind it.
    let holiday = sight([day("2026-12-01")])
    #expect(holiday.isTrading(monday) == false)
    #expect(!plan.due(at: now, holiday, done: []).contains { [.trade("main"), .refresh].contains($0.task) })
  }

  @Test("a day ends in its order, and paper waits for the day's bars")
  func afterClose() {
    let plan = schedule([("paper", false)])
    let friday = bars[1]
    let evening = MarketTime(friday, minute: 18 * 60)
    var done: [WatchedStep] = []
    var order: [String] = []
    while let next = plan.due(at: evening, sight(first: friday), done: done).first {
      order.append(next.task.name)
      done.append(step(next.task, next.day, .done))
    }
    #expect(order == ["settle", "trade paper", "close paper", "signal paper", "feedback", "nightly"])
    // Before its end nothing of the day is due but what of the days before is left.
    let noon = plan.due(at: MarketTime(friday, minute: 720), sight(first: bars[0]), done: [])
    #expect(noon.allSatisfy { $0.day == bars[0] })
    // The night begins at its time.
    let early = plan.due(at: MarketTime(friday, minute: 1000), sight(first: friday), done: done.dropLast())
    #expect(names(early) == [])
  }

  @Test("days that were missed are traded on paper in their order, the first start takes the last one alone")
  func catchesUp() {
    let plan = schedule([("paper", false)])
    let later = MarketTime(day("2026-11-29"), minute: 600)
    func first(_ done: [WatchedStep], _ sight: WatchSchedule.Sight) -> String? {
      plan.due(at: later, sight, done: done).first { $0.task.name.hasSuffix("paper") }.map {
        "\($0.task.name) \($0.day)"
      }
    }
    #expect(first([], sight()) == "trade paper 2026-11-27")
    let two = sight(first: bars[0])
    #expect(first([], two) == "trade paper 2026-11-26")
    let traded = [step(.trade("paper"), bars[0], .done)]
    #expect(first(traded, two) == "close paper 2026-11-26")
    let booked = traded + [step(.close("paper"), bars[0], .failed)]
    #expect(first(booked, two) == "trade paper 2026-11-27")
    // A day that is to be tried again holds up the days behind it.
    let waiting = [step(.trade("paper"), bars[0], .retry, ended: MarketTime(seconds: later.seconds - 10))]
    #expect(first(waiting, two) == nil)
    #expect(first([step(.trade("paper"), bars[0], .retry, ended: MarketTime(seconds: later.seconds - 60))], two) != nil)
  }

  @Test("previews are marked once in each minute of a session, also across a restart")
  func everyMinute() {
    let plan = schedule(refreshes: true)
    let known = sight([monday], first: monday)
    let now = MarketTime(monday, minute: 600, second: 40)
    let here = step(.refresh, monday, .done, ended: MarketTime(monday, minute: 600, second: 1))
    let before = step(.refresh, monday, .done, ended: MarketTime(monday, minute: 599, second: 59))
    #expect(!plan.due(at: now, known, done: [here]).contains { $0.task == .refresh })
    #expect(plan.due(at: now, known, done: [before]).contains { $0.task == .refresh })
    #expect(!plan.due(at: MarketTime(monday, minute: 750), known, done: []).contains { $0.task == .refresh })
  }

  @Test("only what passes by itself is tried again, and not for ever")
  func retries() {
    func failure(_ kind: Diagnostic.Kind) -> Diagnostic {
      Diagnostic("test.kind", kind, (en: "It failed.", zh: "失败。"), remedy: (en: "Mend it.", zh: "请修复。"))
    }
    func state(_ kind: Diagnostic.Kind, _ attempts: Int = 1, _ task: WatchTask = .settle) -> WatchedStep.State {
      WatchSchedule.state(of: task, after: failure(kind), attempts: attempts)
    }
    #expect([Diagnostic.Kind.environment, .locked, .absent].allSatisfy { state($0) == .retry })
    #expect(
      [Diagnostic.Kind.refused, .damaged, .usage, .fault, .render, .unsupported].allSatisfy { state($0) == .failed })
    #expect(state(.environment, 12) == .failed)
    #expect(state(.environment, 239, .trade("main")) == .retry && state(.environment, 240, .trade("main")) == .failed)
    #expect(
      WatchSchedule.pause(of: .settle, attempts: 1) == 120 && WatchSchedule.pause(of: .settle, attempts: 9) == 900)
    #expect(WatchSchedule.pause(of: .trade("main"), attempts: 9) == 60)
  }
}

/// The loop around the schedule, with work that a test makes up.
@Suite("The watch of a day") struct WatchTests {
  private final class World {
    var did: [String] = []
    var reported: [String] = []
    var fails: [String: Diagnostic] = [:]
    var dies: String?
  }

  private struct Death: Error {}

  private let database: Database
  private let world = World()
  private let friday = day("2026-11-27")

  init() throws { database = try Database.inMemory() }

  private func watch(_ minute: Int, bars: [TradingDay]? = nil) -> Watch {
    let world = world
    let bars = bars ?? [friday]
    return Watch(
      WatchSchedule(accounts: [.init(id: "paper", isReal: false)], refreshes: false, pushes: true, nightlyMinute: 1080),
      database: database, clock: .fixed(Double(MarketTime(friday, minute: minute).seconds)),
      .init(
        sight: { [database] _ in
          WatchSchedule.Sight(bars: bars, first: try database.firstWatchedDay())
        },
        perform: { due in
          world.did.append(due.task.name)
          if let failure = world.fails[due.task.name] { throw failure }
          return .verbatim("made")
        }, follow: { false }, show: { _, _, _ in }, tell: { _ in }, report: { world.reported.append($0.id) }))
  }

  private static let all = ["settle", "trade paper", "close paper", "signal paper", "feedback", "push", "nightly"]

  @Test("every step is done once, however often the watch begins again")
  func once() throws {
    var first = watch(1085)
    #expect(try first.round().steps.map(\.name) == WatchTests.all)
    for _ in 0..<3 {
      var again = watch(1090)
      #expect(try again.round().steps.isEmpty)
    }
    #expect(world.did == WatchTests.all)
  }

  @Test("a watch that was killed in the middle of a step takes that step up again, and no other")
  func killed() throws {
    var first = watch(1085)
    var calls = 0
    // Stopped behind the second step.
    _ = try first.round(until: {
      calls += 1
      return calls > 2
    })
    #expect(world.did == Array(WatchTests.all.prefix(2)))
    // The process died after the step was written down as begun.
    try database.save(
      WatchedStep(
        day: friday, name: "close paper", state: .running, attempts: 1, startedAt: MarketTime(friday, minute: 1085),
        endedAt: nil, outcome: .message(.verbatim("begun"))))
    var second = watch(1086)
    let steps = try second.round().steps
    #expect(steps.first?.name == "close paper" && steps.first?.attempts == 2)
    #expect(world.did == WatchTests.all)
  }

  @Test("a step that ends with its process again and again waits for a person, and the day goes on")
  func cutOff() throws {
    let most = WatchSchedule.attemptsMax(of: .settle)
    for attempts in [most - 1, most] {
      try database.save(
        WatchedStep(
          day: friday, name: "settle", state: .running, attempts: attempts,
          startedAt: MarketTime(friday, minute: 1084), endedAt: nil, outcome: .message(.verbatim("begun"))))
      var again = watch(1085)
      let step = try #require(try again.round(until: { !world.did.isEmpty }).steps.first)
      #expect(step.name == "settle" && step.state == (attempts < most ? .done : .failed))
      #expect((world.did.first == "settle") == (attempts < most))
      world.did = []
    }
    #expect(world.reported == ["watch.step-cut-off"])
    #expect(try database.watchedSteps(from: friday).first { $0.name == "settle" }?.state == .failed)
  }

  @Test("a night that was missed is named once and not made; one that somebody made by hand is none")
  func missedNights() throws {
    let (wednesday, thursday) = (friday.advanced(byDays: -2), friday.advanced(byDays: -1))
    for day in [wednesday, thursday] {
      try database.save(
        WatchedStep(
          day: day, name: "refresh", state: .done, attempts: 1, startedAt: MarketTime(day, minute: 600),
          endedAt: MarketTime(day, minute: 600), outcome: .message(.verbatim("made"))))
    }
    try database.save(
      NightRecord(
        id: 0, tradingDay: thursday, startedAt: "2026-11-26T12:00:00+00:00", finishedAt: "2026-11-26T12:01:00+00:00",
        state: .done, summary: .null, manifestSHA256: nil))
    for minute in [1085, 1090] {
      var watch = watch(minute, bars: [wednesday, thursday, friday])
      _ = try watch.round()
    }
    #expect(world.reported == ["watch.night-missed"])
    #expect(world.did.filter { $0 == "nightly" }.count == 1)
    let nights = try database.watchedSteps(from: wednesday).filter { $0.name == "nightly" }
    #expect(nights.map(\.state) == [.failed, .done, .done])
  }

  @Test("a failed step is recorded with its cause and stops no other")
  func failure() throws {
    world.fails["trade paper"] = Diagnostic(
      "test.refused", .refused, (en: "Nobody approved it.", zh: "未获批准。"), remedy: (en: "Ask.", zh: "请提请签核。"))
    world.fails["push"] = Diagnostic(
      "test.away", .environment, (en: "The service is away.", zh: "服务不可用。"), remedy: (en: "Wait.", zh: "请等待。"))
    var first = watch(1085)
    #expect(try first.round().steps.map(\.name) == WatchTests.all)
    #expect(world.reported == ["test.refused", "test.away"])
    let stored = Dictionary(
      try database.watchedSteps(from: friday).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    #expect(stored["trade paper"]?.state == .failed && stored["push"]?.state == .retry)
    #expect(stored["trade paper"]?.outcome.message.english == "Nobody approved it.")
    // What passes by itself is tried again after its pause, and nothing else is.
    world.fails = [:]
    var soon = watch(1086)
    #expect(try soon.round().steps.isEmpty)
    var later = watch(1088)
    #expect(try later.round().steps.map(\.name) == ["push"])
    #expect(try database.watchedSteps(from: friday).first { $0.name == "push" }?.attempts == 2)
  }
}
