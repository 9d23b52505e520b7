package import Primitives
package import Records

/// The same training under other seeds, each kept by the digest of everything that decides it.
package struct SeedTraining {
  private let model: ModelConfig
  private let rows: TrainingRows
  private let test: Frame
  private let runtime: ModelRuntime
  private let store: SampleStore
  private let base: [String: JSONValue]

  /// Where numbers of earlier trainings are kept.
  package struct SampleStore: Sendable {
    private let folder: String?

    /// - Parameter folder: nil keeps nothing.
    package init(folder: String?) { self.folder = folder }

    fileprivate func numbers(_ key: String) -> [String: Double]? {
      // A damaged entry is as good as none: the seed is trained again and the entry written anew.
      guard let folder, case let path = Path.join(folder, key + ".json"), FileReader.exists(path),
        let json = try? JSONReader.read(file: path, id: "model.sample"), let members = json["metrics"]?.objectValue
      else { return nil }
      return members.compactMapValues(\.doubleValue)
    }

    fileprivate func keep(_ numbers: [String: Double], _ key: String) throws {
      guard let folder else { return }
      let json: JSONValue = ["schema": 1, "metrics": .object(numbers.mapValues { .number($0) })]
      try FileWriter.write(json.pretty, to: Path.join(folder, key + ".json"))
    }
  }

  /// - Parameter evaluation: digest of what turns scores into numbers: market, strategy, backtest.
  package init(
    _ model: ModelConfig, rows: TrainingRows, test: Frame, runtime: ModelRuntime, store: SampleStore,
    evaluation: String
  ) {
    self.model = model
    self.rows = rows
    self.test = test
    self.runtime = runtime
    self.store = store
    base = [
      "features": .string(rows.frame.digest), "test": .string(test.digest),
      "segments": .string("\(rows.train) \(rows.valid.map { "\($0)" } ?? "")"),
      "evaluation": .string(evaluation), "form": .integer(1),
    ]
  }

  /// The numbers of each seed's model, trained where they are not known.
  ///
  /// - Parameters:
  ///   - evaluate: the metrics of a model's scores on the test segment.
  ///   - progress: is told each seed that is trained.
  package func samples(
    _ seeds: [Int], progress: (Message) -> Void, evaluate: (PanelTable) throws -> [MetricValue]
  ) throws -> [[String: Double]] {
    try seeds.map { seed in
      var model = model
      model.trainer.reseed(seed)
      let key = try key(model)
      if let known = store.numbers(key) { return known }
      progress(.training(seed: seed))
      let trained = try model.trainer.train(on: rows, runtime)
      let scores = try trained.weights.predictions(of: test, runtime).compacted
      var numbers: [String: Double] = [:]
      for metric in try evaluate(scores) { numbers[metric.name] = metric.value }
      try store.keep(numbers, key)
      return numbers
    }
  }

  private func key(_ model: ModelConfig) throws -> String {
    let parts = base.merging(try model.trainer.identity(runtime)) { _, own in own }
    return SHA256Digest(hashing: JSONValue.object(parts).canonical).hex
  }
}

extension Message {
  fileprivate static func training(seed: Int) -> Message {
    Message(
      "model.training-with-seed-name", ["seed": .text("\(seed)")], en: "training with seed {seed}", zh: "以种子 {seed} 训练")
  }
}
