package import Primitives
package import Records

/// What a training gave, of whatever kind the model is.
package struct TrainedModel: Sendable {
  package var weights: ModelWeights
  /// Features in the order in which the weights take them.
  package var features: [String]
  /// Every metric of every round; empty for models that are not boosted.
  package var curve: [[Evaluation]]
  /// Rounds that were trained, and those the model keeps; nil for models that are not boosted.
  package var rounds: (trained: Int, kept: Int)?

  /// What was done, one clause.
  package var note: Message {
    rounds.map { "trained \($0.trained) rounds, kept \($0.kept)" } ?? "\(features.count) weights and an intercept"
  }

  /// `l2.train` and `l2.valid` as qlib logs them: the values of the last round, not of the one kept.
  package var losses: [MetricValue] {
    ["train", "valid"].map { set in
      let value = curve.last?.first { $0.metric == "l2" && $0.set == set }?.value
      return MetricValue(
        name: "l2.\(set)", convention: "last-round", formula: "lightgbm.l2/1", value: value, count: curve.count,
        reason: value == nil ? "the model has no rounds, or the segment is not watched" : nil)
    }
  }

  /// The same names for a model that was only read: a trimmed text does not hold its last rounds.
  package static let unknownLosses = ["train", "valid"].map { set in
    MetricValue(
      name: "l2.\(set)", convention: "last-round", formula: "lightgbm.l2/1", value: nil, count: 0,
      reason: "the model text keeps its best round; qlib logs the loss of the last one, which is not in it")
  }
}

extension ModelConfig {
  /// Trains the model on some rows. `library` is asked for only where LightGBM is needed.
  ///
  /// Throws `model.empty` and `model.label` for rows that nothing can be learned from, and what
  /// LightGBM refuses.
  package func train(on rows: TrainingRows, library: () throws -> LightGBMLibrary) throws -> TrainedModel {
    let features = rows.frame.names(of: "feature")
    switch kind {
    case .lightGBM(let parameters):
      let result = try LightGBMTraining(library: try library(), parameters: parameters).train(on: rows)
      return TrainedModel(
        weights: .lightGBM(result.model), features: features, curve: result.curve,
        rounds: (result.trainedRounds, result.keptRounds))
    case .linear(let parameters):
      return TrainedModel(
        weights: .linear(try LinearModel(parameters, on: rows)), features: features, curve: [], rounds: nil)
    }
  }

  /// Whether chance enters: a linear model is the same under every seed.
  package var isSeeded: Bool {
    if case .lightGBM = kind { true } else { false }
  }

  /// The seed that is written, under any of LightGBM's names for it.
  package var seed: Int? {
    guard case .lightGBM(let parameters) = kind else { return nil }
    return LightGBMParameters.seedNames.lazy.compactMap { parameters.value(of: $0) }.first.flatMap { Int($0) }
  }

  package mutating func reseed(_ seed: Int) {
    guard case .lightGBM(var parameters) = kind else { return }
    parameters.reseed(seed)
    kind = .lightGBM(parameters)
  }

  /// The same bits on any number of threads: LightGBM's `deterministic` with histograms by row.
  package mutating func makeDeterministic() {
    guard case .lightGBM(var parameters) = kind else { return }
    parameters.set("deterministic", "True")
    parameters.entries.removeAll { $0.name == "force_col_wise" }
    parameters.set("force_row_wise", "True")
    kind = .lightGBM(parameters)
  }
}

extension LightGBMParameters {
  /// LightGBM's names of the seed from which the others are drawn (`Parameters.rst`, `seed`).
  static let seedNames = ["seed", "random_seed", "random_state"]
  /// Seeds of single parts: where one is written it wins over `seed`.
  private static let partSeedNames: Set<String> = [
    "bagging_seed", "bagging_fraction_seed", "feature_fraction_seed", "extra_seed", "drop_seed", "data_random_seed",
    "data_seed", "objective_seed",
  ]

  /// One seed for everything that is drawn: other names of it and the seeds of parts go.
  mutating func reseed(_ seed: Int) {
    let name = LightGBMParameters.seedNames.first { value(of: $0) != nil } ?? "seed"
    entries.removeAll {
      LightGBMParameters.partSeedNames.contains($0.name)
        || ($0.name != name && LightGBMParameters.seedNames.contains($0.name))
    }
    set(name, "\(seed)")
  }
}
