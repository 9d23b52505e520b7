import Primitives
package import Records

/// The same training under other seeds, each kept by the hash of everything that decides it.
package struct SeedTraining {
  private let model: ModelConfig
  private let rows: TrainingRows
  private let test: Frame
  private let library: LightGBMLibrary
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

  /// - Parameter evaluation: hash of what turns scores into numbers: market, strategy, backtest.
  package init(
    _ model: ModelConfig, rows: TrainingRows, test: Frame, library: LightGBMLibrary, store: SampleStore,
    evaluation: String
  ) throws {
    self.model = model
    self.rows = rows
    self.test = test
    self.library = library
    self.store = store
    base = [
      "features": .string(rows.frame.digest), "test": .string(test.digest),
      "segments": .string("\(rows.train) \(rows.valid.map { "\($0)" } ?? "")"), "library": .string(try library.hash),
      "evaluation": .string(evaluation), "form": .integer(1),
    ]
  }

  /// The numbers of each seed's model, trained where they are not known.
  ///
  /// - Parameters:
  ///   - evaluate: the metrics of a model's scores on the test segment.
  ///   - progress: is told each seed that is trained.
  package func samples(
    _ seeds: [Int], progress: (String) -> Void, evaluate: (PanelTable) throws -> [MetricValue]
  ) throws -> [[String: Double]] {
    try seeds.map { seed in
      var model = model
      model.reseed(seed)
      let key = key(model)
      if let known = store.numbers(key) { return known }
      progress("training with seed \(seed)")
      let trained = try model.train(on: rows, library: { library })
      let scores = try trained.weights.predictions(of: test, library: { library }).compacted
      var numbers: [String: Double] = [:]
      for metric in try evaluate(scores) { numbers[metric.name] = metric.value }
      try store.keep(numbers, key)
      return numbers
    }
  }

  private func key(_ model: ModelConfig) -> String {
    var parts = base
    if case .lightGBM(let parameters) = model.kind {
      parts["parameters"] = .string(parameters.line)
      parts["patience"] = .integer(parameters.patience)
    }
    return SHA256Digest(hashing: JSONValue.object(parts).canonical).hex
  }
}

extension LightGBMLibrary {
  /// SHA-256 of the library's file: another version may train another model.
  var hash: String {
    get throws { SHA256Digest(hashing: try FileReader.bytes(path)).hex }
  }
}
