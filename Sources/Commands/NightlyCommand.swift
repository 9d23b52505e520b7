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
      An interrupted night is resumed by running it again.
      """)

  @OptionGroup var global: GlobalOptions
  @Option(help: "The day to report on, YYYY-MM-DD; default: the last trading day.") var date: DayArgument?
  @Flag(help: "Run every step, also where nothing changed.") var afresh = false

  func run() throws {
    let console = global.console
    let configuration = try global.configuration()
    let lock = try NightLock(path: NightFolders(configuration).lock)
    defer { withExtendedLifetime(lock) {} }
    let database = try Database(path: configuration.state)
    let work = try NightWork(
      configuration, date: date?.day, console: console, clock: .system, database: database)
    work.isAfresh = afresh
    let result = try work.run()
    for failure in result.failures { console.report(failure.diagnostic) }
    var document = NightSummary.json(result.migrations, result.steps)
    if case .object(var members) = document {
      members["trading_day"] = .string(work.day.description)
      members["manifest_sha256"] = .optional(result.manifest)
      members["site"] = .string(configuration.site.output)
      members["pages"] = .integer(result.pages)
      document = .object(members)
    }
    console.answer(document, lines: NightSummary.lines(result, site: configuration.site.output))
    if let failure = result.failures.first { throw Ended(exit: failure.diagnostic.exit) }
  }
}

/// `aistock render`: the pages again, from what the last night left.
struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "Builds the site again from what the last night left.")

  @OptionGroup var global: GlobalOptions
  @Option(help: "The day to show, YYYY-MM-DD; default: the last trading day.") var date: DayArgument?

  func run() throws {
    let configuration = try global.configuration()
    let lock = try NightLock(path: NightFolders(configuration).lock)
    defer { withExtendedLifetime(lock) {} }
    let work = try NightWork(
      configuration, date: date?.day, console: global.console, clock: .system,
      database: try Database(path: configuration.state))
    let pages = try work.render()
    global.console.answer(["pages": .integer(pages)], lines: ["\(pages) pages in \(configuration.site.output)"])
  }
}
