package import Primitives
package import Records

/// qlib's `LGBModel`: LightGBM's trees, trained and applied by LightGBM's own library.
package struct LightGBMKind: ModelKind {
  package init() {}

  package var className: String { "LGBModel" }
  package var weightsFile: String { "model.txt" }
  package var foreignFiles: [String] { ["model.txt", "model.txt.gz", "model.lgb.txt"] }

  package func claims(_ fileName: String) -> Bool { fileName.hasSuffix(".txt") || fileName.hasSuffix(".txt.gz") }

  package func arguments(_ kwargs: YAMLFields) throws -> ModelArguments {
    var parameters = try LightGBMParameters(kwargs)
    let device = parameters.moveToCPU()
    return ModelArguments(
      parameters, account: LightGBMKind.account(kwargs, parameters), findings: device.map { [.moved(from: $0)] } ?? [])
  }

  package func weights(_ bytes: [UInt8], path: String) throws -> any ModelWeights {
    try LightGBMModelText(bytes, path: path)
  }

  private static func account(_ kwargs: YAMLFields, _ parameters: LightGBMParameters) -> [FieldAccount] {
    var account: [FieldAccount] = []
    for (key, value) in kwargs.mapping?.members ?? [] {
      let asked = value.text ?? String(decoding: value.json.canonical, as: UTF8.self)
      let name = key == "loss" ? "objective" : key
      let built =
        switch key {
        case "early_stopping_rounds": "\(parameters.effectivePatience)"
        case "num_boost_round": "\(parameters.rounds)"
        default: parameters.value(of: name) ?? "num_iterations=\(parameters.rounds)"
        }
      // Bagging needs a frequency, which qlib's users never set (LightGBM, `bagging_freq`).
      let isInert =
        ["subsample", "bagging_fraction"].contains(key) && !parameters.hasBaggingFrequency
        || key == "early_stopping_rounds" && parameters.effectivePatience != parameters.patience
      let isSame = built == asked || asked.lowercased() == built.lowercased()
      account.append(
        FieldAccount(
          field: kwargs.path + "." + key, asked: asked, built: built,
          origin: isInert ? .inert : isSame || built.hasPrefix("num_iterations") ? .written : .replaced))
    }
    for (name, built) in [
      ("num_boost_round", parameters.rounds), ("early_stopping_rounds", parameters.effectivePatience),
    ]
    where kwargs[name] == nil {
      account.append(FieldAccount(field: kwargs.path + "." + name, asked: nil, built: "\(built)", origin: .standard))
    }
    return account
  }
}

extension LightGBMParameters: ModelTrainer {
  package var isSeeded: Bool { true }

  package var seed: Int? { LightGBMParameters.seedNames.lazy.compactMap { value(of: $0) }.first.flatMap { Int($0) } }

  /// LightGBM's `deterministic` with histograms by row.
  package mutating func makeDeterministic() {
    set("deterministic", "True")
    entries.removeAll { $0.name == "force_col_wise" }
    set("force_row_wise", "True")
  }

  package func prepare(_ runtime: ModelRuntime) throws { _ = try runtime.library(LightGBMLibrary.self) }

  package func identity(_ runtime: ModelRuntime) throws -> [String: JSONValue] {
    [
      "parameters": .string(line), "patience": .integer(effectivePatience),
      "library": .string(try runtime.digest(of: LightGBMLibrary.self)),
    ]
  }

  package func train(on rows: TrainingRows, _ runtime: ModelRuntime) throws -> TrainedModel {
    let library = try runtime.library(LightGBMLibrary.self)
    let result = try LightGBMTraining(library: library, parameters: self).train(on: rows)
    return TrainedModel(
      weights: result.model, features: rows.frame.names(of: "feature"), curve: result.curve,
      rounds: (result.trainedRounds, result.keptRounds), note: .rounds(result.trainedRounds, result.keptRounds),
      losses: LastRound.losses(result.curve, missing: .notWatched))
  }
}

extension LightGBMModelText: ModelWeights {
  package var kind: any ModelKind { LightGBMKind() }
  package var losses: [MetricValue] { LastRound.losses([], missing: .bestRoundOnly) }

  package func prepare(_ runtime: ModelRuntime) throws { _ = try runtime.library(LightGBMLibrary.self) }

  package func scores(of frame: Frame, _ runtime: ModelRuntime) throws -> [Double] {
    try LightGBMModel(self, library: { try runtime.library(LightGBMLibrary.self) }).scores(of: frame)
  }

  /// LightGBM's own trees are applied bit for bit: only other inputs can move a score.
  package func scoreBounds(of frame: Frame, inputUnits: Int) throws -> [Double]? {
    guard inputUnits > 0 else { return nil }
    return try LightGBMModel(self, library: { throw Diagnostic.noResult() }).bounds(of: frame, units: inputUnits)
  }

  package func details(_ features: FeatureOrder) -> ModelDetails {
    let rows = importance(features.names)?.rows ?? []
    return ModelDetails(
      [
        "trees": .integer(treeCount), "objective": .string(objective),
        "parameters": .object(
          Dictionary(parameters.map { ($0.name, .string($0.value)) }, uniquingKeysWith: { _, last in last })),
        "importance": .array(
          rows.map { ["feature": .string($0.feature), "splits": .integer($0.splits), "gain": .number($0.gain)] }),
      ],
      lines: ["trees,\(treeCount)", "objective,\(objective)"]
        + rows.map { "importance,\($0.feature),\($0.splits),\($0.gain)" }
        + parameters.map { "parameter,\($0.name),\($0.value)" })
  }
}

extension Message {
  fileprivate static func rounds(_ trained: Int, _ kept: Int) -> Message {
    Message(
      "model.rounds", ["trained": .count(trained), "kept": .count(kept)],
      en: "{trained} {trained:round|rounds} trained, {kept} kept.", zh: "训练 {trained} 轮，保留 {kept} 轮。")
  }

  fileprivate static let notWatched = Message(
    "model.not-watched", en: "The segment is not watched.", zh: "训练时没有监控该区段。")
  fileprivate static let bestRoundOnly = Message(
    "model.best-round-only",
    en: "The model text keeps its best round. qlib logs the loss of the last round, which is not in it.",
    zh: "模型文本只保留最佳轮，而 qlib 记录的是最后一轮的损失，不在其中。")
}

extension Finding {
  fileprivate static func moved(from device: String) -> Finding {
    Finding(
      "model.device", .warning, ["device": .text(device)], title: (en: "Another device trains", zh: "训练设备不同"),
      evidence: (
        en: "The configuration trains on '{device}'. Here the processor trains.",
        zh: "配置在“{device}”上训练，此处由 CPU 训练。"
      ),
      consequence: (
        en: "A retrained model can differ. The device sums in float32 and in another order.",
        zh: "重训模型可能不同：该设备用 float32 求和，且顺序不同。"
      ), remedy: (en: "Judge the rung Retrained by its seed band.", zh: "请以种子带判断重训级。"))
  }
}
