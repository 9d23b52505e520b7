import Metrics
import Models
import Primitives
import RDAgent
import Reconciliation
import Records

/// The model trained here on our features, and the same training under other seeds.
enum RetrainedRung {
  struct Record: Sendable {
    var scored: ScoredRun
    /// The recorded numbers beside those of other seeds; nil where it was not asked for, or chance does not enter.
    var band: SeedBand?
  }

  /// - Parameters:
  ///   - recorded: the recorded model; nil where there is none to compare with.
  ///   - numbers: the recorded numbers by name, for the band.
  /// - Throws: `model.empty` and `model.label` for rows that nothing can be learned from, what LightGBM refuses.
  static func climb(
    _ material: ModelMaterial, beside recorded: (any ModelWeights)?, _ runs: ScoreRuns, seeds: Seeds,
    numbers: [String: Double], shared: SharedWork, progress: (Message) -> Void
  ) throws -> Climbed<Record> {
    guard let rows = material.views.training else { return .unavailable(.noTrainSegment) }
    let model = material.definition.model
    let key = SharedWork.key(material.identity, .object(try model.trainer.identity(material.runtime)))
    let (trained, predictions) = try shared.trainings.value(key) {
      progress(.training)
      let trained = try model.trainer.train(on: rows, material.runtime)
      return (trained, try trained.weights.predictions(of: material.test, material.runtime).compacted)
    }
    let result = try runs.run(predictions)
    var scored = ScoredRun(
      predictions: predictions, measured: result.measured,
      isSameModel: recorded.map { $0.isEqual(to: trained.weights) }, isSeeded: model.trainer.isSeeded,
      note: result.note(trained.note), labels: material.labels)
    scored.resolution = trained.resolution
    guard model.trainer.isSeeded, !seeds.all.isEmpty else { return .made(Record(scored: scored)) }
    let training = SeedTraining(
      model, rows: rows, test: material.test, runtime: material.runtime,
      store: SeedTraining.SampleStore(folder: seeds.folder),
      evaluation: runs.digest(market: result.own ?? runs.replayed))
    let samples = try training.samples(seeds.all, progress: progress) {
      try runs.run($0).measured.metrics
    }
    return .made(
      Record(scored: scored, band: SeedBandFormula.band(seeds: seeds.all, samples: samples, recorded: numbers)))
  }

  /// The numbers of the record; where it has none, ours over its own predictions.
  static func recordedNumbers(_ evidence: WorkspaceEvidence, quality: [MetricValue]) -> [String: Double] {
    var numbers: [String: Double] = [:]
    for metric in quality { numbers[metric.name] = metric.value }
    return numbers.merging((evidence.reported?.values ?? [:]).filter { !$0.value.isNaN }) { _, reported in reported }
  }
}

extension ScoreRuns {
  /// SHA-256 of what turns scores into numbers: strategy, backtest and the market of a run.
  fileprivate func digest(market run: Run?) -> String {
    let parts: JSONValue = [
      "strategy": plan?.strategy.json ?? .null, "backtest": plan?.backtest.json ?? .null,
      "market": .optional(run?.document.dataDigest),
    ]
    return SHA256Digest(hashing: parts.canonical).hex
  }
}

extension Message {
  fileprivate static let noTrainSegment = Message(
    "ladder.no-train-segment", en: "The dataset has no segment 'train'.", zh: "数据集没有训练区间“train”。")
}
