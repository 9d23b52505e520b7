import Metrics
import Primitives
import Reconciliation
import Records
import Simulation

/// Turns scores that were made here into the run that follows from them.
struct ScoreRuns: Sendable {
  let plan: BacktestPlan
  /// Nil where no predictions are recorded: the scores made here are then set beside the recorded metrics.
  let replayed: Run?
  /// Whose choice among equal scores is taken.
  let followed: FollowedRun?
  /// Of the scored rows, computed here.
  let labels: PanelTable?
  let builder: RunBuilder

  struct Result: Sendable {
    var measured: MeasuredRun
    /// The run of these scores; nil where they are the recorded ones bit for bit and lead to the replay.
    var own: Run?
  }

  func run(_ predictions: PanelTable) throws -> Result {
    let quality = labels.map { RunMetrics.quality(predictions: predictions, labels: $0) } ?? []
    if let replayed, replayed.document.predictionsDigest == predictions.digest {
      return Result(measured: MeasuredRun(replayed, quality: quality))
    }
    let own = try builder.qlib(plan, predictions: predictions, quality: quality, following: followed)
    return Result(measured: MeasuredRun(own, quality: quality), own: own)
  }
}

extension ScoreRuns.Result {
  /// What was done, and whether it gave the recorded scores.
  func note(_ done: Message) -> Message { own == nil ? .recordedBits(done) : done }
}

extension Message {
  fileprivate static func recordedBits(_ done: Message) -> Message {
    Message(
      "rung.recorded-bits", ["done": .message(done)], en: "{done} Every score has the recorded bits.",
      zh: "{done}每个得分与记录逐位相同。")
  }
}
