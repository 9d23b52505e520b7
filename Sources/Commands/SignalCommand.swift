import Archive
import ArgumentParser
import Ladder
import MarketData
import Night
import Preview
import Primitives
import Records
import Store

/// `aistock signal`: what to buy and sell on the next trading day.
struct SignalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "signal", abstract: "Says what to buy and sell next, with target weights and the reason of each.",
    discussion: """
      For a preview: from its virtual holdings and the scores of the last close, recorded ones or, behind \
      these, live ones of its model. For a configuration file with --pred or --model: from an empty account of \
      --capital. Without --strategy: for every running preview. Orders are sized at quotes where there are any \
      (--quotes, or in session the configured sources), else at the last close. With --bundle: a frozen bundle, \
      from an empty account. For --env paper and live the review of the migration must stand.
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
  @Option(help: "Yuan, with a configuration file.") var capital: Int = 1_000_000
  @Option(help: "Quotes to size the orders at: a dropped file, a folder of minute bars, an http address.")
  var quotes: String?
  @Option(help: "The moment of the quotes in China, YYYY-MM-DD HH:MM; default: now.") var at: MomentArgument?
  @Option(help: "A qlib provider folder, or demo; default: the configuration's.") var market: String?
  @Option(help: "A folder that `aistock review approve` froze.") var bundle: String?
  @Option(help: "research, paper or live; the last two demand an approval that stands.") var env = MoneyGate.Environment
    .research

  func run() throws {
    let configuration = try global.configuration()
    let market = try Markets.open(self.market ?? configuration.provider)
    let now = at?.time ?? MarketTime(.system)
    let cascade = cascade(configuration, now)
    // In session the close before decides, however far the data goes.
    let before = cascade == nil ? nil : now.day.advanced(byDays: -1)
    let day = date?.day ?? before ?? market.calendar.days.last ?? now.day
    let database = try Database(path: configuration.state)
    var desk = OrderDesk(
      database: database, folders: NightFolders(configuration).previews, market: market, day: day, now: now,
      quotes: cascade, runtime: .ofThisProcess)
    var permit: MoneyGate.Permit?
    var documents: [JSONValue] = []
    var lines: [String] = []
    var worst: Primitives.ExitCode?
    for (name, instance) in try instances(configuration, database, day, &permit) {
      do {
        let answer = try desk.list(instance)
        let document = OrderListText.json(name, answer)
        documents.append(permit?.added(to: document) ?? document)
        lines += OrderListText.lines(name, answer, global.console.language)
      } catch let error as any DiagnosableError {
        // One strategy never stops the others.
        global.console.report(error.diagnostic)
        documents.append(["strategy": .string(name), "error": error.diagnostic.json])
        worst = max(worst ?? error.diagnostic.exit, error.diagnostic.exit)
      }
    }
    if documents.isEmpty { lines.append(PreviewText.noneRuns[global.console.language]) }
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

  private func instances(
    _ configuration: AistockConfiguration, _ database: Database, _ day: TradingDay, _ permit: inout MoneyGate.Permit?
  ) throws -> [(String, PreviewInstance)] {
    if let bundle {
      // An approved migration or nothing, whatever the environment.
      let opened = try FrozenBundle(folder: bundle, ledger: ReviewLedger(configuration), now: .system)
      let own = MoneyGate.Permit(opened.approval, for: env)
      permit = own
      return [
        (
          opened.migration,
          try BundleSignal(bundle: opened).instance(
            own, capital: Money(yuan: capital), start: day, folders: NightFolders(configuration))
        )
      ]
    }
    if let strategy, FileReader.exists(strategy), !FileReader.isFolder(strategy) {
      if env.demandsApproval { throw MoneyGate.refusal(strategy, env) }
      guard pred != nil || model != nil else {
        throw Diagnostic(
          "signal.predictions", .usage, [:], (en: "A configuration file has no scores.", zh: "配置文件不含得分。"),
          remedy: (en: "Add --pred FILE or --model FILE.", zh: "请加 --pred FILE 或 --model FILE。"))
      }
      let source = try PreviewSource(conf: strategy, strategy: nil, named: strategy, pred: pred, model: model)
      let (row, definition) = try source.rows(
        id: "signal", name: "signal", capital: Money(yuan: capital), start: day, fees: true,
        folders: NightFolders(configuration).previews, clock: .system)
      return [(strategy, PreviewInstance(transient: row, definition))]
    }
    let ids = try strategy.map { [$0] } ?? database.previews().filter { $0.status == .running }.map(\.id)
    return try ids.map { id in
      let instance = try PreviewInstance.open(id, in: database)
      _ = try MoneyGate.approval(instance.strategy.strategyID, env, ReviewLedger(configuration), .system)
      return (id, instance)
    }
  }
}

extension MoneyGate.Environment: ExpressibleByArgument {}
