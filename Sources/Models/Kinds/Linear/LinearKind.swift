package import Primitives
package import Records

/// qlib's `LinearModel`: a weighted sum of the features, learned and applied here.
package struct LinearKind: ModelKind {
  package init() {}

  package var className: String { "LinearModel" }
  package var weightsFile: String { "weights.json" }
  package var foreignFiles: [String] { [] }

  package func claims(_ fileName: String) -> Bool { fileName.hasSuffix(".json") }

  package func arguments(_ kwargs: YAMLFields) throws -> ModelArguments {
    ModelArguments(
      try LinearParameters(kwargs),
      account: (kwargs.mapping?.members ?? []).map { key, value in
        let text = value.text ?? ""
        return FieldAccount(field: kwargs.path + "." + key, asked: text, built: text, origin: .written)
      })
  }

  package func weights(_ bytes: [UInt8], path: String) throws -> any ModelWeights {
    func refused(_ kind: Diagnostic.Kind, _ problem: Message, line: Int? = nil) -> Diagnostic {
      Diagnostic(
        "model.folder", kind, at: .init(path, line: line), ["problem": .message(problem)],
        (en: "{problem}", zh: "{problem}"), remedy: (en: "Train the model again.", zh: "请重新训练模型。"))
    }
    let json: JSONValue
    do { json = try JSONReader.read(bytes, duplicates: .refused) } catch {
      throw refused(.damaged, error.message, line: error.line)
    }
    let entries = json["weights"]?.arrayValue ?? []
    let names = entries.compactMap { $0["name"]?.stringValue }
    let weights = entries.compactMap { $0["weight"]?.doubleValue }
    guard let intercept = json["intercept"]?.doubleValue, !entries.isEmpty, names.count == entries.count,
      weights.count == entries.count
    else { throw refused(.unsupported, .incompleteWeights) }
    guard Set(names).count == names.count else { throw refused(.damaged, .weightTwice) }
    return LinearModel(featureNames: names, weights: weights, intercept: intercept)
  }
}

extension LinearParameters: ModelTrainer {
  package var isSeeded: Bool { false }
  package var seed: Int? { nil }
  package func reseed(_ seed: Int) {}
  package func makeDeterministic() {}

  package func identity(_ runtime: ModelRuntime) throws -> [String: JSONValue] {
    [
      "estimator": .string(estimator.rawValue), "alpha": .number(alpha), "fit_intercept": .bool(fitsIntercept),
      "include_valid": .bool(includesValid),
    ]
  }

  package func train(on rows: TrainingRows, _ runtime: ModelRuntime) throws -> TrainedModel {
    let fit = try LinearFit(self, on: rows)
    let features = rows.frame.names(of: "feature")
    return TrainedModel(
      weights: fit.model, features: features, curve: [], rounds: nil, note: .weights(features.count),
      losses: fit.model.losses, resolution: fit.resolution)
  }
}

extension LinearModel: ModelWeights {
  package var kind: any ModelKind { LinearKind() }
  package var losses: [MetricValue] { LastRound.losses([], missing: .noRounds) }

  package var bytes: [UInt8] { JSONValue.object(members).pretty }

  package func scores(of frame: Frame, _ runtime: ModelRuntime) throws -> [Double] { try scores(of: frame) }

  package func scoreBounds(of frame: Frame, inputUnits: Int) throws -> [Double]? {
    try FeatureOrder(featureNames).check(frame.names(of: "feature"))
    return bounds(of: frame, inputUnits: inputUnits)
  }

  package func details(_ features: FeatureOrder) -> ModelDetails {
    ModelDetails(
      members, lines: zip(featureNames, weights).map { "weight,\($0),\($1)" } + ["intercept,\(intercept)"])
  }

  private var members: [String: JSONValue] {
    [
      "intercept": .number(intercept),
      "weights": .array(zip(featureNames, weights).map { ["name": .string($0), "weight": .number($1)] }),
    ]
  }
}

extension Message {
  fileprivate static func weights(_ count: Int) -> Message {
    Message(
      "model.weights", ["count": .count(count)], en: "{count} {count:weight|weights} and an intercept.",
      zh: "{count} 个权重和截距。")
  }

  fileprivate static let incompleteWeights = Message(
    "model.incomplete-weights", en: "A weight or the intercept is missing.", zh: "缺少权重或截距。")
  fileprivate static let weightTwice = Message(
    "model.weight-twice", en: "Two weights belong to the same feature.", zh: "有两个权重属于同一特征。")
  fileprivate static let noRounds = Message(
    "model.no-rounds", en: "A linear model has no rounds.", zh: "线性模型没有训练轮次。")
}
