import Archive
import ArgumentParser
import MarketData
import Preview
import Primitives
import Records
import Store

/// `aistock signal`: what to buy and sell on the next trading day.
struct SignalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "signal", abstract: "Says what to buy and sell next, with target weights and the reason of each.",
    discussion: """
      For a preview: from its recorded predictions, its virtual holdings and the last closes. For a \
      configuration file with --pred and --capital: from an empty account. Without --strategy: for every \
      running preview. With --bundle: from a frozen bundle and the market alone, into an empty account. For \
      --env paper and live the review of the migration must stand.
      """)

  @OptionGroup var global: GlobalOptions
  @Option(help: "A preview, or RD-Agent's configuration file; default: all running previews.") var strategy: String?
  @Option(help: "The day whose close decides, YYYY-MM-DD; default: the last one.") var date: DayArgument?
  @Option(help: "Predictions, with a configuration file.") var pred: String?
  @Option(help: "Yuan, with a configuration file.") var capital: Int = 1_000_000
  @Option(help: "A qlib provider folder, or demo; default: the configuration's.") var market: String?
  @Option(help: "A folder that `aistock review approve` froze.") var bundle: String?
  @Option(help: "research, paper or live; the last two demand an approval that stands.") var env = MoneyGate.Environment.research

  func run() throws {
    let configuration = try global.configuration()
    if let bundle { return try ofBundle(bundle, configuration) }
    let market = try Markets.open(self.market ?? configuration.provider)
    let day = date?.day ?? market.calendar.days.last ?? Clock.system.dayInChina
    var documents: [JSONValue] = []
    var lines: [String] = []
    for (name, signal) in try signals(configuration, market, day) {
      documents.append(SignalText.json(name, signal))
      lines += SignalText.lines(name, signal)
    }
    if documents.isEmpty { lines.append("no preview is running") }
    global.console.answer(.array(documents), lines: lines)
  }

  private func signals(
    _ configuration: AistockConfiguration, _ market: any Market, _ day: TradingDay
  ) throws -> [(String, PreviewSignal)] {
    if let strategy, FileReader.exists(strategy), !FileReader.isFolder(strategy) {
      if env.demandsApproval { throw MoneyGate.refuse(strategy, env) }
      return [(strategy, try ofFile(strategy, market, day))]
    }
    let database = try Database(path: configuration.state)
    let ids = try strategy.map { [$0] } ?? database.previews().filter { $0.status == .running }.map(\.id)
    return try ids.map { id in
      let instance = try PreviewInstance.open(id, in: database)
      _ = try MoneyGate.approval(instance.strategy.strategyID, env, configuration, .system)
      let accounts = try database.accounts(of: id)
      let account = accounts.last { $0.tradingDay <= day }
      let predictions = try PanelTable(
        csv: try NightPreviews.predictionsPath(instance), value: "score")
      let positions = try account.map { try database.positions(of: id, on: $0.tradingDay) } ?? []
      return (
        id,
        try PreviewSignal(
          instance, account: account, positions: positions, predictions: predictions, market: market, on: day)
      )
    }
  }

  /// A bundle is opened with its approval whatever the environment: it is an approved migration or nothing.
  private func ofBundle(_ folder: String, _ configuration: AistockConfiguration) throws {
    let bundle = try FrozenBundle(folder: folder, ledger: ReviewLedger(configuration), now: .system)
    let market = try Markets.open(self.market ?? configuration.provider)
    let day = date?.day ?? market.calendar.days.last ?? Clock.system.dayInChina
    let permit = MoneyGate.Permit(bundle.approval, for: env)
    let signal = try BundleSignal(bundle: bundle, market: market).make(permit, capital: Money(yuan: capital), on: day)
    var document = SignalText.json(bundle.migration, signal).objectValue ?? [:]
    document["permit"] = permit.json
    global.console.answer(.array([.object(document)]), lines: SignalText.lines(bundle.migration, signal))
  }

  private func ofFile(_ file: String, _ market: any Market, _ day: TradingDay) throws -> PreviewSignal {
    guard let pred else {
      throw Diagnostic(
        "signal.predictions", "a configuration file has no scores", remedy: "Add --pred FILE.", exit: .usage)
    }
    let source = PreviewSource(
      strategy: try QrunConfiguration(file: file).strategy(), strategyID: Path.lastComponent(file),
      predictionsPath: pred)
    let (strategy, definition) = try source.rows(
      id: "signal", name: "signal", capital: Money(yuan: capital), start: day, fees: true, clock: .system)
    return try PreviewSignal(
      PreviewInstance(transient: strategy, definition), account: nil, positions: [],
      predictions: try PanelTable(csv: pred, value: "score"), market: market, on: day)
  }
}

/// A signal for a terminal and for programs.
enum SignalText {
  static func json(_ name: String, _ signal: PreviewSignal) -> JSONValue {
    [
      "strategy": .string(name), "decided_on": .string(signal.decidedOn.description),
      "scores_of": .optional(signal.scoresOf), "cash": .string(signal.cash.description),
      "total_value": .string(signal.totalValue.description),
      "target_cash_weight": .number(signal.targetCashWeight),
      "lines": .array(
        signal.lines.map {
          [
            "symbol": .string($0.symbol.name), "action": .string($0.action.rawValue),
            "shares": .integer(Int($0.shares)), "price": .optional($0.price?.description),
            "weight": .number($0.weight), "target_weight": .number($0.targetWeight),
            "score": .optional($0.score), "reason": .string($0.reason),
          ]
        }), "findings": .array(signal.findings.map(\.json)),
    ]
  }

  static func lines(_ name: String, _ signal: PreviewSignal) -> [String] {
    func percent(_ value: Double) -> String {
      let hundredths = Int((value * 10_000).rounded())
      let rest = hundredths.magnitude % 100
      return "\(hundredths < 0 ? "-" : "")\(hundredths.magnitude / 100).\(rest < 10 ? "0" : "")\(rest)%"
    }
    return ["\(name): decided on \(signal.decidedOn); \(signal.totalValue) yuan, cash \(signal.cash)"]
      + signal.lines.map {
        "  \($0.action.rawValue) \($0.symbol) \($0.shares) at \($0.price.map(\.description) ?? "no price"), "
          + "\(percent($0.weight)) to \(percent($0.targetWeight)): \($0.reason)"
      } + ["  cash to \(percent(signal.targetCashWeight))"]
      + signal.findings.map { "  \($0.severity.rawValue) \($0.id): \($0.evidence) \($0.consequence)" }
  }
}
