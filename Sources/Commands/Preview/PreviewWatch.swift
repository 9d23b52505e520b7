import MarketData
import Night
import Preview
import Primitives
import Store

/// The trading day by the clock: a refresh each minute of a session, a settlement after the close.
///
/// Every round looks at the clock anew, so that a machine that slept goes on with the minute it wakes
/// in. Minutes that were slept through are not invented; days that were are settled from official closes.
struct PreviewWatch {
  let configuration: AistockConfiguration
  let console: Console
  let clock: Clock
  let stop: StopSignal
  /// Closes arrive after the day: asked for again after so many seconds until they are there.
  private static let settlePause = 900
  /// The clock is looked at this often, also while nothing is due.
  private static let lookPause = 20.0

  private var settledOn: TradingDay?
  private var triedAt = 0

  init(configuration: AistockConfiguration, console: Console, clock: Clock, stop: StopSignal) {
    self.configuration = configuration
    self.console = console
    self.clock = clock
    self.stop = stop
  }

  mutating func run() throws {
    let database = try Database(path: configuration.state)
    var market = try Markets.open(configuration.provider)
    var opened = MarketTime(clock).day
    var calendar = SessionCalendar.make(market, from: opened)
    let quotes = QuoteSources.cascade(configuration.previews)
    var refreshed = 0
    console.progress("watching \(configuration.state); ends on SIGTERM or SIGINT")
    while !stop.isRaised {
      let now = MarketTime(clock)
      if now.day != opened {
        (market, opened) = (try Markets.open(configuration.provider), now.day)
        calendar = SessionCalendar.make(market, from: opened)
      }
      let isSession = calendar.index(of: now.day) != nil && TradingSessions.contains(now.minute)
      if isSession, now.seconds / 60 != refreshed / 60 {
        refresh(database, quotes, calendar, now)
        refreshed = now.seconds
      }
      if !isSession, isSettlementDue(now) {
        market = try Markets.open(configuration.provider)
        calendar = SessionCalendar.make(market, from: opened)
        settle(database, market, now)
      }
      let toMinute = Double(60 - now.seconds % 60)
      if stop.wait(seconds: min(toMinute, PreviewWatch.lookPause)) { break }
    }
    console.progress("stopped")
  }

  /// What goes wrong in a minute is said, and the next minute tries again.
  private func refresh(
    _ database: Database, _ quotes: QuoteCascade, _ calendar: TradingCalendar, _ now: MarketTime
  ) {
    do {
      let lock = try NightLock(path: NightFolders(configuration).lock)
      defer { withExtendedLifetime(lock) {} }
      let outcome = try PreviewRefresh.refresh(
        in: database, quotes: quotes, calendar: calendar, at: now)
      try LivePage.write(outcome, site: configuration.site.output)
      console.progress(
        "\(now): \(outcome.live.count) previews, \(outcome.answered) of \(outcome.asked) stocks quoted")
    } catch {
      say(error)
    }
  }

  /// Once after the close of each day, and once at the start for what was missed before.
  private func isSettlementDue(_ now: MarketTime) -> Bool {
    guard now.seconds - triedAt >= PreviewWatch.settlePause else { return false }
    return settledOn == nil || (settledOn != now.day && now.minute > TradingSessions.afternoon.upperBound)
  }

  private mutating func settle(_ database: Database, _ market: any Market, _ now: MarketTime) {
    triedAt = now.seconds
    do {
      let lock = try NightLock(path: NightFolders(configuration).lock)
      defer { withExtendedLifetime(lock) {} }
      let previews = NightPreviews(database: database, folders: NightFolders(configuration), clock: clock)
      let ids = try previews.toSettle()
      // In the course of a day its own close is not yet there.
      let isOver = now.minute > TradingSessions.afternoon.upperBound
      let through = isOver ? now.day : now.day.advanced(byDays: -1)
      for (id, result) in zip(ids, try previews.settle(ids, market: market, through: through)) {
        switch result {
        case .success(let outcome) where !outcome.settled.isEmpty:
          console.progress("\(id): \(outcome.settled.count) days settled")
        case .success: break
        case .failure(let error): say(error)
        }
      }
      // Until the data has the day, it is asked for again.
      let isThere = market.calendar.days.last.map { $0 >= now.day } ?? false
      if isThere || !isOver { settledOn = isOver ? now.day : now.day.advanced(byDays: -1) }
    } catch {
      say(error)
    }
  }

  private func say(_ error: any Error) {
    if let diagnostic = (error as? any DiagnosableError)?.diagnostic {
      console.report(diagnostic)
    } else {
      console.progress("\(error)")
    }
  }
}
