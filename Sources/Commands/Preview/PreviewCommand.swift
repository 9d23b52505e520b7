import ArgumentParser
import Ladder
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
      "preview.limit", .usage, ["count": .count(running)],
      (
        en: "{count} {count:preview is|previews are} running, which is the limit.", zh: "已有 {count} 个模拟预览在运行，达到上限。"
      ),
      remedy: (
        en: "Raise previews.limit in aistock.yaml, or stop one.", zh: "请在 aistock.yaml 调高 previews.limit，或停止一个。"
      ))
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
        throw Diagnostic.capital(Double(capital))
      }
      var source = try source(configuration)
      source.rules = configuration.previews.rules
      let folders = NightFolders(configuration)
      let instance = try source.create(
        id: id, name: name ?? id, capital: Money(yuan: capital), start: start?.day,
        fees: fees ?? configuration.previews.fees, in: database, folders: folders.previews, clock: .system)
      let definition = instance.definition
      global.console.answer(
        [
          "id": .string(id), "start": .string(definition.startDay.description), "fees": .bool(definition.fees),
          "rules": .string(definition.rules.rawValue), "model": .optional(definition.model),
          "predictions_sha256": .optional(definition.predictionsSHA256),
        ],
        lines: [
          definition.fees ? Message.made(id, definition.startDay) : .madeWithoutFees(id, definition.startDay),
          definition.model == nil ? .notScored(source.withoutModel ?? .modelOfOtherKind) : .scored,
        ].map { $0[global.console.language] })
    }

    private func source(_ configuration: AistockConfiguration) throws -> PreviewSource {
      if let migration {
        guard let found = configuration.migrations.first(where: { $0.id == migration }) else {
          let names = configuration.migrations.map(\.id)
          throw Diagnostic(
            "preview.migration", .usage,
            ["migration": .text(migration), "known": .list(names.map { .text($0) })],
            (en: "There is no migration '{migration}'.", zh: "没有迁移“{migration}”。"),
            remedy: (en: "Use one of: {known}.", zh: "可用：{known}。"))
        }
        return try PreviewSource(workspace: found.workspace)
      }
      guard let named = strategy ?? conf, pred != nil || model != nil,
        model.map({ conf != nil || FileReader.isFolder($0) }) ?? true
      else {
        throw Diagnostic(
          "preview.source", .usage, [:],
          (
            en: "A preview needs a strategy, and predictions or a model with its configuration.",
            zh: "模拟预览需要策略，以及预测或带配置的模型。"
          ),
          remedy: (
            en: "Give --migration ID, or --conf and --pred, or --conf and --model, or --strategy and --pred.",
            zh: "请给 --migration ID，或 --conf 与 --pred，或 --conf 与 --model，或 --strategy 与 --pred。"
          ))
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
      let previews = PreviewBatch(
        database: database, folders: NightFolders(configuration).previews, clock: .system,
        runtime: .ofThisProcess)
      let ids = try id.map { [$0] } ?? previews.waiting()
      let language = global.console.language
      global.console.progress(Message.settling(ids.count)[language])
      let results = try previews.settle(
        ids, market: market, through: date?.day ?? Clock.system.dayInChina)
      var documents: [JSONValue] = []
      var lines: [String] = []
      var worst: Primitives.ExitCode?
      for (id, result) in zip(ids, results) {
        switch result {
        case .success(let outcome):
          documents.append(json(id, outcome))
          lines.append(Message.settled(id, outcome)[language])
          lines += outcome.findings.map { "  " + PreviewText.finding($0, language) }
        case .failure(let error):
          guard let diagnostic = (error as? any DiagnosableError)?.diagnostic else { throw error }
          global.console.report(diagnostic)
          documents.append(["id": .string(id), "error": diagnostic.json])
          worst = max(worst ?? diagnostic.exit, diagnostic.exit)
        }
      }
      if ids.isEmpty { lines.append(PreviewText.noneRuns[language]) }
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
        let parts = [last.map(Message.value) ?? .notSettled] + (live.map { [.liveSince($0)] } ?? [])
        lines.append(
          "\(preview.id)  \(preview.status.rawValue)  "
            + parts.map { $0[global.console.language] }.joined(separator: " "))
      }
      if lines.isEmpty { lines.append(Message.noPreview[global.console.language]) }
      global.console.answer(.array(documents), lines: lines)
    }
  }
}

extension Message {
  fileprivate static func made(_ id: String, _ start: TradingDay) -> Message {
    Message(
      "preview.made", ["preview": .text(id), "start": .day(start)],
      en:
        "The preview '{preview}' is made; it starts on {start} and pays fees. Settle it with `aistock preview settle`.",
      zh: "模拟预览“{preview}”已创建，{start} 起，计费用。请用 `aistock preview settle` 结算。")
  }

  fileprivate static func madeWithoutFees(_ id: String, _ start: TradingDay) -> Message {
    Message(
      "preview.made-without-fees", ["preview": .text(id), "start": .day(start)],
      en:
        "The preview '{preview}' is made; it starts on {start} without fees. Settle it with `aistock preview settle`.",
      zh: "模拟预览“{preview}”已创建，{start} 起，不计费用。请用 `aistock preview settle` 结算。")
  }

  fileprivate static var scored: Message {
    Message(
      "preview.scored", en: "Its model is kept and scores the days behind its predictions.", zh: "模型已保存，用于其预测之后的交易日。")
  }

  fileprivate static func notScored(_ reason: Message) -> Message {
    Message(
      "preview.not-scored", ["reason": .message(reason)],
      en: "Days behind its predictions are not scored here. {reason}", zh: "其预测之后的交易日不会自动打分。{reason}")
  }

  fileprivate static var modelOfOtherKind: Message {
    Message("preview.model-of-other-kind", en: "The model is none of those built here.", zh: "模型不属于本程序支持的种类。")
  }

  fileprivate static func settling(_ count: Int) -> Message {
    Message(
      "preview.settling", ["count": .count(count)], en: "Settling {count} {count:preview|previews}.",
      zh: "正在结算 {count} 个模拟预览。")
  }

  fileprivate static func settled(_ id: String, _ outcome: PreviewSettlement.Outcome) -> Message {
    let days = Message(
      "preview.settled-days",
      ["preview": .text(id), "days": .count(outcome.settled.count), "live": .count(outcome.liveDays.count)],
      en: "{preview}: {days} {days:day|days} settled, {live} by live scores.",
      zh: "{preview}：已结算 {days} 个交易日，其中 {live} 日用本程序算出的得分。")
    guard let day = outcome.restatedFrom else { return days }
    return Message(
      "preview.settled-again", ["days": .message(days), "day": .day(day)],
      en: "{days} Days from {day} on are settled again.", zh: "{days}自 {day} 起重新结算。")
  }

  fileprivate static func value(_ account: PreviewAccount) -> Message {
    Message(
      "preview.value",
      [
        "total": .money(account.totalValue.yuan), "day": .day(account.tradingDay),
        "profit": .money(account.cumPnL.yuan),
      ], en: "{total} on {day}, profit {profit}.", zh: "{day} 总值 {total}，累计盈亏 {profit}。")
  }

  fileprivate static var notSettled: Message { Message("preview.not-settled", en: "Not settled yet.", zh: "尚未结算。") }

  fileprivate static func liveSince(_ day: TradingDay) -> Message {
    Message("preview.live-since", ["day": .day(day)], en: "Live scores since {day}.", zh: "自 {day} 起用本程序算出的得分。")
  }

  fileprivate static var noPreview: Message { Message("preview.none", en: "There is no preview.", zh: "没有模拟预览。") }
}
