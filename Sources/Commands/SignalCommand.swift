import Archive
import ArgumentParser
import Ladder
import MarketData
import Night
import Preview
import Primitives
import Store

/// `aistock signal`: what to buy and sell on the next trading day.
struct SignalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "signal", abstract: "Says what to buy and sell next, with target weights and the reason of each.",
    discussion: """
      For a preview: from its virtual holdings and the scores of the last close, recorded ones or, behind \
      these, live ones of its model. Without --strategy: for every running preview. For a configuration file with \
      --pred or --model, and for a frozen bundle: from the account of --account, or an empty one of --capital. \
      Orders are sized at quotes where there are any (--quotes, or in session the configured sources), else at the \
      last close. For --env paper and live the review of the migration must stand. An account is a CSV of \
      instrument,amount with one row CASH (yuan) and one row a holding (shares); sellable and days may follow. \
      JSON: {"cash": 1000, "holdings": [{"instrument": "SH600000", "amount": 100}]}.
      """)

  @OptionGroup var global: GlobalOptions
  @Option(help: "A preview, or RD-Agent's configuration file; default: all running previews.") var strategy: String?
  @Option(help: "The day whose close decides, YYYY-MM-DD; default: the last one.") var date: DayArgument?
  @Option(help: "Predictions, with a configuration file.") var pred: String?
  @Option(
    help:
      "The model that scores the days behind the predictions: LightGBM's text trained under the file, or a model's folder."
  )
  var model: String?
  @Option(help: "Cash and holdings to start from, CSV or JSON; with a configuration file or a bundle.")
  var account: String?
  @Option(help: "Yuan of an account that starts empty; with a configuration file (default 1000000) or a bundle.")
  var capital: Int?
  @Option(help: "Quotes to size the orders at: a dropped file, a folder of minute bars, an http address.")
  var quotes: String?
  @Option(help: "The moment of the quotes in China, YYYY-MM-DD HH:MM; default: now.") var at: MomentArgument?
  @Option(help: "A market, several by commas; default: the configuration's.") var market: String?
  @Option(help: "A folder that `aistock review approve` froze.") var bundle: String?
  @Option(help: "research, paper or live; the last two demand an approval that stands.") var env = MoneyGate.Environment
    .research

  func validate() throws {
    if account != nil, capital != nil { throw ValidationError(.accountTwice) }
  }

  func run() throws {
    let configuration = try global.configuration()
    let market = try global.market(self.market, or: configuration.provider)
    let now = at?.time ?? MarketTime(.system)
    let cascade = cascade(configuration, now)
    // In session the close before decides, however far the data goes.
    let before = cascade == nil ? nil : now.day.advanced(byDays: -1)
    let day = date?.day ?? before ?? market.calendar.days.last ?? now.day
    let database = try Database(path: configuration.state)
    var desk = OrderDesk(
      database: database, folders: NightFolders(configuration).previews, market: market, day: day, now: now,
      quotes: cascade, runtime: .ofThisProcess)
    var choice = SignalChoice(configuration, environment: env, start: day)
    (choice.strategy, choice.pred, choice.model, choice.bundle) = (strategy, pred, model, bundle)
    choice.account = try account.map { try GivenAccount(file: $0) } ?? capital.map { try GivenAccount(capital: $0) }
    let (instances, permits) = try choice.instances(database)
    var documents: [JSONValue] = []
    var lines: [String] = []
    var worst: Primitives.ExitCode?
    for (name, instance, account) in instances {
      do {
        let answer = try desk.list(instance, of: account)
        let document = answer.json(name)
        documents.append(permits[name]?.added(to: document) ?? document)
        lines += (permits[name]?.lines ?? []).map { global.console.text($0) }
        lines += answer.lines(name, global.console.language)
      } catch let error as any DiagnosableError {
        // One strategy never stops the others.
        global.console.report(error.diagnostic)
        documents.append(["strategy": .string(name), "error": error.diagnostic.json])
        worst = max(worst ?? error.diagnostic.exit, error.diagnostic.exit)
      }
    }
    if documents.isEmpty { lines.append(Message.noneRuns[global.console.language]) }
    global.console.answer(.array(documents), lines: lines)
    if let worst { throw Ended(exit: worst) }
  }

  /// Nil: orders are sized at closes.
  private func cascade(_ configuration: AistockConfiguration, _ now: MarketTime) -> QuoteCascade? {
    if let quotes { return QuoteSources.cascade(option: quotes) }
    guard date == nil, configuration.previews.hasQuotes, at != nil || TradingSessions.contains(now.minute)
    else { return nil }
    return QuoteSources(configuration.previews).cascade
  }
}

extension Message {
  fileprivate static var accountTwice: Message {
    Message(
      "signal.account-twice", en: "Give either --account or --capital.", zh: "--account 与 --capital 只能给一个。")
  }
}

extension MoneyGate.Environment: ExpressibleByArgument {}
