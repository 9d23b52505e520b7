extension Evaluation {
  /// As LightGBM's Python package tells them apart (`basic.py`, `higher_better`).
  var isBetterHigher: Bool {
    ["auc", "ndcg@", "map@", "average_precision"].contains { metric.hasPrefix($0) }
  }
}

/// When boosting ends and which round is kept (`lightgbm.callback.early_stopping`).
///
/// Every metric has its best round, an improvement must be strict, and metrics of the training set
/// are ignored. The first other metric without improvement for `patience` rounds ends the training;
/// in the last round the first other metric decides. A metric that is not watched has its best round and ends nothing.
package struct EarlyStopping: Sendable {
  private let patience: Int
  private let rounds: Int
  private let firstMetricOnly: Bool
  private let leastGain: Double
  private var best: [Double] = []
  private var bestRounds: [Int] = []

  /// - Parameters:
  ///   - firstMetricOnly: whether only the metric that is evaluated first can end the training.
  ///   - leastGain: by how much a value must be better than the best.
  package init(patience: Int, rounds: Int, firstMetricOnly: Bool = false, leastGain: Double = 0) {
    self.patience = patience
    self.rounds = rounds
    self.firstMetricOnly = firstMetricOnly
    self.leastGain = leastGain
  }

  /// The number of rounds to keep once training is over, else nil; `round` is counted from 0.
  package mutating func bestRoundCount(after round: Int, _ evaluations: [Evaluation]) -> Int? {
    guard patience > 0, evaluations.contains(where: { $0.set != "train" }) else { return nil }
    if best.isEmpty {
      best = evaluations.map { $0.isBetterHigher ? -.infinity : .infinity }
      bestRounds = evaluations.map { _ in 0 }
    }
    for (index, evaluation) in evaluations.enumerated() {
      let isBetter =
        evaluation.isBetterHigher
        ? evaluation.value > best[index] + leastGain : evaluation.value < best[index] - leastGain
      if round == 0 || isBetter {
        best[index] = evaluation.value
        bestRounds[index] = round
      }
      if evaluation.set == "train" || firstMetricOnly && evaluation.metric != evaluations[0].metric { continue }
      if round - bestRounds[index] >= patience || round == rounds - 1 { return bestRounds[index] + 1 }
    }
    return nil
  }
}
