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

  private func workspace() throws -> PlantedWorkspace {
    let workspace = try PlantedWorkspace(.whole)
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
    let path = try #require(RepositoryRoot.folder) + "/Tests/Oracle/networks/demo-gru.onnx"
    try FileWriter.write(FileReader.bytes(path), to: workspace.folder + "/model.onnx")
    return workspace
  }

  private func climb(_ workspace: PlantedWorkspace) throws -> Reconciler.Outcome {
    try Reconciler(market: PlantedMarket.demo, marketDigest: MarketDigest(), runtime: .ofThisProcess)
      .reconcile(.init(id: "network", workspace: workspace.folder, rungs: [.reinferred, .retrained]))
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
    #expect(rounded.network == workspace.folder + "/model.onnx")
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
    #expect(outcome.network == nil)
  }
}
