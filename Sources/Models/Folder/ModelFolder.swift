package import Primitives
package import Records

/// A trained model on disk: `model.json`, the weights beside it in the kind's own file, and `processing.json`, with
/// which a later day is scored.
///
/// `model.json` names the features in order and holds the digests of everything the model was made
/// from, so that a model is never applied to other features than its own.
package struct ModelFolder: Sendable {
  package static let document = "model.json"

  /// What a model was made from; nil is not known.
  package struct Origin: Equatable, Sendable {
    /// SHA-256 of the canonical configuration.
    package var configuration: String?
    /// Digest of the market data.
    package var data: String?
    /// Digest of the matrix that was trained on.
    package var features: String?
    /// Tool and library that trained it.
    package var trainedBy: String
    package var seed: Int?

    package init(
      configuration: String?, data: String?, features: String?, trainedBy: String, seed: Int?
    ) {
      self.configuration = configuration
      self.data = data
      self.features = features
      self.trainedBy = trainedBy
      self.seed = seed
    }
  }

  package var weights: any ModelWeights
  /// The names of the features in order, also where the weights know only `Column_0`.
  package var features: FeatureOrder
  package var origin: Origin
  /// From a market to the model's input; nil where only the weights are known.
  package var processing: FittedProcessing?
  /// Every metric of every round; empty for models that are not boosted.
  package var curve: [[Evaluation]]

  /// Throws `model.features` where the weights are of other features.
  package init(
    weights: any ModelWeights, features: [String], origin: Origin, processing: FittedProcessing? = nil,
    curve: [[Evaluation]] = []
  ) throws {
    try FeatureOrder(weights.featureNames).check(features)
    self.weights = weights
    self.features = FeatureOrder(features)
    self.origin = origin
    self.processing = processing
    self.curve = curve
  }

  /// Whether the weights themselves name their features; `Column_0` and so on cannot tell the order.
  package var namesAreFromWeights: Bool { !FeatureOrder(weights.featureNames).isUnnamed }

  /// SHA-256 of the file of weights.
  package var weightsDigest: String { weights.digest }

  static let processingFile = "processing.json"

  /// Writes the folder's files; `model.json` last, so that a folder cut short has none.
  package func write(to sink: any FileSink) throws {
    try sink.write(weights.bytes, to: weights.kind.weightsFile)
    if let processing { try sink.write(processing.json.pretty, to: ModelFolder.processingFile) }
    if !curve.isEmpty { try sink.write(curveBytes, to: "curve.csv") }
    try sink.write(json.pretty, to: ModelFolder.document)
  }

  /// The scores of a frame. The folder's own names are checked first: they know the order also where
  /// the weights know only `Column_0`.
  package func predictions(of frame: Frame, _ runtime: ModelRuntime) throws -> PanelTable {
    try features.check(frame.names(of: "feature"))
    return try weights.predictions(of: frame, runtime)
  }

  private var json: JSONValue {
    [
      "schema": 1, "class": .string(weights.className), "weights": .string(weights.kind.weightsFile),
      "weights_sha256": .string(weightsDigest), "features": .array(features.names.map { .string($0) }),
      "features_named_by": .string(namesAreFromWeights ? "weights and configuration" : "configuration"),
      "processing_sha256": .optional(processing.map { SHA256Digest(hashing: $0.json.pretty).hex }),
      "origin": origin.json,
    ]
  }

  /// One line a round: the metrics by name and set, as `l2.train`.
  private var curveBytes: [UInt8] {
    var writer = ByteWriter(capacity: curve.count * 48)
    writer.text("round")
    for evaluation in curve.first ?? [] {
      writer.comma()
      writer.text("\(evaluation.metric).\(evaluation.set)")
    }
    writer.newline()
    for (round, evaluations) in curve.enumerated() {
      writer.number(round + 1)
      for evaluation in evaluations {
        writer.comma()
        writer.number(evaluation.value)
      }
      writer.newline()
    }
    return writer.bytes
  }
}

extension ModelFolder: Equatable {
  /// Compares weights, features, origin, processing and learning curve.
  package static func == (left: ModelFolder, right: ModelFolder) -> Bool {
    left.weights.isEqual(to: right.weights) && left.features == right.features && left.origin == right.origin
      && left.processing == right.processing && left.curve == right.curve
  }
}

extension ModelFolder.Origin {
  package var json: JSONValue {
    [
      "configuration_sha256": .optional(configuration), "data_digest": .optional(data),
      "features_digest": .optional(features), "trained_by": .string(trainedBy),
      "seed": seed.map { .integer($0) } ?? .null,
    ]
  }

  /// Version 0.1.0 wrote the digests as `data_fingerprint` and `features_fingerprint`.
  init(_ json: JSONValue?) {
    func digest(_ name: String) -> String? {
      (json?[name + "_digest"] ?? json?[name + "_fingerprint"])?.stringValue
    }
    self.init(
      configuration: json?["configuration_sha256"]?.stringValue, data: digest("data"), features: digest("features"),
      trainedBy: json?["trained_by"]?.stringValue ?? "", seed: json?["seed"]?.intValue)
  }
}
