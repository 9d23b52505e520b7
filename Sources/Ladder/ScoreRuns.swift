import Metrics
import Primitives
import Reconciliation
import Records
import Simulation

/// Turns scores that were made here into the run that follows from them.
struct ScoreRuns: Sendable {
  /// Nil where the configuration has no backtest that can run here: the scores alone are then judged.
  let plan: BacktestPlan?
  /// The digest of the recorded predictions; nil where none are recorded: the scores made here are then set beside the
  /// recorded metrics.
  let recorded: String?
  /// The run of the recorded predictions; nil where it could not be made.
  let replayed: Run?
  /// Whose choice among equal scores is taken.
  let followed: FollowedRun?
  /// Of the scored rows, computed here.
  let labels: PanelTable?
  let builder: RunBuilder

  struct Result: Sendable {
    var measured: MeasuredRun
    /// The run of these scores; nil where they lead to the replay, or to no run at all.
    var own: Run?
    /// Whether they are the recorded ones bit for bit.
    var hasRecordedBits: Bool
  }

  func run(_ predictions: PanelTable) throws -> Result {
    let quality = labels.map { RunMetrics.quality(predictions: predictions, labels: $0) } ?? []
    let isRecorded = predictions.digest == recorded
    if let replayed, isRecorded {
      return Result(measured: MeasuredRun(replayed, quality: quality), hasRecordedBits: true)
    }
    guard let plan else {
      return Result(measured: MeasuredRun(.none, metrics: quality), hasRecordedBits: isRecorded)
    }
    let own = try builder.qlib(plan, predictions: predictions, quality: quality, following: followed)
    return Result(measured: MeasuredRun(own, quality: quality), own: own, hasRecordedBits: isRecorded)
  }
}

extension ScoreRuns.Result {
  /// What was done, and whether it gave the recorded scores.
  func note(_ done: Message) -> Message { hasRecordedBits ? .recordedBits(done) : done }
}

extension Message {
  fileprivate static func recordedBits(_ done: Message) -> Message {
    Message(
      "rung.recorded-bits", ["done": .message(done)], en: "{done} Every score has the recorded bits.",
      zh: "{done}每个得分与记录逐位相同。")
  }
}
