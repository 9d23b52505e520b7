import ArgumentParser
import MarketData
import Night
import Preview
import Primitives
import Records
import Store

/// `aistock preview stop`: the end of a preview.
struct PreviewStopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "Stops a preview; it is settled through its last day and keeps its history.")

  @OptionGroup var global: GlobalOptions
  @Option(help: "The preview.") var id: String
  @Option(help: "Its last day, YYYY-MM-DD; default: today.") var date: DayArgument?

  func run() throws {
    let configuration = try global.configuration()
    let lock = try NightLock(path: NightFolders(configuration).lock)
    defer { withExtendedLifetime(lock) {} }
    let market = try global.market(nil, or: configuration.provider)
    let last = try PreviewStop.stop(
      id, on: date?.day ?? Clock.system.dayInChina, calendar: market.calendar,
      in: try Database(path: configuration.state), clock: .system)
    global.console.answer(
      ["id": .string(id), "stopped_on": .string(last.description)],
      lines: [.stopped(id, last)])
  }
}

/// `aistock preview import`: a preview that another program kept.
struct PreviewImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Takes over a preview with its history from tables of another program.",
    discussion: """
      The folder holds preview_account.csv, preview_position.csv and preview_trade.csv with the columns \
      of the preview tables. Settlement goes on after the last imported day.
      """)

  @OptionGroup var global: GlobalOptions
  @Option(help: "The folder of the three tables.") var folder: String
  @Option(help: "Its identifier: letters, digits, '-' and '_'.") var id: String
  @Option(help: "RD-Agent's configuration (qlib's qrun form).") var conf: String
  @OptionGroup var files: PreviewOptions
  @Option(help: "Virtual yuan at the start.") var capital: Int
  @Flag(inversion: .prefixedNo, help: "Pay commission, stamp tax and transfer fee from now on.")
  var fees: Bool?

  func run() throws {
    try files.making(global) { configuration, database in
      guard capital > 0, capital <= Int(PreviewInstance.capitalMax.yuan) else {
        throw Diagnostic.capital(Double(capital))
      }
      let market = try global.market(nil, or: configuration.provider)
      let days = try PreviewImport.read(
        folder, id: id, capital: Money(yuan: capital), calendar: market.calendar)
      var source = try PreviewSource(conf: conf, strategy: nil, named: conf, pred: files.pred, model: files.model)
      source.rules = configuration.previews.rules
      let (strategy, definition) = try source.rows(
        id: id, name: files.name ?? id, capital: Money(yuan: capital), start: days.accounts.first?.tradingDay,
        fees: fees ?? configuration.previews.fees, folders: NightFolders(configuration).previews, clock: .system)
      _ = try PreviewImport.store(strategy, definition, days, in: database, clock: .system)
      global.console.answer(
        [
          "id": .string(id), "days": .integer(days.accounts.count), "trades": .integer(days.trades.count),
          "through": .optional(days.accounts.last?.tradingDay),
        ],
        lines: [.imported(id, days)])
    }
  }
}
