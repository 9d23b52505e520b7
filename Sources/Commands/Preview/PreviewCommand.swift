import ArgumentParser
import MarketData
import Night
import Preview
import Primitives
import Records
import Store

/// `aistock preview …`: strategies on virtual money.
struct PreviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview", abstract: "Runs strategies on virtual money.",
    subcommands: [
      Create.self, List.self, PreviewRefreshCommand.self, Settle.self, PreviewWatchCommand.self,
      PreviewStopCommand.self, PreviewImportCommand.self,
    ])

  /// Throws `preview.limit` where as many run as the configuration permits.
  static func refuseBeyondLimit(_ database: Database, _ configuration: AistockConfiguration) throws {
    let running = try database.previews().count { $0.status == .running }
    guard running >= configuration.previews.limit else { return }
    throw Diagnostic(
      "preview.limit", "\(running) previews are running, which is the limit",
      remedy: "Raise previews.limit in aistock.yaml, or stop one.", exit: .usage)
  }

  struct Create: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "create", abstract: "Makes a preview from a migration, or from a configuration and predictions.")

    @OptionGroup var global: GlobalOptions
    @Option(help: "Its identifier: letters, digits, '-' and '_'.") var id: String
    @Option(help: "A migration of aistock.yaml whose strategy and predictions it takes.") var migration: String?
    @Option(help: "RD-Agent's configuration (qlib's qrun form), instead of a migration.") var conf: String?
    @Option(help: "A strategy in this program's form, or the run.json of a run, instead of the configuration's.")
    var strategy: String?
    @Option(help: "Predictions: datetime,instrument,score; gzip accepted.") var pred: String?
    @Option(
      help:
        "The model that scores the days behind the predictions: LightGBM's text trained under --conf, or a model's folder."
    )
    var model: String?
    @Option(help: "The name shown; default: the identifier.") var name: String?
    @Option(help: "Virtual yuan at the start.") var capital: Int = 1_000_000
    @Option(help: "First day, YYYY-MM-DD; default: the first prediction.") var start: DayArgument?
    @Flag(inversion: .prefixedNo, help: "Pay commission, stamp tax and transfer fee; default: the configuration's.")
    var fees: Bool?

    func run() throws {
      let configuration = try global.configuration()
      let lock = try NightLock(path: NightFolders(configuration).lock)
      defer { withExtendedLifetime(lock) {} }
      let database = try Database(path: configuration.state)
      try PreviewCommand.refuseBeyondLimit(database, configuration)
      // Beyond what is accepted anyway the product with the unit of money would leave 64 bits.
      guard capital > 0, capital <= Int(PreviewInstance.capitalMax.yuan) else {
        throw Diagnostic(
          "preview.capital", "the capital of \(capital) yuan is out of range",
          remedy: "Choose more than 0 and at most \(PreviewInstance.capitalMax) yuan.", exit: .usage)
      }
      var source = try source(configuration)
      source.rules = configuration.previews.rules
      let folders = NightFolders(configuration)
      let instance = try source.create(
        id: id, name: name ?? id, capital: Money(yuan: capital), start: start?.day,
        fees: fees ?? configuration.previews.fees, in: database, folders: folders, clock: .system)
      let definition = instance.definition
      let scores =
        definition.model == nil
        ? "days behind its predictions are not scored here: \(source.withoutModel ?? "the model is none of those built here")"
        : "its model is kept and scores the days behind its predictions"
      global.console.answer(
        [
          "id": .string(id), "start": .string(definition.startDay.description), "fees": .bool(definition.fees),
          "rules": .string(definition.rules.rawValue), "model": .optional(definition.model),
          "predictions_sha256": .optional(definition.predictionsSHA256),
        ],
        lines: [
          "preview '\(id)' made; it starts on \(definition.startDay), \(definition.fees ? "with" : "without") fees. "
            + "Settle it with `aistock preview settle`.", scores,
        ])
    }

    private func source(_ configuration: AistockConfiguration) throws -> PreviewSource {
      if let migration {
        guard let found = configuration.migrations.first(where: { $0.id == migration }) else {
          let names = configuration.migrations.map(\.id)
          throw Diagnostic(
            "preview.migration", "there is no migration '\(migration)'\(Spelling.hint(migration, among: names))",
            remedy: "Use one of: \(names.joined(separator: ", ")).", exit: .usage)
        }
        return try PreviewSource(workspace: found.workspace)
      }
      guard let named = strategy ?? conf, pred != nil || model != nil,
        model.map({ conf != nil || FileReader.isFolder($0) }) ?? true
      else {
        throw Diagnostic(
          "preview.source", "a preview needs a strategy, and predictions or a model with its configuration",
          remedy: "Give --migration ID, or --conf and --pred, or --conf and --model, or --strategy and --pred.",
          exit: .usage)
      }
      return try PreviewSource(conf: conf, strategy: strategy, named: named, pred: pred, model: model)
    }
  }

  struct Settle: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "settle", abstract: "Settles previews with official closes; settling twice changes nothing.",
      discussion: "Running previews, and stopped ones through their last day.")

    @OptionGroup var global: GlobalOptions
    @Option(help: "One preview; default: all running ones.") var id: String?
    @Option(help: "A qlib provider folder, or demo; default: the configuration's.") var market: String?
    @Option(help: "The last day to settle, YYYY-MM-DD; default: today.") var date: DayArgument?

    func run() throws {
      let configuration = try global.configuration()
      let lock = try NightLock(path: NightFolders(configuration).lock)
      defer { withExtendedLifetime(lock) {} }
      let database = try Database(path: configuration.state)
      let market = try Markets.open(self.market ?? configuration.provider)
      let previews = NightPreviews(database: database, folders: NightFolders(configuration), clock: .system)
      let ids = try id.map { [$0] } ?? previews.toSettle()
      global.console.progress("settling \(ids.count) previews")
      let results = try previews.settle(
        ids, market: market, through: date?.day ?? Clock.system.dayInChina)
      var documents: [JSONValue] = []
      var lines: [String] = []
      var worst: Primitives.ExitCode?
      for (id, result) in zip(ids, results) {
        switch result {
        case .success(let outcome):
          documents.append(json(id, outcome))
          lines.append(
            "\(id): \(outcome.settled.count) days settled"
              + (outcome.liveDays.isEmpty ? "" : ", \(outcome.liveDays.count) by live scores")
              + (outcome.restatedFrom.map { ", again from \($0) on" } ?? ""))
          lines += outcome.findings.map { "  \($0.severity.rawValue) \($0.id): \($0.evidence) \($0.consequence)" }
        case .failure(let error):
          guard let diagnostic = (error as? any DiagnosableError)?.diagnostic else { throw error }
          global.console.report(diagnostic)
          documents.append(["id": .string(id), "error": diagnostic.json])
          worst = max(worst ?? diagnostic.exit, diagnostic.exit)
        }
      }
      if ids.isEmpty { lines.append("no preview is running") }
      global.console.answer(.array(documents), lines: lines)
      if let worst { throw Ended(exit: worst) }
    }

    private func json(_ id: String, _ outcome: PreviewSettlement.Outcome) -> JSONValue {
      [
        "id": .string(id), "days": .integer(outcome.settled.count), "from": .optional(outcome.settled.first),
        "through": .optional(outcome.settled.last), "restated_from": .optional(outcome.restatedFrom),
        "live_days": .integer(outcome.liveDays.count), "first_live_day": .optional(outcome.liveDays.first),
        "findings": .array(outcome.findings.map(\.json)),
      ]
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists the previews and their values.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
      let database = try Database(path: global.configuration().state)
      var documents: [JSONValue] = []
      var lines: [String] = []
      for preview in try database.previews() {
        let last = try database.lastAccount(of: preview.id)?.account
        let live = try database.firstLiveDay(of: preview.id)
        documents.append([
          "id": .string(preview.id), "name": .string(preview.displayName), "status": .string(preview.status.rawValue),
          "initial_capital": .string(preview.initialCapital.description), "trading_day": .optional(last?.tradingDay),
          "total_value": .optional(last?.totalValue.description), "cum_pnl": .optional(last?.cumPnL.description),
          "first_live_day": .optional(live),
        ])
        let value = last.map { "\($0.totalValue) yuan on \($0.tradingDay), profit \($0.cumPnL)" } ?? "not settled yet"
        let since = live.map { ", live scores since \($0)" } ?? ""
        lines.append("\(preview.id)  \(preview.status.rawValue)  \(value)\(since)")
      }
      if lines.isEmpty { lines.append("there is no preview") }
      global.console.answer(.array(documents), lines: lines)
    }
  }
}
