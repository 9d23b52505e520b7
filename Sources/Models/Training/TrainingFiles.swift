package import Primitives
import Records

extension TrainingRun {
  /// The files of a training; `model.json` last, so that a folder cut short has none.
  package func write(to sink: any FileSink, seed: Int?) throws {
    try sink.write(definition.json.pretty, to: "definition.json")
    try sink.write(JSONValue.array(metrics.map(\.json)).pretty, to: "metrics.json")
    if let importance = model.weights.importance(model.features) {
      try sink.write(importance.csv, to: "importance.csv")
    }
    if let predictions { try sink.write(predictions.csv(value: "score"), to: "pred.csv") }
    if let labels { try sink.write(labels.csv(value: "label"), to: "label.csv") }
    try folder(seed: seed).write(to: sink)
  }

  /// The trained model as a folder that can be stored and read again.
  package func folder(seed: Int?) throws -> ModelFolder {
    try ModelFolder(
      weights: model.weights, features: model.features,
      origin: ModelFolder.Origin(
        configuration: definition.configuration.digest, data: nil, features: featuresDigest,
        trainedBy: "aistock \(ToolVersion.current)", seed: seed ?? definition.model.trainer.seed),
      processing: processing, curve: model.curve)
  }

  /// What the command answers.
  package var json: JSONValue {
    [
      "class": .string(model.weights.className), "features": .array(model.features.map { .string($0) }),
      "rounds": model.rounds.map { .integer($0.trained) } ?? .null,
      "kept_rounds": model.rounds.map { .integer($0.kept) } ?? .null,
      "features_digest": .string(featuresDigest), "metrics": .array(metrics.map(\.json)),
      "findings": .array(findings.map(\.json)),
    ]
  }
}
