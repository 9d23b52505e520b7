package import Primitives
import Records

/// What a stored model says about itself, for people and as JSON.
package struct ModelDescription: Sendable {
  private let weights: any ModelWeights
  private let features: FeatureOrder
  private let origin: ModelFolder.Origin?
  private let rounds: Int?
  private let digest: String

  /// Throws what reading the model throws.
  package init(reading path: String, _ runtime: ModelRuntime) throws {
    let hasDocument = FileReader.isFolder(path) && FileReader.exists(Path.join(path, ModelFolder.document))
    let folder = hasDocument ? try ModelFolder(reading: path) : nil
    weights = try folder?.weights ?? runtime.weights(path)
    features = folder?.features ?? FeatureOrder(weights.featureNames)
    origin = folder?.origin
    rounds = folder.flatMap { $0.curve.isEmpty ? nil : $0.curve.count }
    digest = weights.digest
  }

  package var json: JSONValue {
    var members: [String: JSONValue] = [
      "class": .string(weights.className), "weights_sha256": .string(digest),
      "features": .array(features.names.map { .string($0) }), "names_known": .bool(!features.isUnnamed),
      "metrics": .array(weights.losses.map(\.json)), "findings": .array(weights.findings.map(\.json)),
      "trained_rounds": rounds.map { .integer($0) } ?? .null,
    ]
    members.merge(weights.details(features).members) { _, own in own }
    if let origin { members["origin"] = origin.json }
    return .object(members)
  }

  /// What it is in words.
  package var summary: [Message] {
    var messages: [Message] = [
      .model(weights.className, features: features.names.count, digest),
      features.isUnnamed ? .namesUnknown : .namesKnown,
    ]
    if let origin { messages.append(.trained(origin)) }
    return messages
  }

  /// `NAME,value` of everything its kind tells.
  package var rows: [String] { weights.details(features).lines }
}

extension Message {
  fileprivate static func model(_ className: String, features: Int, _ digest: String) -> Message {
    Message(
      "model.description", ["class": .text(className), "features": .count(features), "digest": .text(digest)],
      en: "{class} of {features} {features:feature|features}, SHA-256 {digest}.",
      zh: "{class}，{features} 个特征，SHA-256 {digest}。")
  }

  fileprivate static let namesKnown = Message(
    "model.names-known", en: "The names of the features are known.", zh: "特征名已知。")
  fileprivate static let namesUnknown = Message(
    "model.names-column", en: "The features are named Column_0, Column_1 and so on. Their order cannot be checked.",
    zh: "特征名为 Column_0、Column_1 等，无法核对顺序。")

  fileprivate static func trained(_ origin: ModelFolder.Origin) -> Message {
    Message(
      "model.trained-by", ["tool": .text(origin.trainedBy), "seed": .text(origin.seed.map { "\($0)" } ?? "-")],
      en: "Trained by {tool}, seed {seed}.", zh: "由 {tool} 训练，种子 {seed}。")
  }
}
