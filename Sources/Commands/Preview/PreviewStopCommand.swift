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
    let market = try Markets.open(configuration.provider)
    let last = try PreviewStop.stop(
      id, on: date?.day ?? Clock.system.dayInChina, calendar: market.calendar,
      in: try Database(path: configuration.state), clock: .system)
    global.console.answer(
      ["id": .string(id), "stopped_on": .string(last.description)],
      lines: [Message.stopped(id, last)[global.console.language]])
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
  @Option(help: "Predictions: datetime,instrument,score; gzip accepted.") var pred: String?
  @Option(
    help:
      "The model that scores the days behind the predictions: LightGBM's text trained under --conf, or a model's folder."
  )
  var model: String?
  @Option(help: "The name shown; default: the identifier.") var name: String?
  @Option(help: "Virtual yuan at the start.") var capital: Int
  @Flag(inversion: .prefixedNo, help: "Pay commission, stamp tax and transfer fee from now on.")
  var fees: Bool?

  func run() throws {
    let configuration = try global.configuration()
    let lock = try NightLock(path: NightFolders(configuration).lock)
    defer { withExtendedLifetime(lock) {} }
    let database = try Database(path: configuration.state)
    try PreviewCommand.refuseBeyondLimit(database, configuration)
    let market = try Markets.open(configuration.provider)
    let days = try PreviewImport.read(
      folder, id: id, capital: Money(yuan: capital), calendar: market.calendar)
    var source = try PreviewSource(conf: conf, strategy: nil, named: conf, pred: pred, model: model)
    source.rules = configuration.previews.rules
    let (strategy, definition) = try source.rows(
      id: id, name: name ?? id, capital: Money(yuan: capital), start: days.accounts.first?.tradingDay,
      fees: fees ?? configuration.previews.fees, folders: NightFolders(configuration).previews, clock: .system)
    _ = try PreviewImport.store(strategy, definition, days, in: database, clock: .system)
    global.console.answer(
      [
        "id": .string(id), "days": .integer(days.accounts.count), "trades": .integer(days.trades.count),
        "through": .optional(days.accounts.last?.tradingDay),
      ],
      lines: [Message.imported(id, days)[global.console.language]])
  }
}

extension Message {
  fileprivate static func stopped(_ id: String, _ last: TradingDay) -> Message {
    Message(
      "preview.stopped", ["preview": .text(id), "day": .day(last)],
      en: "The preview '{preview}' is stopped; its last day is {day}.", zh: "模拟预览“{preview}”已停止，最后一日为 {day}。")
  }

  fileprivate static func imported(_ id: String, _ days: PreviewDays) -> Message {
    Message(
      "preview.imported",
      ["preview": .text(id), "days": .count(days.accounts.count), "trades": .count(days.trades.count)],
      en: "The preview '{preview}' has {days} imported {days:day|days} and {trades} {trades:trade|trades}.",
      zh: "模拟预览“{preview}”已导入 {days} 个交易日、{trades} 笔成交。")
  }
}
