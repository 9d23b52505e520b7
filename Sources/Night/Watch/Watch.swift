package import Preview
package import Primitives
import Records
package import Store

/// The day by the clock: a loop that does what the schedule says is due, and records each step before and after.
///
/// Every round looks at clock, market and state file anew, so that a process that was killed or a machine that slept goes
/// on where it was.
package struct Watch {
  /// What the loop asks of its surroundings.
  package struct Surroundings {
    /// What the market tells of days, as it is now.
    package var sight: (MarketTime) throws -> WatchSchedule.Sight
    /// Does one task; throws what kept it from its work.
    package var perform: (WatchDue) throws -> Message
    /// Follows open orders of real accounts; says whether any are left. Called between two tasks.
    package var follow: () throws -> Bool
    /// Shows how things stand; called once a round.
    package var show: (MarketTime, WatchSchedule.Sight, [WatchedStep]) throws -> Void
    /// Takes what happens, for whoever looks on.
    package var tell: (Message) -> Void
    /// Takes what goes wrong and does not end the watch.
    package var report: (Diagnostic) -> Void

    package init(
      sight: @escaping (MarketTime) throws -> WatchSchedule.Sight, perform: @escaping (WatchDue) throws -> Message,
      follow: @escaping () throws -> Bool,
      show: @escaping (MarketTime, WatchSchedule.Sight, [WatchedStep]) throws -> Void,
      tell: @escaping (Message) -> Void, report: @escaping (Diagnostic) -> Void
    ) {
      self.sight = sight
      self.perform = perform
      self.follow = follow
      self.show = show
      self.tell = tell
      self.report = report
    }
  }

  private let schedule: WatchSchedule
  private let database: Database
  private let clock: Clock
  private let surroundings: Surroundings
  /// The clock is looked at this often, also while nothing is due.
  private static let lookPause = 20.0
  /// Seconds between two looks at open orders and at the kill switch.
  private static let followPause = 1.0

  private var toldOn: TradingDay?

  package init(_ schedule: WatchSchedule, database: Database, clock: Clock, _ surroundings: Surroundings) {
    self.schedule = schedule
    self.database = database
    self.clock = clock
    self.surroundings = surroundings
  }

  /// Returns when the stop signal is raised.
  package mutating func run(until stop: StopSignal) throws {
    surroundings.tell(.begins(database.path))
    while !stop.isRaised {
      let isFollowing = try round(until: { stop.isRaised }).isFollowing
      let toMinute = Double(60 - MarketTime(clock).seconds % 60)
      if stop.wait(seconds: isFollowing ? Watch.followPause : min(toMinute, Watch.lookPause)) { break }
    }
    surroundings.tell(.ends)
  }

  /// Does what is due now, one task after another, until nothing is.
  ///
  /// - Returns: the steps that were done, in their order, and whether orders are still open.
  @discardableResult
  package mutating func round(
    until isStopped: () -> Bool = { false }
  ) throws -> (steps: [WatchedStep], isFollowing: Bool) {
    var finished: [WatchedStep] = []
    var isFollowing = false
    while !isStopped() {
      let now = MarketTime(clock)
      let sight = try surroundings.sight(now)
      warn(now, sight)
      let from = sight.bars.suffix(WatchSchedule.daysMax + 1).first ?? now.day
      var done = try database.watchedSteps(from: min(from, now.day))
      if try named(schedule.missedNights(at: now, sight, done: done), now, done) {
        done = try database.watchedSteps(from: min(from, now.day))
      }
      if let due = schedule.due(at: now, sight, done: done).first {
        let before = done.first { $0.day == due.day && $0.name == due.task.name }
        finished.append(try perform(due, after: before))
      }
      isFollowing = followed()
      try shown(now, sight)
      let rest = schedule.due(at: now, sight, done: try database.watchedSteps(from: min(from, now.day)))
      if rest.isEmpty { break }
    }
    return (finished, isFollowing)
  }

  private mutating func perform(_ due: WatchDue, after before: WatchedStep?) throws -> WatchedStep {
    let isMinute = due.task == .refresh
    if let before, before.state == .running, !isMinute, before.attempts >= WatchSchedule.attemptsMax(of: due.task) {
      return try failed(before, .cutOff(before))
    }
    var step = WatchedStep(
      day: due.day, name: due.task.name, state: .running, attempts: isMinute ? 1 : (before?.attempts ?? 0) + 1,
      startedAt: MarketTime(clock), endedAt: nil, outcome: .message(.begun))
    try database.save(step)
    do {
      step.outcome = .message(try surroundings.perform(due))
      step.state = .done
    } catch {
      let failure = (error as? any DiagnosableError)?.diagnostic ?? Diagnostic.stopped(due.task, error)
      step.outcome = .failure(failure)
      step.state = isMinute ? .retry : WatchSchedule.state(of: due.task, after: failure, attempts: step.attempts)
      // A step that waits for the same thing says so once.
      if before?.outcome.message != failure.summary { surroundings.report(failure) }
    }
    step.endedAt = MarketTime(clock)
    try database.save(step)
    if step.state == .done, !isMinute { surroundings.tell(.did(step)) }
    return step
  }

  private func failed(_ step: WatchedStep, _ failure: Diagnostic) throws -> WatchedStep {
    var step = step
    (step.state, step.endedAt, step.outcome) = (.failed, MarketTime(clock), .failure(failure))
    try database.save(step)
    surroundings.report(failure)
    return step
  }

  /// Nights that were missed stand among the steps, each once; says whether any was new. One that was made by hand is none.
  private func named(_ days: [TradingDay], _ now: MarketTime, _ done: [WatchedStep]) throws -> Bool {
    guard !days.isEmpty else { return false }
    for day in days {
      let before = done.first { $0.day == day && $0.name == WatchTask.nightly.name }
      var step =
        before
        ?? WatchedStep(
          day: day, name: WatchTask.nightly.name, state: .failed, attempts: 1, startedAt: now, endedAt: now,
          outcome: .message(.byHand))
      if try database.nights().contains(where: { $0.tradingDay == day && $0.state == .done }) {
        (step.state, step.endedAt, step.outcome) = (.done, now, .message(.byHand))
        try database.save(step)
      } else {
        _ = try failed(step, .missedNight(day))
      }
    }
    return true
  }

  /// What goes wrong with open orders is said, and the next look tries again.
  private func followed() -> Bool {
    do { return try surroundings.follow() } catch {
      surroundings.report((error as? any DiagnosableError)?.diagnostic ?? Diagnostic.stopped(nil, error))
      return true
    }
  }

  /// A page that cannot be written stops no trading.
  private func shown(_ now: MarketTime, _ sight: WatchSchedule.Sight) throws {
    // Of the last week, and of the last days with bars where these are older.
    let week = now.day.advanced(byDays: -7)
    let steps = try database.watchedSteps(from: min(sight.bars.suffix(5).first ?? week, week))
    do { try surroundings.show(now, sight, steps) } catch {
      surroundings.report((error as? any DiagnosableError)?.diagnostic ?? Diagnostic.stopped(nil, error))
    }
  }

  /// Says once a day what keeps real accounts from being traded: a calendar that ends before it, or missing closes.
  private mutating func warn(_ now: MarketTime, _ sight: WatchSchedule.Sight) {
    guard toldOn != now.day else { return }
    toldOn = now.day
    if sight.isTrading(now.day) == nil, now.day.weekday < 5 {
      surroundings.report(.calendarEnds(sight.announced.last ?? sight.bars.last, now.day))
    } else if let missing = sight.missing(before: now.day) {
      surroundings.report(.barsMissing(missing))
    }
  }
}

extension Message {
  fileprivate static let begun = Message("watch.step-begun", en: "It was begun.", zh: "已开始。")
  fileprivate static let byHand = Message(
    "watch.night-by-hand", en: "The night was made without the watch.", zh: "夜间批处理已在值守之外完成。")
  fileprivate static let ends = Message("watch.day-ends", en: "The watch has ended.", zh: "值守已结束。")

  fileprivate static func begins(_ path: String) -> Message {
    Message(
      "watch.day-begins", ["path": .text(path)], en: "The watch keeps {path}; it ends on SIGTERM or SIGINT.",
      zh: "值守开始，状态记入 {path}；收到 SIGTERM 或 SIGINT 时结束。")
  }

  fileprivate static func did(_ step: WatchedStep) -> Message {
    Message(
      "watch.did", ["day": .day(step.day), "step": .text(step.name), "outcome": .message(step.outcome.message)],
      en: "{day}, {step}: {outcome}", zh: "{day}，{step}：{outcome}")
  }
}

extension Diagnostic {
  fileprivate static func stopped(_ task: WatchTask?, _ error: any Error) -> Diagnostic {
    Diagnostic(
      "watch.step-stopped", .fault, ["step": .text(task?.name ?? "–"), "error": .text("\(error)")],
      (en: "The step '{step}' stopped: {error}.", zh: "步骤“{step}”中止：{error}。"),
      remedy: (
        en: "Look at what the step reads, then run its own command by hand.", zh: "请检查该步骤读取的内容，再手动运行对应命令。"
      ))
  }

  fileprivate static func cutOff(_ step: WatchedStep) -> Diagnostic {
    Diagnostic(
      "watch.step-cut-off", .fault,
      ["step": .text(step.name), "day": .day(step.day), "count": .count(step.attempts)],
      (
        en: "The step '{step}' of {day} ended with its process {count} {count:time|times}. It is not begun again.",
        zh: "{day} 的步骤“{step}”已 {count} 次随进程中断，不再重试。"
      ),
      remedy: (
        en: "Look at the log of the machine, then run the step's own command by hand.", zh: "请查看系统日志，再手动运行该步骤的命令。"
      ))
  }

  fileprivate static func missedNight(_ day: TradingDay) -> Diagnostic {
    Diagnostic(
      "watch.night-missed", .absent, ["day": .day(day)],
      (
        en: "The night of {day} was missed and is not made later. Previews and books have the day.",
        zh: "{day} 的夜间批处理已错过，不再补做；模拟预览与账簿已含该日。"
      ),
      remedy: (
        en: "Run the watch as a service, so that it misses none: `aistock watch --print service`.",
        zh: "请以服务方式运行值守以免错过：`aistock watch --print service`。"
      ), severity: .warning)
  }

  fileprivate static func barsMissing(_ day: TradingDay) -> Diagnostic {
    Diagnostic(
      "watch.bars-missing", .absent, ["day": .day(day)],
      (
        en: "The market has no bars of {day}. Nothing is traded with real money until it has.",
        zh: "行情缺少 {day} 的数据，补齐前不进行任何实盘交易。"
      ),
      remedy: (en: "Load that day.", zh: "请加载该日行情。"), severity: .warning)
  }

  /// Nothing that trades is done on a day that no calendar knows.
  package static func calendarEnds(_ last: TradingDay?, _ today: TradingDay) -> Diagnostic {
    Diagnostic(
      "watch.calendar-ends", .absent, ["last": .text(last?.description ?? "–"), "today": .day(today)],
      (
        en: "The trading calendar ends on {last}; today is {today}. Nothing is traded with real money.",
        zh: "交易日历止于 {last}，今天是 {today}。不进行任何实盘交易。"
      ),
      remedy: (
        en: "Load newer data, or write the coming days into calendars/day_future.txt.",
        zh: "加载更新的行情，或把未来交易日写入 calendars/day_future.txt。"
      ), severity: .warning)
  }
}
