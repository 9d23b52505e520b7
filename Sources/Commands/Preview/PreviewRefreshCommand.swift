import ArgumentParser
import MarketData
import Night
import Preview
import Primitives
import Store

/// `aistock preview refresh`: all running previews at the quotes of now.
struct PreviewRefreshCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "refresh", abstract: "Marks all running previews to the quotes of now; nothing trades.",
    discussion: "A holding without a quote keeps its last price, and the answer says so.")

  @OptionGroup var global: GlobalOptions
  @Option(help: "Instead of the configured sources: a dropped file, a folder of minute bars, an http address.")
  var quotes: String?
  @Option(help: "The moment in China, YYYY-MM-DD HH:MM; default: now.") var at: MomentArgument?
  @Option(help: "A market, several by commas; default: the configuration's.") var market: String?

  func run() throws {
    let configuration = try global.configuration()
    let now = at?.time ?? MarketTime(.system)
    let market = try global.market(self.market, or: configuration.provider)
    let lock = try NightLock(path: NightFolders(configuration).lock)
    defer { withExtendedLifetime(lock) {} }
    let outcome = try PreviewRefresh.refresh(
      in: try Database(path: configuration.state),
      quotes: quotes.map(QuoteSources.cascade(option:)) ?? QuoteSources(configuration.previews).cascade,
      calendar: SessionCalendar.make(market, from: now.day), market: market, at: now)
    try LivePage.write(outcome, site: configuration.site.output)
    // A replay of other quotes is not what happened.
    if quotes == nil { try RecordedMinutes(configuration).add(outcome) }
    outcome.problems.forEach(global.console.report)
    global.console.answer(outcome.json, lines: outcome.lines(global.console.language))
    if let problem = outcome.problems.first { throw Ended(exit: problem.exit) }
  }
}

/// A moment on the command line, in China time.
struct MomentArgument: ExpressibleByArgument, Sendable {
  let time: MarketTime

  init?(argument: String) {
    guard let time = MarketTime(argument) else { return nil }
    self.time = time
  }
}
