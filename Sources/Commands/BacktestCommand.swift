import ArgumentParser
import Ladder
import MarketData
import Primitives
import Records
import Simulation

/// `aistock backtest`: one strategy on recorded predictions, as a run folder; with `--sweep`, one for each
/// combination of settings.
struct BacktestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest", abstract: "Runs a strategy on recorded predictions and writes a run folder.")

  enum Rules: String, ExpressibleByArgument, CaseIterable { case qlib, ashare }

  @OptionGroup var global: GlobalOptions
  @Option(help: "A market: a folder, a .csv, tdx:FOLDER or demo; several by commas, the first that opens.") var market:
    String
  @Option(help: "RD-Agent's configuration (qlib's qrun form).") var conf: String?
  @Option(help: "A strategy in this program's form, or the run.json of a run, instead of --conf.")
  var strategy: String?
  @Option(help: "Predictions: datetime,instrument,score; gzip accepted.") var pred: String
  @Option(help: "The run folder to write; with --sweep, the folder of all of them.") var output: String
  @Option(help: "The exchange's rules: qlib or ashare.") var rules: Rules = .qlib
  @Option(
    parsing: .singleValue,
    help: "NAME=VALUE,VALUE: runs every combination; may be repeated. Names are those of run.json, such as topk.")
  var sweep: [String] = []

  func validate() throws {
    guard (conf == nil) != (strategy == nil) else {
      throw ValidationError(.eitherOption)
    }
  }

  func run() throws {
    let console = global.console
    try global.check(
      output, as: sweep.isEmpty ? .run : .sweep,
      against: MarketPlaces(market).inputs + [
        .init(.configuration, conf), .init(.strategy, strategy), .init(.predictions, pred),
      ])
    let axes = try sweep.map { try SweepAxis($0) }
    let configuration = try conf.map { try QrunConfiguration(file: $0) }
    // What is wrong there is said before anything large is read.
    _ = try configuration.map { (try $0.strategy(), try $0.backtest(open: .anyDays)) }
    let market = try global.market(market)
    console.progress(.reading(pred))
    let predictions = try PanelTable(csv: pred, value: "score") { try PredictionCheck.check(stocks: $0, market) }
    let plan =
      try configuration.map {
        try BacktestPlan($0, predictions: predictions, calendar: market.calendar)
      }
      ?? BacktestPlan(strategy: strategy ?? "", predictions: predictions, calendar: market.calendar)
    if let universe = configuration?.market {
      console.report(
        try UniverseFindings.withoutMembers(universe, in: market, start: plan.backtest.start, end: plan.backtest.end))
    }
    console.progress(.simulating(plan, rules))
    let builder = RunBuilder(market: market, digest: MarketDigest())
    if !axes.isEmpty {
      let sweep = BacktestSweep(axes: axes, rules: rules == .qlib ? .qlib : .ashare, builder: builder)
      let outcome = try sweep.run(plan, predictions: predictions, to: output)
      console.findings(outcome.findings)
      return console.answer(outcome.document, lines: outcome.lines)
    }
    let run =
      switch rules {
      case .qlib: try builder.qlib(plan, predictions: predictions)
      case .ashare: try builder.ashare(plan, predictions: predictions)
      }
    let folder = try StagedFolder(replacing: output, as: .run)
    try RunFolder.write(run, to: folder)
    if rules == .ashare { try folder.write(AShareRuleTable.json.pretty, to: "rules.json") }
    try folder.commit()
    console.findings(run.document.findings)
    console.answer(
      run.document.json, lines: BacktestCommand.summary(run).map(console.text) + console.lines(run.metrics))
  }

  private static func summary(_ run: Run) -> [Message] {
    let orders = run.trades.map { [Message.orders($0.count)] } ?? []
    guard let first = run.report.first, let last = run.report.last else { return orders }
    return [.extent(days: run.report.count, from: first.day, to: last.day, account: last.account)] + orders
  }
}

extension Message {
  fileprivate static let eitherOption = Message(
    "backtest.either-option", en: "Give either --conf or --strategy.", zh: "--conf 与 --strategy 须且只须给出一个。")

  fileprivate static func reading(_ path: String) -> Message {
    Message("backtest.reading", ["path": .text(path)], en: "reading predictions {path}", zh: "读取预测 {path}")
  }

  fileprivate static func simulating(_ plan: BacktestPlan, _ rules: BacktestCommand.Rules) -> Message {
    Message(
      "backtest.simulating",
      [
        "strategy": .text(plan.strategy.className), "rules": .text(rules.rawValue), "start": .day(plan.backtest.start),
        "end": .day(plan.backtest.end),
      ], en: "simulating {strategy} under {rules} rules, {start} to {end}",
      zh: "按 {rules} 规则模拟 {strategy}，{start} 至 {end}")
  }

  /// The account stands as it is in the report, to be compared.
  fileprivate static func extent(days: Int, from start: TradingDay, to end: TradingDay, account: Double) -> Message {
    Message(
      "backtest.extent", ["days": .count(days), "start": .day(start), "end": .day(end), "account": .exact(account)],
      en: "{days} {days:day|days}, {start} to {end}; account {account}",
      zh: "{days} 个交易日，{start} 至 {end}；总资产 {account}")
  }

  fileprivate static func orders(_ count: Int) -> Message {
    Message("backtest.orders", ["count": .count(count)], en: "{count} {count:order|orders}", zh: "{count} 笔委托")
  }
}
