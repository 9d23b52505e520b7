import ArgumentParser
import Ladder
import MarketData
import Night
import Preview
import Primitives
import Store

/// `aistock preview …`: strategies on virtual money.
struct PreviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview", abstract: "Runs strategies on virtual money.",
    subcommands: [
      Create.self, List.self, PreviewRefreshCommand.self, Settle.self, PreviewWatchCommand.self,
      PreviewStopCommand.self, PreviewImportCommand.self,
    ])

  struct Create: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "create", abstract: "Makes a preview from a migration, or from a configuration and predictions.")

    @OptionGroup var global: GlobalOptions
    @Option(help: "Its identifier: letters, digits, '-' and '_'.") var id: String
    @Option(help: "A migration of aistock.yaml whose strategy and predictions it takes.") var migration: String?
    @Option(help: "RD-Agent's configuration (qlib's qrun form), instead of a migration.") var conf: String?
    @Option(help: "A strategy in this program's form, or the run.json of a run, instead of the configuration's.")
    var strategy: String?
    @OptionGroup var files: PreviewOptions
    @Option(help: "Virtual yuan at the start.") var capital: Int = 1_000_000
    @Option(help: "First day, YYYY-MM-DD; default: the first prediction.") var start: DayArgument?
    @Flag(inversion: .prefixedNo, help: "Pay commission, stamp tax and transfer fee; default: the configuration's.")
    var fees: Bool?

    func run() throws {
      try files.making(global) { configuration, database in
        // Beyond what is accepted anyway the product with the unit of money would leave 64 bits.
        guard capital > 0, capital <= Int(PreviewInstance.capitalMax.yuan) else {
          throw Diagnostic.capital(Double(capital))
        }
        var source = try self.source(configuration)
        source.rules = configuration.previews.rules
        let folders = NightFolders(configuration)
        let instance = try source.create(
          id: id, name: files.name ?? id, capital: Money(yuan: capital), start: start?.day,
          fees: fees ?? configuration.previews.fees, in: database, folders: folders.previews, clock: .system)
        global.console.answer(instance.json, lines: source.lines(of: instance))
      }
    }

    private func source(_ configuration: AistockConfiguration) throws -> PreviewSource {
      if let migration { return try PreviewSource(migration: migration, of: configuration) }
      return try PreviewSource(conf: conf, strategy: strategy, pred: files.pred, model: files.model)
    }
  }

  struct Settle: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "settle", abstract: "Settles previews with official closes; settling twice changes nothing.",
      discussion: "Running previews, and stopped ones through their last day.")

    @OptionGroup var global: GlobalOptions
    @Option(help: "One preview; default: all running ones.") var id: String?
    @Option(help: "A market, several by commas; default: the configuration's.") var market: String?
    @Option(help: "The last day to settle, YYYY-MM-DD; default: today.") var date: DayArgument?

    func run() throws {
      let configuration = try global.configuration()
      let lock = try NightLock(path: NightFolders(configuration).lock)
      defer { withExtendedLifetime(lock) {} }
      let database = try Database(path: configuration.state)
      let market = try global.market(self.market, or: configuration.provider)
      let previews = PreviewBatch(
        database: database, folders: NightFolders(configuration).previews, clock: .system,
        runtime: .ofThisProcess)
      let ids = try id.map { [$0] } ?? previews.waiting()
      let language = global.console.language
      global.console.progress(.settling(ids.count))
      let results = try previews.settle(
        ids, market: market, through: date?.day ?? Clock.system.dayInChina)
      var documents: [JSONValue] = []
      var lines: [String] = []
      var worst: Primitives.ExitCode?
      for (id, result) in zip(ids, results) {
        switch result {
        case .success(let outcome):
          documents.append(outcome.json(id))
          lines += outcome.lines(id, language)
        case .failure(let error):
          guard let diagnostic = (error as? any DiagnosableError)?.diagnostic else { throw error }
          global.console.report(diagnostic)
          documents.append(["id": .string(id), "error": diagnostic.json])
          worst = max(worst ?? diagnostic.exit, diagnostic.exit)
        }
      }
      if ids.isEmpty { lines.append(Message.noneRuns[language]) }
      global.console.answer(.array(documents), lines: lines)
      if let worst { throw Ended(exit: worst) }
    }

  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists the previews and their values.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
      let previews = try PreviewSummary.all(in: Database(path: global.configuration().state))
      let lines = PreviewSummary.lines(previews, global.console.language)
      global.console.answer(
        .array(previews.map(\.json)), lines: lines.isEmpty ? [global.console.text(.noPreview)] : lines)
    }
  }
}

extension Message {
  fileprivate static func settling(_ count: Int) -> Message {
    Message(
      "preview.settling", ["count": .count(count)], en: "Settling {count} {count:preview|previews}.",
      zh: "正在结算 {count} 个模拟预览。")
  }

  fileprivate static var noPreview: Message { Message("preview.none", en: "There is no preview.", zh: "没有模拟预览。") }
}
