import ArgumentParser
import Ladder
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
    let database = try Database(path: configuration.state)
    var watch = PreviewWatch(
      database: database, quotes: QuoteSources(configuration.previews).cascade,
      batch: PreviewBatch(
        database: database, folders: folders.previews, clock: .system, runtime: .ofThisProcess),
      clock: .system, stop: stop, surroundings(configuration, folders))
    try watch.run()
  }

  private func surroundings(
    _ configuration: AistockConfiguration, _ folders: NightFolders
  ) -> PreviewWatch.Surroundings {
    let console = global.console
    return PreviewWatch.Surroundings(
      openMarket: { try Markets.open(configuration.provider) },
      exclusively: { work in
        let lock = try NightLock(path: folders.lock)
        defer { withExtendedLifetime(lock) {} }
        try work()
      },
      publish: {
        try LivePage.write($0, site: configuration.site.output)
        try RecordedMinutes(configuration).add($0)
      },
      tell: { console.progress($0) },
      report: { error in
        if let diagnostic = (error as? any DiagnosableError)?.diagnostic {
          console.report(diagnostic)
        } else {
          console.progress(.verbatim("\(error)"))
        }
      })
  }

  private func rehearse(
    _ folder: String, _ configuration: AistockConfiguration, _ folders: NightFolders, _ stop: StopSignal
  ) throws {
    guard speed >= 0, speed.isFinite else {
      throw Diagnostic(
        "watch.speed", .usage, ["speed": .exact(speed)],
        (en: "The speed must not be below 0, and is {speed}.", zh: "倍速不能小于 0，给出的是 {speed}。"),
        remedy: (en: "Give 0 or more, such as 60.", zh: "请给 0 或更大的数，例如 60。"))
    }
    let market = try global.market(nil, or: configuration.provider)
    let days = market.calendar.days.filter { $0 >= from?.day ?? $0 && $0 <= to?.day ?? $0 }
    try Database(path: configuration.state).copy(to: folders.rehearsal)
    let copy = try Database(path: folders.rehearsal)
    if let first = days.first { try copy.forgetDays(from: first) }
    let rehearsal = PreviewRehearsal(
      database: copy, folders: folders.previews, market: market,
      quotes: QuoteCascade([MinuteBarFolder.source(folder)]), stop: stop, pause: speed > 0 ? 60 / speed : 0,
      runtime: .ofThisProcess)
    let console = global.console
    let result = try rehearsal.run(days) { console.detail(.rehearsed($0)) }
    global.console.answer(
      [
        "days": .integer(result.days), "refreshes": .integer(result.refreshes),
        "settled": .integer(result.settled), "state": .string(folders.rehearsal),
        "interrupted": .bool(stop.isRaised),
      ],
      lines: [.rehearsal(result, folders.rehearsal)])
  }
}
