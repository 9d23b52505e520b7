package import Primitives
package import Records

/// The arguments of qlib's `GeneralPTNN` (`qlib/contrib/model/pytorch_general_nn.py`).
///
/// What they mean there: Adam or plain descent on the mean square, gradients cut at 3, the rate halved after five epochs
/// without a better loss on `valid` (`ReduceLROnPlateau`), an end after `early_stop` of them, and the weights of the best
/// epoch. The research side's worker does it; here nothing learns.
package struct NetworkTrainer: Equatable, Sendable {
  package let epochs: Int
  package let rate: Double
  package let metric: String
  package let batchSize: Int
  package let patience: Int
  package let loss: String
  package let decay: Double
  package let optimizer: String
  package private(set) var seed: Int?
  /// The class or factory in the workspace's `model.py`.
  package let entry: String
  /// `pt_model_kwargs`, as written.
  package let structure: JSONValue

  private static let names = [
    "n_epochs", "lr", "metric", "batch_size", "early_stop", "loss", "weight_decay", "optimizer", "n_jobs", "GPU",
    "seed",
    "pt_model_uri", "pt_model_kwargs",
  ]
  /// How many worker processes read, and on which device: neither is asked of the worker.
  private static let inert: Set<String> = ["n_jobs", "GPU"]
  /// The module that RD-Agent's code is, `model.py` in the workspace.
  private static let module = "model"

  /// The `kwargs` of the model block.
  ///
  /// Throws `config.…` for what qlib or the worker refuses.
  package init(_ kwargs: YAMLFields) throws {
    for (key, value) in kwargs.mapping?.members ?? [] where !NetworkTrainer.names.contains(key) {
      throw Diagnostic(
        "config.unsupported", .unsupported, at: kwargs.document.place(value, field: kwargs.path + "." + key),
        ["key": .text(key), "hint": Spelling.suggestion(for: key, among: NetworkTrainer.names)],
        (en: "GeneralPTNN has no argument '{key}'.{hint}", zh: "GeneralPTNN 没有参数“{key}”。{hint}"),
        remedy: (en: "Remove or correct it.", zh: "请删除或更正。"))
    }
    func count(_ name: String, _ standard: Int, from least: Int) throws -> Int {
      guard let value = try kwargs.int(name) else { return standard }
      guard (least...NetworkTrainer.countMax).contains(value) else { throw kwargs.wrong(name, kwargs[name], .counts) }
      return value
    }
    func rate(_ name: String, _ standard: Double) throws -> Double {
      guard let value = try kwargs.double(name) else { return standard }
      guard value >= 0, value.isFinite else { throw kwargs.wrong(name, kwargs[name], .rates) }
      return value
    }
    func choice(_ name: String, _ standard: String, among known: [String]) throws -> String {
      let text = try kwargs.text(name) ?? standard
      guard known.contains(text) else { throw kwargs.wrong(name, kwargs[name], .choices(known.filter { !$0.isEmpty })) }
      return text
    }
    epochs = try count("n_epochs", 200, from: 1)
    batchSize = try count("batch_size", 2000, from: 1)
    patience = try count("early_stop", 20, from: 0)
    self.rate = try rate("lr", 0.001)
    decay = try rate("weight_decay", 0)
    metric = try choice("metric", "", among: ["", "loss"])
    loss = try choice("loss", "mse", among: ["mse"])
    let written = try kwargs.text("optimizer") ?? "adam"
    guard ["adam", "gd"].contains(written.lowercased()) else {
      throw kwargs.wrong("optimizer", kwargs["optimizer"], .choices(["adam", "gd"]))
    }
    optimizer = written.lowercased()
    seed = try kwargs.int("seed")
    let uri = try kwargs.text("pt_model_uri") ?? ""
    let parts = uri.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == NetworkTrainer.module, NetworkTrainer.isName(parts[1]) else {
      throw kwargs.wrong("pt_model_uri", kwargs["pt_model_uri"] ?? kwargs.mapping, .workspaceCode)
    }
    entry = String(parts[1])
    structure = kwargs["pt_model_kwargs"]?.json ?? .object([:])
    guard structure.objectValue != nil else {
      throw kwargs.wrong("pt_model_kwargs", kwargs["pt_model_kwargs"], .arguments)
    }
  }

  private static let countMax = 1_000_000

  private static func isName(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.first.map { !(0x30...0x39).contains($0) } == true
      && text.utf8.allSatisfy {
        (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x5F
      }
  }

  /// What was asked and what the worker is given, field by field.
  func account(_ kwargs: YAMLFields) -> [FieldAccount] {
    let built: [String: String] = [
      "n_epochs": "\(epochs)", "lr": "\(rate)", "metric": metric, "batch_size": "\(batchSize)",
      "early_stop": "\(patience)", "loss": loss, "weight_decay": "\(decay)", "optimizer": optimizer,
      "seed": seed.map { "\($0)" } ?? "-", "pt_model_uri": "\(NetworkTrainer.module).\(entry)",
      "pt_model_kwargs": String(decoding: structure.canonical, as: UTF8.self),
    ]
    return NetworkTrainer.names.compactMap { name in
      let value = kwargs[name]
      let asked = value.map { $0.text ?? String(decoding: $0.json.canonical, as: UTF8.self) }
      if asked == nil, NetworkTrainer.inert.contains(name) { return nil }
      return FieldAccount(
        field: kwargs.path + "." + name, asked: asked, built: built[name] ?? "-",
        origin: NetworkTrainer.inert.contains(name) ? .inert : asked == nil ? .standard : .written)
    }
  }

  /// The members of a job's `training`.
  package var json: JSONValue {
    [
      "n_epochs": .integer(epochs), "lr": .number(rate), "metric": .string(metric), "batch_size": .integer(batchSize),
      "early_stop": .integer(patience), "loss": .string(loss), "weight_decay": .number(decay),
      "optimizer": .string(optimizer), "seed": seed.map { .integer($0) } ?? .null,
    ]
  }
}

extension NetworkTrainer: ModelTrainer {
  package var isSeeded: Bool { true }

  package mutating func reseed(_ seed: Int) { self.seed = seed }

  /// The worker trains on one thread always.
  package mutating func makeDeterministic() {}

  /// Scores are made of what the worker trained, too.
  package func prepare(_ runtime: ModelRuntime) throws { _ = try runtime.library(OnnxRuntimeLibrary.self) }

  package func identity(_ runtime: ModelRuntime) throws -> [String: JSONValue] {
    ["training": json, "entry": .string(entry), "structure": structure, "worker": try runtime.networkWorker().identity]
  }

  /// Throws `model.network-worker` where nobody trains networks, and what the worker throws.
  package func train(on rows: TrainingRows, _ runtime: ModelRuntime) throws -> TrainedModel {
    let trained = try runtime.networkWorker().train(self, on: rows)
    try trained.weights.check(trained.probe, scores: trained.probeScores, runtime)
    return TrainedModel(
      weights: trained.weights, features: rows.frame.names(of: "feature"), curve: trained.curve,
      rounds: (trained.curve.count, trained.keptEpoch), note: .epochs(trained.curve.count, trained.keptEpoch),
      losses: trained.weights.losses)
  }
}

/// Who trains networks: a program of the research side. Execution has none.
package protocol NetworkWorker: Sendable {
  /// What of the worker decides what is learned: its script, its Python, the model's code.
  var identity: JSONValue { get throws }

  func train(_ trainer: NetworkTrainer, on rows: TrainingRows) throws -> TrainedNetwork
}

/// What the worker gives back, checked.
package struct TrainedNetwork: Sendable {
  package var weights: NetworkWeights
  /// By epoch: the loss on `train` and on `valid`.
  package var curve: [[Evaluation]]
  /// Number of the epoch whose weights are kept, from 1.
  package var keptEpoch: Int
  /// Inputs of some rows, and what PyTorch gives for them.
  package var probe: [Float]
  package var probeScores: [Float]

  package init(
    weights: NetworkWeights, curve: [[Evaluation]], keptEpoch: Int, probe: [Float], probeScores: [Float]
  ) {
    self.probe = probe
    self.probeScores = probeScores
    self.weights = weights
    self.curve = curve
    self.keptEpoch = keptEpoch
  }
}

extension Message {
  fileprivate static func epochs(_ trained: Int, _ kept: Int) -> Message {
    Message(
      "model.network-epochs", ["trained": .count(trained), "kept": .count(kept)],
      en: "{trained} {trained:epoch|epochs} trained. The weights are those of epoch {kept}.",
      zh: "训练 {trained} 轮，取第 {kept} 轮的权重。")
  }

  fileprivate static let counts = Message(
    "model.network-counts-word", en: "a whole number from 1 to 1000000", zh: "1 到 1000000 的整数")
  fileprivate static let rates = Message("model.network-rates-word", en: "a number of at least 0", zh: "不小于 0 的数字")
  fileprivate static let workspaceCode = Message(
    "model.network-code-word", en: "`model.` and a name in the workspace's model.py",
    zh: "`model.` 加工作区 model.py 中的名称")
  fileprivate static let arguments = Message("model.network-arguments-word", en: "a mapping", zh: "映射")

  fileprivate static func choices(_ known: [String]) -> Message {
    Message("model.network-choices-word", ["known": .names(known)], en: "one of {known}", zh: "{known} 之一")
  }
}
