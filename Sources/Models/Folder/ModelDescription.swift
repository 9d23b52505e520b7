package import Primitives
import Records

/// What a stored model says about itself, for people and as JSON.
package struct ModelDescription: Sendable {
  private let weights: ModelWeights
  private let features: FeatureOrder
  private let origin: ModelFolder.Origin?
  private let rounds: Int?
  private let hash: String

  /// Throws what reading the model throws.
  package init(reading path: String) throws {
    weights = try ModelReading.weights(path)
    let hasDocument = FileReader.isFolder(path) && FileReader.exists(Path.join(path, ModelFolder.document))
    let folder = hasDocument ? try ModelFolder(reading: path) : nil
    features = folder?.features ?? FeatureOrder(weights.featureNames)
    origin = folder?.origin
    rounds = folder.flatMap { $0.curve.isEmpty ? nil : $0.curve.count }
    hash =
      try folder?.weightsDigest
      ?? ModelFolder(
        weights: weights, features: weights.featureNames,
        origin: .init(configuration: nil, data: nil, features: nil, trainedBy: "", seed: nil)
      ).weightsDigest
  }

  private var importance: LightGBMImportance? {
    guard case .lightGBM(let text) = weights else { return nil }
    return LightGBMImportance(text, names: features.names)
  }

  package var json: JSONValue {
    var members: [String: JSONValue] = [
      "class": .string(weights.className), "weights_sha256": .string(hash),
      "features": .array(features.names.map { .string($0) }), "names_known": .bool(!features.isUnnamed),
      "metrics": .array(TrainedModel.unknownLosses.map(\.json)), "findings": .array(weights.findings.map(\.json)),
      "trained_rounds": rounds.map { .integer($0) } ?? .null,
    ]
    switch weights {
    case .lightGBM(let text):
      members["trees"] = .integer(text.treeCount)
      members["objective"] = .string(text.objective)
      members["parameters"] = .object(
        Dictionary(text.parameters.map { ($0.name, .string($0.value)) }, uniquingKeysWith: { _, last in last }))
      members["importance"] = .array(
        (importance?.rows ?? []).map {
          ["feature": .string($0.feature), "splits": .integer($0.splits), "gain": .number($0.gain)]
        })
    case .linear(let model):
      members["intercept"] = .number(model.intercept)
      members["weights"] = .array(
        zip(model.featureNames, model.weights).map { ["name": .string($0), "weight": .number($1)] })
    }
    if let origin {
      members["origin"] = [
        "configuration_sha256": .optional(origin.configuration), "data_fingerprint": .optional(origin.data),
        "features_fingerprint": .optional(origin.features), "trained_by": .string(origin.trainedBy),
        "seed": origin.seed.map { .integer($0) } ?? .null,
      ]
    }
    return .object(members)
  }

  package var lines: [String] {
    var lines = ["\(weights.className), sha256 \(hash)"]
    switch weights {
    case .lightGBM(let text):
      lines.append("\(text.treeCount) trees of \(features.names.count) features, objective \(text.objective)")
      lines.append(features.isUnnamed ? "names: Column_0, Column_1, ... (the order cannot be checked)" : "names: known")
      lines += (importance?.rows ?? []).map { "importance,\($0.feature),\($0.splits),\($0.gain)" }
      lines += text.parameters.map { "parameter,\($0.name),\($0.value)" }
    case .linear(let model):
      lines += zip(model.featureNames, model.weights).map { "weight,\($0),\($1)" } + ["intercept,\(model.intercept)"]
    }
    if let origin { lines.append("trained by \(origin.trainedBy)" + (origin.seed.map { ", seed \($0)" } ?? "")) }
    return lines
  }
}
