import Metrics
import Primitives
import RDAgent
import Reconciliation
import Records

/// Our formulas over RD-Agent's own daily report, orders, predictions and labels.
enum RecomputedRung {
  /// The record with its numbers as they follow from it.
  struct Record: Sendable {
    /// In the form of all runs; nil where the configuration has no backtest and the scores alone are recorded.
    var run: Run?
    var measured: MeasuredRun
  }

  /// - Parameter quality: metrics of the recorded predictions against the recorded labels.
  static func climb(
    _ evidence: WorkspaceEvidence, _ setting: LadderSetting?, quality: [MetricValue]
  ) -> Climbed<Record> {
    guard let recorded = evidence.run else {
      guard !quality.isEmpty, setting?.configuration.hasPortfolio == false else {
        return .unavailable(evidence.reason(.curve))
      }
      return .made(Record(measured: MeasuredRun(.none, metrics: quality)))
    }
    let metrics = RunMetrics.portfolio(recorded.report, trades: recorded.trades) + quality
    let plan = setting?.plan.record
    let document = RunDocument(
      origin: .imported, strategy: plan?.strategy.json ?? .null, backtest: plan?.backtest.json ?? .null,
      configurationDigest: evidence.used?.configuration.digest ?? "", dataDigest: nil,
      modelDigest: evidence.modelDigest, predictionsDigest: evidence.predictions?.digest,
      versions: evidence.versions.texts, seed: evidence.used?.configuration.seed, start: recorded.report.first?.day,
      end: recorded.report.last?.day, benchmark: plan?.backtest.benchmark.instruments.map(\.name) ?? [],
      findings: evidence.findings)
    let run = Run(
      document: document, report: recorded.report, positions: recorded.positions ?? [], trades: recorded.trades,
      predictions: evidence.predictions, results: evidence.reported, metrics: metrics)
    return .made(Record(run: run, measured: MeasuredRun(recorded, metrics: metrics)))
  }
}
