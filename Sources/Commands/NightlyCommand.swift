import ArgumentParser
import Night
import Primitives
import Records
import Store

/// `aistock nightly`: the whole night, once.
struct NightlyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nightly",
    abstract: "Reconciles every migration, settles previews, archives the night and publishes the site.",
    discussion: """
      A verdict is a result, not an error: the exit code is 0 where the night did its work, whatever it
      found. A migration whose input is damaged is shown on its page, and the exit code is 3.
      Migrations that a deadline came before show their earlier verdict, and the exit code is 1.
      An interrupted night is resumed by running it again.
      """)

  enum Unit: String, CaseIterable, ExpressibleByArgument {
    case service, timer, cron
  }

  @OptionGroup var global: GlobalOptions
  @Option(help: "The day to report on, YYYY-MM-DD; default: the last trading day.") var date: DayArgument?
  @Flag(help: "Run every step, also where nothing changed.") var afresh = false
  @Option(help: "End before the next such time of day in China, HH:MM; default: night.deadline.")
  var deadline: TimeArgument?
  @Option(help: "Print a systemd unit or a cron line: service and timer, or cron.") var print: Unit?
  @Option(help: "With --print, the account that runs the unit; it writes below /var/lib/USER and nowhere else.")
  var user: AccountName?

  func validate() throws {
    if user != nil, print == nil { throw ValidationError(.userAlone) }
  }

  func run() throws {
    let console = global.console
    if let unit = print {
      return console.data(ServiceUnits(.night(unit), config: global.config, user: user?.name).text)
    }
    var configuration = try global.configuration()
    if let deadline { configuration.deadlineMinute = deadline.minute }
    let lock = try NightLock(path: NightFolders(configuration).lock)
    defer { withExtendedLifetime(lock) {} }
    let database = try Database(path: configuration.state)
    try database.quickCheck()
    let night = try Night(
      configuration, date: date?.day, database: database, progress: .to(console), isAfresh: afresh)
    let outcome = try night.run()
    for failure in outcome.failures + outcome.undelivered { console.report(failure.diagnostic) }
    if let unreached = outcome.unreached { console.report(unreached) }
    let site = configuration.site.output
    console.answer(outcome.json(site: site), lines: outcome.lines(site: site, console.language))
    if let cause = outcome.failures.first?.diagnostic ?? outcome.unreached { throw Ended(exit: cause.exit) }
  }
}

/// `aistock render`: the pages again, from what the last night left.
struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "Builds the site again from what the last night left.")

  @OptionGroup var global: GlobalOptions
  @Option(help: "The day to show, YYYY-MM-DD; default: the last trading day.") var date: DayArgument?

  func run() throws {
    let console = global.console
    let configuration = try global.configuration()
    let lock = try NightLock(path: NightFolders(configuration).lock)
    defer { withExtendedLifetime(lock) {} }
    let night = try Night(
      configuration, date: date?.day, database: try Database(path: configuration.state), progress: .to(console))
    let pages = try night.render()
    console.answer(
      ["pages": .integer(pages)], lines: [Message.pages(pages, of: configuration.site.output)[console.language]])
  }
}

extension NightProgress {
  /// Steps as a bar or a line each, notes as lines, problems as diagnostics.
  static func to(_ console: Console) -> NightProgress {
    let begin = ContinuousClock.now
    return NightProgress(
      step: { console.step($0.name, $1, $2, left: $3, passed: ContinuousClock.now - begin) },
      detail: { console.detail($0) },
      note: { console.progress($0) }, problem: { console.report($0) }, end: { console.endSteps() })
  }
}
