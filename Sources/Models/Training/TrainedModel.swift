package import Primitives
package import Records

/// What a training gave, of whatever kind the model is.
package struct TrainedModel: Sendable {
  package var weights: any ModelWeights
  /// Features in the order in which the weights take them.
  package var features: [String]
  /// Every metric of every round; empty for models that learn in one step.
  package var curve: [[Evaluation]]
  /// Rounds that were trained, and those the model keeps; nil for models that learn in one step.
  package var rounds: (trained: Int, kept: Int)?
  /// What was done.
  package var note: Message
  /// `l2.train` and `l2.valid` as qlib logs them.
  package var losses: [MetricValue]
  /// By how much, root mean square, the scores of qlib's own training on the same rows can differ; 0 is not at all.
  package var resolution: Double

  package init(
    weights: any ModelWeights, features: [String], curve: [[Evaluation]], rounds: (trained: Int, kept: Int)?,
    note: Message, losses: [MetricValue], resolution: Double = 0
  ) {
    self.weights = weights
    self.features = features
    self.curve = curve
    self.rounds = rounds
    self.note = note
    self.losses = losses
    self.resolution = resolution
  }
}

/// `l2.train` and `l2.valid` as qlib logs them: the values of the last round, not of the one kept.
enum LastRound {
  static func losses(_ curve: [[Evaluation]], missing reason: Message) -> [MetricValue] {
    ["train", "valid"].map { set in
      let value = curve.last?.first { $0.metric == "l2" && $0.set == set }?.value
      return MetricValue(
        name: "l2.\(set)", convention: "last-round", formula: "lightgbm.l2/1", value: value, count: curve.count,
        reason: value == nil ? reason : nil)
    }
  }
}
