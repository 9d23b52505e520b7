package import MarketData
package import Primitives
package import Store

/// The trading day by the clock: a refresh each minute of a session, a settlement after the close.
///
/// Every round looks at the clock anew, so that a machine that slept goes on with the minute it wakes
/// in. Minutes that were slept through are not invented; days that were are settled from official closes.
package struct PreviewWatch {
  /// What the watch asks of its surroundings.
  package struct Surroundings {
    /// The market as it is now; opened anew each day.
    package var openMarket: () throws -> any Market
    /// Runs work while no other process settles or publishes; throws where one does.
    package var exclusively: (_ work: () throws -> Void) throws -> Void
    /// Takes each refresh, for pages that show it.
    package var publish: (PreviewRefresh.Outcome) throws -> Void
    /// Takes what happens, for whoever looks on.
    package var tell: (Message) -> Void
    /// Takes what goes wrong and does not end the watch.
    package var report: (any Error) -> Void

    package init(
      openMarket: @escaping () throws -> any Market, exclusively: @escaping (() throws -> Void) throws -> Void,
      publish: @escaping (PreviewRefresh.Outcome) throws -> Void, tell: @escaping (Message) -> Void,
      report: @escaping (any Error) -> Void
    ) {
      self.openMarket = openMarket
      self.exclusively = exclusively
      self.publish = publish
      self.tell = tell
      self.report = report
    }
  }

  private let database: Database
  private let quotes: QuoteCascade
  private let batch: PreviewBatch
  private let surroundings: Surroundings
  private let clock: Clock
  private let stop: StopSignal
  /// Closes arrive after the day: asked for again after so many seconds until they are there.
  private static let settlePause = 900
  /// The clock is looked at this often, also while nothing is due.
  private static let lookPause = 20.0

  private var settledOn: TradingDay?
  private var triedAt = 0

  package init(
    database: Database, quotes: QuoteCascade, batch: PreviewBatch, clock: Clock, stop: StopSignal,
    _ surroundings: Surroundings
  ) {
    self.database = database
    self.quotes = quotes
    self.batch = batch
    self.surroundings = surroundings
    self.clock = clock
    self.stop = stop
  }

  /// Returns when the stop signal is raised.
  package mutating func run() throws {
    var market = try surroundings.openMarket()
    var opened = MarketTime(clock).day
    var calendar = SessionCalendar.make(market, from: opened)
    var refreshed = 0
    surroundings.tell(.watching(database.path))
    while !stop.isRaised {
      let now = MarketTime(clock)
      if now.day != opened {
        (market, opened) = (try surroundings.openMarket(), now.day)
        calendar = SessionCalendar.make(market, from: opened)
      }
      let isSession = calendar.index(of: now.day) != nil && TradingSessions.contains(now.minute)
      if isSession, now.seconds / 60 != refreshed / 60 {
        refresh(market, calendar, now)
        refreshed = now.seconds
      }
      if !isSession, isSettlementDue(now) {
        market = try surroundings.openMarket()
        calendar = SessionCalendar.make(market, from: opened)
        settle(market, now)
      }
      let toMinute = Double(60 - now.seconds % 60)
      if stop.wait(seconds: min(toMinute, PreviewWatch.lookPause)) { break }
    }
    surroundings.tell(.stopped)
  }

  /// What goes wrong in a minute is said, and the next minute tries again.
  private func refresh(_ market: any Market, _ calendar: TradingCalendar, _ now: MarketTime) {
    do {
      try surroundings.exclusively {
        let outcome = try PreviewRefresh.refresh(
          in: database, quotes: quotes, calendar: calendar, market: market, at: now)
        outcome.problems.forEach(surroundings.report)
        try surroundings.publish(outcome)
        surroundings.tell(.refreshed(outcome))
      }
    } catch {
      surroundings.report(error)
    }
  }

  /// Once after the close of each day, and once at the start for what was missed before.
  private func isSettlementDue(_ now: MarketTime) -> Bool {
    guard now.seconds - triedAt >= PreviewWatch.settlePause else { return false }
    return settledOn == nil || (settledOn != now.day && now.minute > TradingSessions.afternoon.upperBound)
  }

  private mutating func settle(_ market: any Market, _ now: MarketTime) {
    triedAt = now.seconds
    // In the course of a day its own close is not yet there.
    let isOver = now.minute > TradingSessions.afternoon.upperBound
    let through = isOver ? now.day : now.day.advanced(byDays: -1)
    do {
      try surroundings.exclusively {
        let ids = try batch.waiting()
        for (id, result) in zip(ids, try batch.settle(ids, market: market, through: through)) {
          switch result {
          case .success(let outcome):
            if !outcome.settled.isEmpty { surroundings.tell(.settled(id, outcome.settled.count)) }
          case .failure(let error): surroundings.report(error)
          }
        }
      }
      // Until the data has the day, it is asked for again.
      let isThere = market.calendar.days.last.map { $0 >= now.day } ?? false
      if isThere || !isOver { settledOn = through }
    } catch {
      surroundings.report(error)
    }
  }
}

extension Message {
  fileprivate static func watching(_ path: String) -> Message {
    Message(
      "watch.begins", ["path": .text(path)], en: "Watching {path}; the watch ends on SIGTERM or SIGINT.",
      zh: "正在盯盘 {path}；收到 SIGTERM 或 SIGINT 时结束。")
  }

  fileprivate static var stopped: Message { Message("watch.ends", en: "The watch has ended.", zh: "盯盘已结束。") }

  fileprivate static func refreshed(_ outcome: PreviewRefresh.Outcome) -> Message {
    Message(
      "watch.refreshed",
      [
        "time": .text(outcome.time.description), "count": .count(outcome.live.count),
        "answered": .count(outcome.answered), "asked": .count(outcome.asked),
      ], en: "{time}: {count} {count:preview|previews}, {answered} of {asked} stocks quoted.",
      zh: "{time}：{count} 个模拟预览，{asked} 只股票中 {answered} 只有行情。")
  }

  fileprivate static func settled(_ id: String, _ days: Int) -> Message {
    Message(
      "watch.settled", ["preview": .text(id), "days": .count(days)], en: "{preview}: {days} {days:day|days} settled.",
      zh: "{preview}：已结算 {days} 个交易日。")
  }
}
