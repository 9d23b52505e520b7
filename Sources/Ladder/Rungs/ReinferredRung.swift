import Models
import Primitives
import Reconciliation
import Records

/// Our factors and processors into RD-Agent's model.
enum ReinferredRung {
  struct Record: Sendable {
    var scored: ScoredRun
    /// The run on these scores where it is not the replay.
    var run: Run?
  }

  /// - Parameter scores: of the recorded model over all segments.
  static func climb(
    _ recorded: Climbed<any ModelWeights>, scores: Climbed<PanelTable?>, on material: ModelMaterial,
    _ runs: ScoreRuns
  ) throws -> Climbed<Record> {
    if let reason = scores.reason { return .unavailable(reason) }
    return try recorded.map { weights in
      guard let scores = scores.record ?? nil, let test = material.definition.dataset.segment("test") else {
        preconditionFailure("a model that is there has scored the test segment")
      }
      let predictions = scores.days(from: test.start, through: test.end).compacted
      let result = try runs.run(predictions)
      var scored = ScoredRun(
        predictions: predictions, measured: result.measured,
        note: result.note(.scored(material.test.columns(of: "feature").count)), labels: material.labels)
      scored.rounding = try weights.bounds(of: material.test, inputUnits: 0)
      if scored.rounding == nil, let bounds = weights.bounds(of: predictions) {
        scored.rounding = bounds
        scored.roundsEverywhere = true
      }
      scored.unpromised = material.definition.dataset.unpromisedInputs.map { inputs in
        let test = material.test
        return ScoredRun.Unpromised(processor: inputs.processor) {
          // The features were checked when the scores were made.
          inputs.units.flatMap { try? weights.bounds(of: test, inputUnits: $0) }
        }
      }
      let refitted = RefittedScores(
        config: material.definition.dataset, raw: material.views.raw, weights: weights, runtime: material.runtime)
      scored.windows = refitted.windows
      scored.rescored = { refitted.scores(from: $0, through: $1) }
      return Record(scored: scored, run: result.own)
    }
  }
}

extension Message {
  fileprivate static func scored(_ features: Int) -> Message {
    Message(
      "rung.reinferred-scored", ["features": .count(features)],
      en: "{features} {features:feature|features} computed here went into the recorded model.",
      zh: "由本地计算的 {features} 个特征输入记录的模型。")
  }
}
