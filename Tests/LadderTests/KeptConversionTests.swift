import Foundation
import Ladder
import Models
import Primitives
import Records
import TestSupport
import Testing

/// Converted networks are kept by all that decides them. The stand-in answers with `mlp` of `Tests/Oracle/networks` and its
/// score of six features of 0.5 by onnxruntime 1.32.0 of PyPI.
@Suite(
  "Kept conversions",
  .enabled(if: ModelRuntime.onnxRuntimeDigest != nil, "needs ONNX Runtime's library, which `make onnxruntime` fetches"))
struct KeptConversionTests {
  private let folder: TemporaryFolder
  private let trainer: StandInTrainer

  init() throws {
    folder = try TemporaryFolder()
    let network = try FileReader.bytes((RepositoryRoot.folder ?? ".") + "/Tests/Oracle/networks/mlp.onnx")
    trainer = try StandInTrainer(
      onnx: network, probe: [Float](repeating: 0.5, count: 6), score: -0.20384415984153748)
    try folder.write("class Net: pass\n", to: "model.py")
    try folder.write("weights", to: "model.pt")
  }

  private func convert(
    _ file: String = "model.pt", kwargs: String = "{}", features: String = "ABCDEF"
  ) throws -> ConvertedNetwork {
    let document = try YAMLDocument(
      "k: {pt_model_uri: model.model_cls, pt_model_kwargs: \(kwargs)}", path: "conf.yaml")
    let place = TrainerRun.Place(python: trainer.python, environment: [:], kept: trainer.kept)
    return try TrainerRun(place, folder: folder.path).convert(
      RecordedWeights(file: folder.path(file)),
      for: NetworkTrainer(YAMLFields(document, document.root, path: "").fields("k")),
      features: features.map { "\($0)" }, steps: nil, .ofThisProcess)
  }

  @Test("what was converted once is read, and whatever decides it asks for another conversion")
  func keys() throws {
    let first = try convert()
    #expect(first.weights.featureNames == ["A", "B", "C", "D", "E", "F"])
    let second = try convert()
    #expect(second.weights == first.weights && second.finding == first.finding)
    #expect(try trainer.runs == 1)
    _ = try convert(kwargs: "{width: 2}")
    #expect(try convert(features: "GHIJKL").weights.featureNames.first == "G")
    try trainer.say(torch: "2.14.0")
    _ = try convert()
    #expect(try trainer.runs == 4)
    try folder.write("class Net: x = 1\n", to: "model.py")
    _ = try convert()
    try folder.write("other weights", to: "model.pt")
    _ = try convert()
    #expect(try trainer.runs == 6)
    // The same bytes under another name are the same weights.
    try folder.write("other weights", to: "best.pt")
    let renamed = try convert("best.pt")
    #expect(renamed.finding.evidence[.english].hasPrefix("best.pt "))
    #expect(try trainer.runs == 6)
  }

  @Test("a kept file that was changed is made again", arguments: [".onnx", ".json"])
  func damage(_ form: String) throws {
    let first = try convert()
    let name = try #require(try FileReader.names(in: trainer.kept).first { $0.hasSuffix(form) })
    try FileWriter.write([0x7B], to: trainer.kept + "/" + name)
    #expect(try convert().weights == first.weights)
    #expect(try trainer.runs == 2)
    #expect(try convert().weights == first.weights)
    #expect(try trainer.runs == 2)
  }

  @Test("a Python that does not say what it is, is named")
  func silent() throws {
    try FileWriter.write([], to: Path.join(Path.folder(of: trainer.python), "libraries"))
    let error = #expect(throws: Diagnostic.self) { try convert() }
    #expect(error?.id == "trainer.python" && error?.kind == .environment)
    #expect(try trainer.runs == 0)
  }
}
