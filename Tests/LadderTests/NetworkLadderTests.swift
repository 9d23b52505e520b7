import Foundation
import Ladder
import Models
import Primitives
import Reconciliation
import Records
import TestSupport
import Testing

/// The demo's result with a network in place of its trees: a GRU over windows of ten days, trained by torch 2.13.0 through
/// `TrainerRun` on the demo market (`Tests/Oracle/networks/demo-gru.onnx`).
@Suite("A recorded network", .serialized)
struct NetworkLadderTests {
  private static var hasLibrary: Bool { ModelRuntime.onnxRuntimeDigest != nil }

  private func workspace(_ base: PlantedWorkspace.Base = .whole) throws -> PlantedWorkspace {
    let workspace = try PlantedWorkspace(base)
    let text = try workspace.text("conf.yaml")
    let model = try #require(text.range(of: "    model:\n"))
    let dataset = try #require(text.range(of: "    dataset:\n"))
    let network = """
          model:
              class: GeneralPTNN
              kwargs: {pt_model_uri: model.model_cls, pt_model_kwargs: {num_features: 20}}

      """
    let configuration = text.replacingCharacters(in: model.lowerBound..<dataset.lowerBound, with: network)
    try workspace.write(
      configuration.replacing("class: DatasetH", with: "class: TSDatasetH")
        .replacing("            segments:", with: "            step_len: 10\n            segments:"), "conf.yaml")
    try workspace.remove("model.txt")
    try FileWriter.write(NetworkLadderTests.network(), to: workspace.folder + "/model.onnx")
    return workspace
  }

  private func climb(_ workspace: PlantedWorkspace, by trainer: StandInTrainer? = nil) throws -> Reconciler.Outcome {
    var reconciler = Reconciler(market: PlantedMarket.demo, marketDigest: MarketDigest(), runtime: .ofThisProcess)
    reconciler.trainer = trainer.map { .init(python: $0.python, environment: [:], kept: $0.kept) }
    // The stand-in does not train.
    let rungs: [Rung] = trainer == nil ? [.reinferred, .retrained] : [.reinferred]
    return try reconciler.reconcile(.init(id: "network", workspace: workspace.folder, rungs: rungs))
  }

  private static func network() throws -> [UInt8] {
    try FileReader.bytes(try #require(RepositoryRoot.folder) + "/Tests/Oracle/networks/demo-gru.onnx")
  }

  /// Its score of a window of 0.5 by onnxruntime 1.32.0 of PyPI.
  private func trainer(score: Float = -0.07285131514072418) throws -> StandInTrainer {
    try StandInTrainer(
      onnx: NetworkLadderTests.network(), probe: [Float](repeating: 0.5, count: 200), score: score)
  }

  private func rung(_ outcome: Reconciler.Outcome, _ id: Rung) throws -> RungResult {
    try #require(outcome.comparison.rungs.first { $0.id == id })
  }

  @Test(
    "scores that differ by the rounding of sums pass, and one that differs by more is named",
    .enabled(if: NetworkLadderTests.hasLibrary, "needs ONNX Runtime's library, which `make onnxruntime` fetches"))
  func rounding() throws {
    let workspace = try workspace()
    try workspace.remove("pred.csv")
    let own = try #require(try climb(workspace).reinferred?.predictions)
    #expect(own.count > 10_000)
    // As another library adds: some units of 2⁻²⁴ up and down.
    let noise = own.values.enumerated().map { $1 * (1 + Double($0 % 5 - 2) * 0x1p-24) }
    func record(_ values: [Double]) throws {
      let table = PanelTable(
        instruments: own.instruments, days: own.days, offsets: own.offsets, codes: own.codes, values: values)
      try FileWriter.write(table.csv(value: "score"), to: workspace.folder + "/pred.csv")
    }
    try record(noise)
    let rounded = try climb(workspace)
    #expect(try rung(rounded, .reinferred).state == .pass)
    #expect(try rung(rounded, .reinferred).reason?.id == "rung.reinferred-sums")
    #expect(try rung(rounded, .retrained).reason?.id == "model.network-worker")
    #expect(try rounded.network() == NetworkLadderTests.network())
    #expect(rounded.modelDigest == SHA256Digest(hashing: try NetworkLadderTests.network()).hex)
    var other = noise
    let row = own.offsets[3]
    other[row] += 0.001
    try record(other)
    let differing = try rung(climb(workspace), .reinferred)
    #expect(differing.state == .fail)
    #expect(differing.firstDivergence?.day == own.days[3])
    #expect(differing.firstDivergence?.instrument == own.instruments[Int(own.codes[row])])
  }

  @Test("a workspace without the network says what to do")
  func absent() throws {
    let workspace = try workspace()
    try workspace.remove("model.onnx")
    let outcome = try climb(workspace)
    let expected = NetworkLadderTests.hasLibrary ? "ladder.no-network" : "model.onnx-missing"
    #expect(try rung(outcome, .reinferred).reason?.id == expected)
    #expect(try outcome.network() == nil)
  }

  @Test(
    "recorded weights in PyTorch's form are converted once, and score as the network recorded as ONNX does",
    .enabled(if: NetworkLadderTests.hasLibrary, "needs ONNX Runtime's library, which `make onnxruntime` fetches"))
  func conversion() throws {
    let workspace = try workspace(.short)
    let recorded = try #require(try climb(workspace).reinferred)
    try workspace.remove("model.onnx")
    try workspace.write("weights", "model.pt")
    try workspace.write("class Net: pass\n", "model.py")
    let trainer = try trainer()
    let outcome = try climb(workspace, by: trainer)
    #expect(outcome.reinferred?.predictions?.digest == recorded.predictions?.digest)
    #expect(try outcome.network()?.starts(with: NetworkLadderTests.network()) == true)
    #expect(outcome.modelDigest == (try outcome.network()).map { SHA256Digest(hashing: $0).hex })
    #expect(outcome.recorded?.document.modelDigest == outcome.modelDigest)
    let finding = try #require(outcome.comparison.findings.first { $0.id == "model.network-converted" })
    #expect(finding.evidence[.english].hasPrefix("model.pt (SHA-256 "))
    #expect(finding.evidence[.english].contains("torch 2.13.0. Over 1 rows"))
    let job = try trainer.job
    #expect(job["task"] == "convert" && job["weights"] == "weights.pt" && job["code"] == "model.py")
    #expect(job["features"]?.arrayValue?.count == 20 && job["dataset"]?["step_len"] == 10)
    #expect(job["kwargs"]?["num_features"] == 20)
  }

  @Test(
    "weights that are not converted are a reason with a remedy",
    .enabled(if: NetworkLadderTests.hasLibrary, "needs ONNX Runtime's library, which `make onnxruntime` fetches"))
  func notConverted() throws {
    let workspace = try workspace(.short)
    try workspace.remove("model.onnx")
    let trainer = try trainer()
    func reason() throws -> Message? { try rung(climb(workspace, by: trainer), .reinferred).reason }
    try workspace.write("pickle", "params.pkl")
    #expect(try reason()?.id == "ladder.network-pickle")
    try workspace.write("weights", "a.pt")
    try workspace.write("weights", "b.safetensors")
    #expect(try reason()?.id == "ladder.several-networks")
    try workspace.write("weights", "model.pth")
    let alone = try climb(workspace)
    #expect(try rung(alone, .reinferred).reason?.id == "ladder.network-without-python")
    #expect(alone.converted == nil && alone.modelDigest == nil)
    #expect(try trainer.runs == 0)
    #expect(truncate(workspace.folder + "/model.pth", 513 << 20) == 0)
    #expect(try reason()?.id == "file.too-large")
    try workspace.write("weights", "model.pth")
    try trainer.refuse("trainer.weights-pickle")
    let refused = try #require(try reason())
    #expect(refused.id == "ladder.network-not-converted")
    #expect(
      refused[.english].contains("model.pth could not be converted") && refused[.english].contains("weights-pickle"))
  }

  @Test(
    "a conversion whose scores differ from PyTorch's is not taken",
    .enabled(if: NetworkLadderTests.hasLibrary, "needs ONNX Runtime's library, which `make onnxruntime` fetches"))
  func otherScores() throws {
    let workspace = try workspace(.short)
    try workspace.remove("model.onnx")
    try workspace.write("weights", "model.safetensors")
    let outcome = try climb(workspace, by: trainer(score: -0.0731))
    let reason = try #require(try rung(outcome, .reinferred).reason)
    #expect(reason.id == "ladder.network-not-converted" && reason[.english].contains("differ from PyTorch's"))
  }
}
