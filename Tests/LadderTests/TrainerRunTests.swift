import Foundation
import Ladder
import Models
import Primitives
import Records
import TestSupport
import Testing

/// The worker with a real torch: `AISTOCK_TORCH` names a Python that has torch, numpy and pandas.
@Suite struct TrainerRunTests {
  static let python = ProcessInfo.processInfo.environment["AISTOCK_TORCH"]
  static var isPresent: Bool { python != nil && access("/usr/bin/bwrap", X_OK) == 0 }

  private static let code = """
    import torch
    from torch import nn

    class Net(nn.Module):
        def __init__(self, num_features, hidden=8):
            super().__init__()
            self.layers = nn.Sequential(nn.Linear(num_features, hidden), nn.ReLU(), nn.Linear(hidden, 1))

        def forward(self, x):
            return self.layers(x)

    model_cls = Net

    """

  /// A label that is a sum of two features, in 40 days of 8 stocks.
  private func rows(steps: Int? = nil) throws -> TrainingRows {
    let keys = try RowKeys(
      rows: (0..<40).flatMap { day in
        (0..<8).map {
          (day: TradingDay(daysSince1970: 18_262 + Int32(day)), instrument: InstrumentID(canonical: "SH60000\($0)"))
        }
      })
    func value(_ row: Int, _ feature: Int) -> Float { Float((row * (7 + feature * 4)) % 13) / 6 - 1 }
    let frame = try Frame(
      keys: keys,
      columns: [
        Column(feature: "A", (0..<320).map { value($0, 0) }), Column(feature: "B", (0..<320).map { value($0, 1) }),
        Column(label: "L", (0..<320).map { value($0, 0) + value($0, 1) }),
      ])
    return TrainingRows(frame: frame, train: 80..<240, valid: 240..<320, steps: steps)
  }

  private func trainer(_ more: String = "") throws -> NetworkTrainer {
    let document = try YAMLDocument(
      "k: {n_epochs: 6, lr: 0.05, batch_size: 32, early_stop: 10, seed: 3, pt_model_uri: model.model_cls, "
        + "pt_model_kwargs: {num_features: 2}\(more)}", path: "conf.yaml")
    return try NetworkTrainer(YAMLFields(document, document.root, path: "").fields("k"))
  }

  private func run(_ code: String?, seconds: Int = 120) throws -> (TrainerRun, TemporaryFolder) {
    let folder = try TemporaryFolder()
    if let code { try FileWriter.write(Array(code.utf8), to: folder.path + "/model.py") }
    var place = TrainerRun.Place(
      python: TrainerRunTests.python ?? "python3", environment: ProcessInfo.processInfo.environment)
    place.secondsMax = seconds
    return (TrainerRun(place, folder: folder.path), folder)
  }

  @Test(.enabled(if: TrainerRunTests.isPresent, "AISTOCK_TORCH names no Python with torch, or there is no bubblewrap"))
  func aNetworkLearnsAndComesBackTheSame() throws {
    let (worker, folder) = try run(TrainerRunTests.code)
    defer { withExtendedLifetime(folder) {} }
    let trained = try worker.train(trainer(), on: rows())
    #expect(trained.curve.count == 6)
    #expect((trained.curve[5].first { $0.set == "valid" }?.value ?? 1) < 0.2)
    #expect(trained.weights.featureNames == ["A", "B"])
    #expect(trained.probe.count == 2 * trained.probeScores.count)
    let again = try worker.train(trainer(), on: rows())
    #expect(again.weights == trained.weights)
    #expect(again.curve == trained.curve)
  }

  @Test(
    .enabled(if: TrainerRunTests.isPresent, "AISTOCK_TORCH names no Python with torch, or there is no bubblewrap"),
    arguments: [
      ("import os\nos.listdir('/')", "trainer.refused"), ("def model_cls(:", "trainer.refused"),
      ("import torch\nclass model_cls(torch.nn.Module):\n    pass", "trainer.refused"),
    ])
  func codeThatCannotTrainIsRefusedByName(_ code: String, _ id: String) throws {
    let (worker, folder) = try run(code)
    defer { withExtendedLifetime(folder) {} }
    let error = #expect(throws: Diagnostic.self) { try worker.train(trainer(), on: rows()) }
    #expect(error?.id == id)
  }

  /// A network that never ends is ended.
  @Test(.enabled(if: TrainerRunTests.isPresent, "AISTOCK_TORCH names no Python with torch, or there is no bubblewrap"))
  func aTrainingThatHangsIsEnded() throws {
    let hanging = TrainerRunTests.code.replacing(
      "        return self.layers(x)", with: "        while True:\n            x = x + 0")
    let (worker, folder) = try run(hanging, seconds: 8)
    defer { withExtendedLifetime(folder) {} }
    let error = #expect(throws: Diagnostic.self) { try worker.train(trainer(), on: rows()) }
    #expect(error?.id == "trainer.slow")
  }

  /// The network `mlp` of `Tests/Oracle/make_network_fixtures.py`.
  private static let perceptron = """
    from torch import nn

    class model_cls(nn.Module):
        def __init__(self, num_features):
            super().__init__()
            self.layers = nn.Sequential(nn.Linear(6, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 1))

        def forward(self, x):
            return self.layers(x)

    """
  private static let networks = (RepositoryRoot.folder ?? ".") + "/Tests/Oracle/networks/"

  private func converted(_ file: String, code: String?) throws -> ConvertedNetwork {
    let (worker, folder) = try run(code)
    defer { withExtendedLifetime(folder) {} }
    return try worker.convert(
      RecordedWeights(file: TrainerRunTests.networks + file), for: trainer(), features: (0..<6).map { "F\($0)" },
      steps: nil, .ofThisProcess)
  }

  @Test(
    .enabled(if: TrainerRunTests.isPresent, "AISTOCK_TORCH names no Python with torch, or there is no bubblewrap"),
    .enabled(if: ModelRuntime.onnxRuntimeDigest != nil, "needs ONNX Runtime's library"),
    arguments: ["mlp.pt", "mlp.safetensors", "mlp-script.pt"])
  func recordedWeightsBecomeANetworkThatScoresAsPyTorchDid(_ file: String) throws {
    let network = try converted(file, code: file == "mlp-script.pt" ? nil : TrainerRunTests.perceptron)
    #expect(network.finding.evidence[.english].contains("512 rows"))
    let golden = try JSONReader.read(file: TrainerRunTests.networks + "mlp.json", id: "test.network")
    func numbers(_ field: String) -> [Float] {
      (golden[field]?.arrayValue ?? []).compactMap(\.doubleValue).map { Float($0) }
    }
    let (input, output) = (numbers("input"), numbers("output"))
    let keys = try RowKeys(
      rows: output.indices.map {
        (day: TradingDay(daysSince1970: 18_262), instrument: InstrumentID(canonical: "SH6000\($0 + 10)"))
      })
    let frame = try Frame(
      keys: keys,
      columns: (0..<6).map { column in
        Column(feature: "F\(column)", output.indices.map { input[$0 * 6 + column] })
      })
    let scores = try network.weights.scores(of: frame, .ofThisProcess)
    #expect(scores.count == 24)
    // float32 sums of at most 16 terms, as in `NetworkTests`.
    for (here, there) in zip(scores, output) { #expect(abs(here - Double(there)) <= 1e-6) }
  }

  @Test(
    .enabled(if: TrainerRunTests.isPresent, "AISTOCK_TORCH names no Python with torch, or there is no bubblewrap"),
    arguments: [
      ("refused-pickle.pt", TrainerRunTests.perceptron, "trainer.weights-pickle"),
      ("mlp.pt", nil, "trainer.job"), ("mlp.pt", TrainerRunTests.code, "trainer.weights-names"),
    ])
  func weightsThatDoNotFitAreRefusedByName(_ file: String, _ code: String?, _ id: String) throws {
    let wide = code.map { $0.replacing("nn.Linear(num_features", with: "nn.Linear(6 + 0 * num_features") }
    let error = #expect(throws: Diagnostic.self) { try converted(file, code: wide) }
    #expect(error?.id == "trainer.refused" && error?.summary[.english].contains(id) == true)
  }

  @Test func whatIsMissingIsNamedBeforePythonStarts() throws {
    let folder = try TemporaryFolder()
    let place = TrainerRun.Place(python: "/nowhere/python", environment: [:])
    let worker = TrainerRun(place, folder: folder.path)
    #expect(#expect(throws: Diagnostic.self) { try worker.train(trainer(), on: rows()) }?.id == "trainer.no-code")
    try FileWriter.write(Array(TrainerRunTests.code.utf8), to: folder.path + "/model.py")
    #expect(#expect(throws: Diagnostic.self) { try worker.train(trainer(), on: rows()) }?.id == "migrate.no-python")
    var open = try rows()
    open.valid = nil
    #expect(#expect(throws: Diagnostic.self) { try worker.train(trainer(), on: open) }?.id == "trainer.no-valid")
  }
}
