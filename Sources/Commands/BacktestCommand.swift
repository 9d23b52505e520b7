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
  @Option(help: "A qlib provider folder, or demo.") var market: String
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
      throw ValidationError("Give either --conf or --strategy.")
    }
  }

  func run() throws {
    let console = global.console
    let axes = try sweep.map { try SweepAxis($0) }
    let fromConfiguration = try conf.map { try BacktestPlan(conf: $0) }
    let market = try Markets.open(market)
    console.progress("reading predictions \(pred)")
    let predictions = try PanelTable(csv: pred, value: "score")
    let plan =
      try fromConfiguration
      ?? BacktestPlan(strategy: strategy ?? "", predictions: predictions, calendar: market.calendar)
    console.progress(
      "simulating \(plan.strategy.className) under \(rules.rawValue) rules, \(plan.backtest.start) to \(plan.backtest.end)"
    )
    let builder = RunBuilder(market: market, digest: MarketDigest())
    if !axes.isEmpty {
      let sweep = BacktestSweep(axes: axes, rules: rules == .qlib ? .qlib : .ashare, builder: builder)
      let outcome = try sweep.run(plan, predictions: predictions, to: output)
      for finding in outcome.findings { console.progress("finding \(finding.id): \(finding.evidence)") }
      return console.answer(outcome.document, lines: outcome.lines)
    }
    let run =
      switch rules {
      case .qlib: try builder.qlib(plan, predictions: predictions)
      case .ashare: try builder.ashare(plan, predictions: predictions)
      }
    let folder = try StagedFolder(replacing: output, marker: "run.json")
    try RunFolder.write(run, to: folder)
    if rules == .ashare { try folder.write(AShareRuleTable.json.pretty, to: "rules.json") }
    try folder.commit()
    console.findings(run.document.findings)
    console.answer(run.document.json, lines: BacktestCommand.summary(run))
  }

  private static func summary(_ run: Run) -> [String] {
    var lines: [String] = []
    if let first = run.report.first, let last = run.report.last {
      lines.append("\(run.report.count) days, \(first.day) to \(last.day); account \(last.account)")
    }
    lines.append("\(run.trades?.count ?? 0) orders")
    return lines + MetricLines.of(run.metrics)
  }
}
