import ArgumentParser
import Primitives
import Records

/// `aistock backtest`: one strategy on recorded predictions, as a run folder.
struct BacktestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest", abstract: "Runs a strategy on recorded predictions and writes a run folder.")

  enum Rules: String, ExpressibleByArgument, CaseIterable { case qlib, ashare }

  @OptionGroup var global: GlobalOptions
  @Option(help: "A qlib provider folder, or demo.") var market: String
  @Option(help: "RD-Agent's configuration (qlib's qrun form).") var conf: String
  @Option(help: "Predictions: datetime,instrument,score; gzip accepted.") var pred: String
  @Option(help: "The run folder to write.") var output: String
  @Option(help: "The exchange's rules: qlib or ashare.") var rules: Rules = .qlib

  func run() throws {
    let console = global.console
    guard rules == .qlib else {
      throw Diagnostic(
        "backtest.rules", "the rules 'ashare' are not available in this version", remedy: "Use --rules qlib.",
        exit: .usage)
    }
    let configuration = try QrunConfiguration(file: conf)
    let strategy = try configuration.strategy()
    let backtest = try configuration.backtest()
    let market = try Markets.open(market)
    console.progress("reading predictions \(pred)")
    let predictions = try PanelTable(csv: pred, value: "score")
    console.progress("simulating \(strategy.className), \(backtest.start) to \(backtest.end)")
    let run = try RunBuilder(market: market, fingerprint: MarketFingerprint()).qlib(
      configuration, strategy: strategy, backtest: backtest, predictions: predictions)
    let folder = try StagedFolder(replacing: output, marker: "run.json")
    try RunFolder.write(run, to: folder)
    try folder.commit()
    for finding in run.document.findings { console.progress("finding \(finding.id): \(finding.evidence)") }
    console.answer(run.document.json, lines: BacktestCommand.summary(run))
  }

  private static func summary(_ run: Run) -> [String] {
    var lines: [String] = []
    if let first = run.report.first, let last = run.report.last {
      lines.append("\(run.report.count) days, \(first.day) to \(last.day); account \(last.account)")
    }
    lines.append("\(run.trades?.count ?? 0) orders")
    for metric in run.metrics {
      lines.append("\(metric.name),\(metric.value.map { $0.description } ?? "n/a: \(metric.reason ?? "")")")
    }
    return lines
  }
}
