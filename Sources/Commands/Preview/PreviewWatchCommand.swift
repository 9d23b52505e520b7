import ArgumentParser
import MarketData
import Night
import Preview
import Primitives
import Store

/// `aistock preview watch`: the trading day by the clock, or a rehearsal of recorded days.
struct PreviewWatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Refreshes all running previews each minute in session and settles after the close.",
    discussion: """
      Sessions are 9:30-11:30 and 13:00-15:00 in China, on the market's trading days. After a pause of the \
      machine it refreshes at once and settles what was missed. It ends cleanly on SIGTERM and SIGINT. \
      With --replay it runs recorded minute bars through a copy of the state, from before their first day on; \
      the state itself is left alone.
      """)

  @OptionGroup var global: GlobalOptions
  @Option(help: "A folder of minute bars, one file a day: rehearse them instead of the clock.") var replay: String?
  @Option(help: "First day to rehearse, YYYY-MM-DD.") var from: DayArgument?
  @Option(help: "Last day to rehearse, YYYY-MM-DD.") var to: DayArgument?
  @Option(help: "Minutes of the market in a minute of rehearsal; 0 is as fast as it goes.") var speed: Double = 0

  func run() throws {
    let configuration = try global.configuration()
    let folders = NightFolders(configuration)
    let lock = try NightLock(path: folders.watchLock)
    defer { withExtendedLifetime(lock) {} }
    let stop = StopSignal()
    defer { withExtendedLifetime(stop) {} }
    if let replay { return try rehearse(replay, configuration, folders, stop) }
    var watch = PreviewWatch(
      configuration: configuration, console: global.console, clock: .system, stop: stop)
    try watch.run()
  }

  private func rehearse(
    _ folder: String, _ configuration: AistockConfiguration, _ folders: NightFolders, _ stop: StopSignal
  ) throws {
    guard speed >= 0, speed.isFinite else {
      throw Diagnostic(
        "watch.speed", "the speed \(speed) is none", remedy: "Give 0 or more, such as 60.", exit: .usage)
    }
    let market = try Markets.open(configuration.provider)
    let days = market.calendar.days.filter { $0 >= from?.day ?? $0 && $0 <= to?.day ?? $0 }
    try Database(path: configuration.state).copy(to: folders.rehearsal)
    let copy = try Database(path: folders.rehearsal)
    if let first = days.first { try copy.forgetDays(from: first) }
    let rehearsal = PreviewRehearsal(
      database: copy, folders: folders, market: market,
      quotes: QuoteCascade([MinuteBars(folder: folder)]), console: global.console, stop: stop,
      pause: speed > 0 ? 60 / speed : 0)
    let result = try rehearsal.run(days)
    global.console.answer(
      [
        "days": .integer(result.days), "refreshes": .integer(result.refreshes),
        "settled": .integer(result.settled), "state": .string(folders.rehearsal),
        "interrupted": .bool(stop.isRaised),
      ],
      lines: [
        "\(result.refreshes) refreshes on \(result.days) days, \(result.settled) days settled; the copy is \(folders.rehearsal)"
      ])
  }
}

/// Recorded days run through previews: each minute a refresh, each close a settlement.
struct PreviewRehearsal {
  let database: Database
  let folders: NightFolders
  let market: any Market
  let quotes: QuoteCascade
  let console: Console
  let stop: StopSignal
  /// Seconds between two refreshes.
  let pause: Double

  struct Result {
    var days = 0
    var refreshes = 0
    var settled = 0
  }

  func run(_ days: [TradingDay]) throws -> Result {
    var result = Result()
    for day in days {
      for minute in TradingSessions.refreshMinutes {
        if stop.isRaised || (pause > 0 && stop.wait(seconds: pause)) { return result }
        _ = try PreviewRefresh.refresh(
          in: database, quotes: quotes, calendar: market.calendar, at: MarketTime(day, minute: minute))
        result.refreshes += 1
      }
      let close = Clock.fixed(Double(MarketTime(day, minute: 900).seconds))
      let previews = NightPreviews(database: database, folders: folders, clock: close)
      for outcome in try previews.settle(try previews.toSettle(), market: market, through: day) {
        result.settled += try outcome.get().settled.count
      }
      result.days += 1
      console.detail("\(day) rehearsed")
    }
    return result
  }
}
