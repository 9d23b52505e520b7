import Primitives
import RDAgent
import Reconciliation
import Records
import Simulation

/// Our exchange and strategy over RD-Agent's predictions.
enum ReplayedRung {
  /// - Parameters:
  ///   - quality: metrics of the recorded predictions against the recorded labels.
  ///   - followed: whose choice among equal scores is taken.
  /// - Throws: what is damaged; what the market or the configuration ask for and is not built here is a reason.
  static func climb(
    _ evidence: WorkspaceEvidence, _ setting: Climbed<LadderSetting>, quality: [MetricValue],
    following followed: FollowedRun?, runs: RunBuilder, progress: (Message) -> Void
  ) throws -> Climbed<Run> {
    guard let predictions = evidence.predictions else { return .unavailable(evidence.reason(.predictions)) }
    if let reason = setting.reason { return .unavailable(reason) }
    switch setting.record?.plan ?? .unavailable(evidence.reason(.configuration)) {
    case .unavailable(let reason): return .unavailable(reason)
    case .made(let plan):
      progress(.replaying(plan.backtest.start, to: plan.backtest.end))
      do {
        return .made(
          try runs.qlib(plan, predictions: predictions, quality: quality, following: followed))
      } catch let diagnostic as Diagnostic where diagnostic.kind == .unsupported {
        return .unavailable(diagnostic.summary)
      }
    }
  }
}

extension MeasuredRun {
  /// - Parameter quality: metrics of the run's predictions.
  init(_ run: Run, quality: [MetricValue]) {
    var compared = ComparedRun(report: run.report, positions: run.positions, trades: run.trades)
    compared.ties = run.ties
    self.init(compared, metrics: run.portfolioMetrics + quality)
  }
}
