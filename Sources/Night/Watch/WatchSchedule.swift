import Execution
import MarketData
package import Primitives
package import Store

/// What is due at a moment, from the clock, the calendar and what was done. A value: it reads and does nothing.
///
/// 1. A step that is done is never due again, and one that failed for good neither. One that is `running` was begun by a
///    process that is gone, and is due: every step goes on where it was.
/// 2. With real money an account is due only in continuous trading on a day that the calendar knows, once, on that very
///    day. A calendar that ends before today makes nothing due that trades.
///    Nor does a close that is missing: yesterday's decision would rest on older scores.
/// 3. A simulated broker deals at closes: its days are due in their order, once their bars are there.
/// 4. Days end in this order: settled, traded on paper, booked, next orders, LiveFeedback, delivery, night.
package struct WatchSchedule: Equatable, Sendable {
  package struct Account: Equatable, Sendable {
    package var id: String
    package var isReal: Bool

    package init(id: String, isReal: Bool) {
      self.id = id
      self.isReal = isReal
    }
  }

  /// What the market tells of days.
  package struct Sight: Equatable, Sendable {
    /// Trading days with bars, ascending.
    package var bars: [TradingDay]
    /// Trading days behind them that the exchange has announced.
    package var announced: [TradingDay]
    /// The first day that anything was done on; nil: the watch never ran.
    package var first: TradingDay?

    package init(bars: [TradingDay], announced: [TradingDay] = [], first: TradingDay? = nil) {
      self.bars = bars
      self.announced = announced
      self.first = first
    }

    /// Whether a day is a trading day; nil behind the end of the calendar.
    package func isTrading(_ day: TradingDay) -> Bool? {
      guard let last = announced.last ?? bars.last, day <= last else { return nil }
      return bars.binarySearch(day) != nil || announced.binarySearch(day) != nil
    }

    /// The first trading day before a day whose bars are not there; nil where none is missing.
    package func missing(before day: TradingDay) -> TradingDay? { announced.first { $0 < day } }
  }

  package var accounts: [Account]
  /// Whether previews have quotes to be marked to.
  package var refreshes: Bool
  /// Whether LiveFeedback is delivered anywhere.
  package var pushes: Bool
  package var nightlyMinute: Int

  package init(accounts: [Account], refreshes: Bool, pushes: Bool, nightlyMinute: Int) {
    self.accounts = accounts
    self.refreshes = refreshes
    self.pushes = pushes
    self.nightlyMinute = nightlyMinute
  }

  /// Days that are caught up after a pause.
  package static let daysMax = 20
  /// The minute at which a day's exchange is over, its last reports included.
  static let closeMinute = 905
  /// The minute at which a real account is booked even without the day's bars: a broker forgets orders over night.
  static let lastMinute = 22 * 60

  package func due(at now: MarketTime, _ sight: Sight, done: [WatchedStep]) -> [WatchDue] {
    let steps = Steps(done, now)
    return session(now, sight, steps) + afterClose(now, sight, steps)
  }

  // MARK: - In session

  private func session(_ now: MarketTime, _ sight: Sight, _ steps: Steps) -> [WatchDue] {
    let today = now.day
    var due: [WatchDue] = []
    if sight.isTrading(today) == true {
      for account in accounts where account.isReal {
        if PlanStyle.isContinuous(now.minute), sight.missing(before: today) == nil,
          steps.isOpen(.trade(account.id), today)
        {
          due.append(WatchDue(.trade(account.id), today))
        }
        let isThere = sight.bars.binarySearch(today) != nil
        if now.minute >= (isThere ? WatchSchedule.closeMinute : WatchSchedule.lastMinute),
          steps.isOpen(.close(account.id), today)
        {
          due.append(WatchDue(.close(account.id), today))
        }
      }
    }
    // Marking trades nothing, so that a weekday behind the calendar's end is good enough for it.
    if refreshes, sight.isTrading(today) ?? (today.weekday < 5), TradingSessions.contains(now.minute),
      steps.isOpenThisMinute(.refresh, today)
    {
      due.append(WatchDue(.refresh, today))
    }
    return due
  }

  // MARK: - After the close

  /// Days with bars that are over, from the first one that the watch has seen; on its first start the last one alone.
  private func closed(_ now: MarketTime, _ sight: Sight) -> [TradingDay] {
    let over = sight.bars.suffix(WatchSchedule.daysMax + 1).filter {
      $0 < now.day || $0 == now.day && now.minute >= WatchSchedule.closeMinute
    }.suffix(WatchSchedule.daysMax)
    guard let last = over.last else { return [] }
    let first = min(sight.first ?? last, last)
    return over.filter { $0 >= first }
  }

  private func afterClose(_ now: MarketTime, _ sight: Sight, _ steps: Steps) -> [WatchDue] {
    let days = closed(now, sight)
    guard let last = days.last else { return [] }
    var due: [WatchDue] = []
    if steps.isOpen(.settle, last) { due.append(WatchDue(.settle, last)) }
    for account in accounts where !account.isReal {
      if let next = nextOnPaper(account.id, days, steps) { due.append(next) }
    }
    for account in accounts where steps.isOpen(.signal(account.id), last) && isBooked(account, last, now, steps) {
      due.append(WatchDue(.signal(account.id), last))
    }
    let ended = steps.isFinal(.settle, last) && accounts.allSatisfy { isBooked($0, last, now, steps) }
    guard ended else { return due }
    if steps.isOpen(.feedback, last) { due.append(WatchDue(.feedback, last)) }
    guard steps.isFinal(.feedback, last) else { return due }
    if pushes, steps.isOpen(.push, last) { due.append(WatchDue(.push, last)) }
    if last < now.day || now.minute >= nightlyMinute, steps.isOpen(.nightly, last) {
      due.append(WatchDue(.nightly, last))
    }
    return due
  }

  /// Days that are over and whose night was not made before another day was. A night judges what is there when it runs and
  /// stands behind the one before: of a day that is gone none can be made any more.
  package func missedNights(at now: MarketTime, _ sight: Sight, done: [WatchedStep]) -> [TradingDay] {
    let steps = Steps(done, now)
    return closed(now, sight).dropLast().filter { !steps.isFinal(.nightly, $0) }
  }

  /// The first step of a simulated account's days that is not at its end; nil where it waits or all are.
  private func nextOnPaper(_ account: String, _ days: [TradingDay], _ steps: Steps) -> WatchDue? {
    for day in days {
      for task in [WatchTask.trade(account), .close(account)] where !steps.isFinal(task, day) {
        return steps.isOpen(task, day) ? WatchDue(task, day) : nil
      }
    }
    return nil
  }

  /// Whether an account's day is over. Of a day that is gone a real broker tells nothing any more.
  private func isBooked(_ account: Account, _ day: TradingDay, _ now: MarketTime, _ steps: Steps) -> Bool {
    steps.isFinal(.close(account.id), day) || account.isReal && day < now.day
  }

  // MARK: - Failures

  /// Attempts at a step on one day, after which it has failed and waits for a person: a trade has one for each minute of a
  /// session.
  package static func attemptsMax(of task: WatchTask) -> Int { task.isTrading ? 240 : 12 }

  /// What becomes of a step that failed, by what failed it.
  ///
  /// Only what passes by itself is tried again. For a trade that is safe because a decision is stored once and an order
  /// is known by its key: what was sent is asked for and never sent again.
  package static func state(of task: WatchTask, after failure: Diagnostic, attempts: Int) -> WatchedStep.State {
    let passes =
      switch failure.kind {
      case .environment, .locked: true
      // A ticket that is not there yet, or data that is still to come.
      case .absent: true
      case .usage, .unsupported, .damaged, .refused, .render, .fault: false
      }
    return passes && attempts < attemptsMax(of: task) ? .retry : .failed
  }

  /// Seconds before a step is tried again: a trade each minute of a session, anything else ever less often.
  package static func pause(of task: WatchTask, attempts: Int) -> Int {
    task.isTrading ? 60 : min(900, 60 << min(attempts, 5))
  }
}

/// Steps by day and name, at a moment.
private struct Steps {
  private var known: [String: WatchedStep]
  private let now: MarketTime

  init(_ steps: [WatchedStep], _ now: MarketTime) {
    self.now = now
    known = Dictionary(steps.map { ("\($0.day) \($0.name)", $0) }, uniquingKeysWith: { _, last in last })
  }

  private func step(_ task: WatchTask, _ day: TradingDay) -> WatchedStep? { known["\(day) \(task.name)"] }

  func isFinal(_ task: WatchTask, _ day: TradingDay) -> Bool { step(task, day)?.state.isFinal ?? false }

  func isOpen(_ task: WatchTask, _ day: TradingDay) -> Bool {
    guard let step = step(task, day) else { return true }
    switch step.state {
    case .running: return true
    case .done, .failed: return false
    case .retry:
      guard let ended = step.endedAt else { return true }
      let passed = now.seconds - ended.seconds
      // A clock that was set back does not make a step wait for ever.
      return passed < 0 || passed >= WatchSchedule.pause(of: task, attempts: step.attempts)
    }
  }

  /// For what is done every minute: whether it was not yet begun in this one.
  func isOpenThisMinute(_ task: WatchTask, _ day: TradingDay) -> Bool {
    step(task, day).map { $0.startedAt.seconds / 60 != now.seconds / 60 } ?? true
  }
}
