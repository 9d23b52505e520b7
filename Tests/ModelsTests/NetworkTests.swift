import Models
import Primitives
import Records
import Testing

/// Networks in ONNX Runtime beside PyTorch's own outputs, and every file that is refused.
@Suite struct NetworkTests {
  @Test(.enabled(if: NetworkFixture.isPresent, "ONNX Runtime is not there"))
  func aTableOfSingleDaysIsScoredAsPyTorchDoes() throws {
    let fixture = try NetworkFixture("mlp")
    let scores = try fixture.weights.scores(of: fixture.frame(), NetworkFixture.runtime)
    #expect(fixture.weights.steps == nil)
    try expectClose(scores, fixture.output)
  }

  @Test(
    .enabled(if: NetworkFixture.isPresent, "ONNX Runtime is not there"),
    arguments: ["lstm", "gru", "attention-gru", "transformer", "tcn"])
  func windowsAreScoredAsPyTorchDoes(_ name: String) throws {
    let fixture = try NetworkFixture(name)
    #expect(fixture.weights.steps == 5)
    try expectClose(fixture.weights.scores(of: fixture.windows(), NetworkFixture.runtime), fixture.output)
  }

  /// float32 sums of at most 16 terms in at most a few layers: 1e-6 is 8 units of 2⁻²³ at a score of 1.
  private func expectClose(_ scores: [Double], _ output: [Float]) throws {
    #expect(scores.count == output.count)
    #expect(Set(output).count > 10)
    for (here, there) in zip(scores, output) { #expect(abs(here - Double(there)) <= 1e-6, "\(here) \(there)") }
  }

  /// The bound holds what the two libraries really differ by, and a score of another model lies outside.
  @Test(
    .enabled(if: NetworkFixture.isPresent, "ONNX Runtime is not there"),
    arguments: ["mlp", "lstm", "gru", "attention-gru", "transformer", "tcn"])
  func theBoundHoldsPyTorchsScores(_ name: String) throws {
    let fixture = try NetworkFixture(name)
    let frame = try fixture.weights.steps == nil ? fixture.frame() : fixture.windows()
    let scores = try fixture.weights.scores(of: frame, NetworkFixture.runtime)
    let bounds = try #require(fixture.weights.scoreBounds(of: scores))
    for (row, there) in fixture.output.enumerated() { #expect(abs(scores[row] - Double(there)) <= bounds[row]) }
    // A score that differs by one part in 20,000 of the largest lies outside.
    let largest = try #require(scores.map(\.magnitude).max())
    #expect(bounds.allSatisfy { $0 > 0 && $0 < largest * 5e-5 })
  }

  /// Terms one behind the other: 16 in each layer of the perceptron, either side of whose weights may be the sum's.
  @Test func accumulationsAreTheFanInOfEachLayer() throws {
    let bounds = try NetworkFixture("mlp").weights.scoreBounds(of: [0.5, -2, .nan])
    #expect(bounds == [Double](repeating: 32 * 0x1p-24 * 2, count: 3))
  }

  /// A block is always of the same size, so a row has the same bits whichever rows stand around it.
  @Test(.enabled(if: NetworkFixture.isPresent, "ONNX Runtime is not there"))
  func aRowsScoreDoesNotDependOnTheOthers() throws {
    let fixture = try NetworkFixture("mlp")
    let many = try fixture.weights.scores(of: fixture.frame(rows: 1000), NetworkFixture.runtime)
    let few = try fixture.weights.scores(of: fixture.frame(rows: 7), NetworkFixture.runtime)
    #expect(many.count == 1000)
    #expect(Array(many.prefix(7)) == few)
    #expect(many.indices.allSatisfy { many[$0] == many[$0 % 24] })
    #expect(try fixture.weights.scores(of: fixture.frame(rows: 1000), NetworkFixture.runtime) == many)
  }

  @Test(.enabled(if: NetworkFixture.isPresent, "ONNX Runtime is not there"))
  func aMissingFeatureGivesAMissingScoreForItsRowAlone() throws {
    let fixture = try NetworkFixture("mlp")
    let whole = try fixture.weights.scores(of: fixture.frame(), NetworkFixture.runtime)
    let holed = try fixture.weights.scores(of: fixture.frame { $0[2][4] = .nan }, NetworkFixture.runtime)
    #expect(holed[4].isNaN)
    #expect(holed.indices.allSatisfy { $0 == 4 || holed[$0] == whole[$0] })
  }

  @Test(.enabled(if: NetworkFixture.isPresent, "ONNX Runtime is not there"))
  func otherFeaturesAreNamed() throws {
    let names = (0..<6).map { "F\($0)" }
    let fixture = try NetworkFixture("mlp")
    let named = try NetworkWeights(fixture.weights.bytes, features: names, path: "model.onnx")
    #expect(named.featureNames == names)
    #expect(named.findings.isEmpty)
    #expect(fixture.weights.findings.map(\.id) == ["model.onnx-names-unknown"])
    #expect(
      try named.scores(of: fixture.frame(), NetworkFixture.runtime)
        == fixture.weights.scores(of: fixture.frame(), NetworkFixture.runtime))
    let order = #expect(throws: Diagnostic.self) {
      try named.scores(of: fixture.frame(names: names.reversed()), NetworkFixture.runtime)
    }
    #expect(order?.id == "model.features")
    let width = #expect(throws: Diagnostic.self) {
      try fixture.weights.scores(
        of: fixture.frame().keeping { $0.name != "F5" }, NetworkFixture.runtime)
    }
    #expect(width?.id == "model.features")
    #expect(width?.exit == .input)
  }

  @Test func aTableIsNoWindow() throws {
    let fixture = try NetworkFixture("gru")
    let error = #expect(throws: Diagnostic.self) {
      try fixture.weights.scores(of: fixture.frame(), NetworkFixture.runtime)
    }
    #expect(error?.id == "model.onnx-steps")
  }

  /// What reading alone refuses, without a library.
  @Test(arguments: [
    ("external", "model.onnx-external"), ("two-inputs", "model.onnx-ports"), ("two-outputs", "model.onnx-ports"),
    ("doubles", "model.onnx-ports"), ("two-scores", "model.onnx-ports"), ("fixed-rows", "model.onnx-ports"),
    ("domain", "model.onnx-operator"), ("random", "model.onnx-operator"), ("names", "model.onnx-features"),
    ("window", "model.onnx-operator"), ("reach", "model.onnx-operator"),
  ])
  func aFileIsRefusedBeforeTheLibrarySeesIt(_ name: String, _ id: String) throws {
    let bytes = try NetworkFixture.bytes("refused-\(name).onnx")
    let error = #expect(throws: Diagnostic.self) { try NetworkKind().weights(bytes, path: "model.onnx") }
    #expect(error?.id == id)
  }

  /// What only a run shows.
  @Test(
    .enabled(if: NetworkFixture.isPresent, "ONNX Runtime is not there"),
    arguments: [
      ("operator", "model.onnx-operator"), ("rows", "model.onnx-rows"), ("not-a-number", "model.onnx-score"),
    ])
  func aModelIsRefusedWhereItRuns(_ name: String, _ id: String) throws {
    let weights = try NetworkWeights(NetworkFixture.bytes("refused-\(name).onnx"), path: "model.onnx")
    let frame = try NetworkFixture("mlp").frame().keeping { ["F0", "F1"].contains($0.name) }
    let error = #expect(throws: Diagnostic.self) { try weights.scores(of: frame, NetworkFixture.runtime) }
    #expect(error?.id == id)
    if name == "operator" { #expect(error?.summary[.english].contains("Frobnicate") == true) }
    if name == "not-a-number" { #expect(error?.summary[.english].contains("SH600000 on 2020-01-01") == true) }
  }

  /// Cut anywhere: never a crash, and never a model of fewer layers that passes for the whole.
  @Test func aFileThatIsCutIsDamaged() throws {
    let bytes = try NetworkFixture.bytes("mlp.onnx")
    for length in 0..<bytes.count {
      let cut = try? NetworkWeights(Array(bytes.prefix(length)), path: "model.onnx")
      if let cut { #expect(cut.bytes.count > bytes.count - 40, "only fields behind the graph may be missing") }
    }
    let error = #expect(throws: Diagnostic.self) { try NetworkWeights(Array(bytes.prefix(500)), path: "model.onnx") }
    #expect(error?.id == "model.onnx-damaged")
    #expect(throws: Diagnostic.self) { try NetworkWeights(Array("<html>".utf8), path: "model.onnx") }
  }

  @Test func aMissingLibraryIsTheEnvironments() throws {
    let weights = try NetworkFixture("mlp").weights
    let missing = #expect(throws: Diagnostic.self) { try weights.prepare(.bare) }
    #expect(missing?.id == "model.onnx-missing")
    #expect(missing?.exit == .environment)
    #expect(missing?.remedy[.english].contains("make onnxruntime") == true)
  }

  @Test func aFolderKeepsTheNetworkAndItsNames() throws {
    let names = (0..<6).map { "F\($0)" }
    let weights = try NetworkFixture("mlp").weights
    let sink = MemorySink()
    let origin = ModelFolder.Origin(configuration: nil, data: nil, features: nil, trainedBy: "elsewhere", seed: nil)
    try ModelFolder(weights: weights, features: names, origin: origin).write(to: sink)
    #expect(sink.files["model.onnx"] == weights.bytes)
    #expect(ModelKinds.reading("/a/model.onnx").className == "GeneralPTNN")
  }
}
