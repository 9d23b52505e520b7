import Foundation
import Primitives
import TestSupport
import Testing

/// A network on its way into execution: night, page, review, bundle, order list and preview, at last without Python and
/// without RD-Agent's folder.
///
/// The network is `mlp` of `Tests/Oracle/networks`; its scores here are those of onnxruntime 1.32.0 of PyPI for a close of
/// 10, 20, 21 and 22 divided by 20 (four features) and 10 (two).
@Suite(
  "a network on its way to execution", .serialized,
  .enabled(if: Program.hasOnnxRuntime, "needs ONNX Runtime's library, which `make onnxruntime` fetches"))
struct NetworkRoadTests {
  let signing: SigningWorld
  private var world: SmallWorld { signing.world }
  private static let bundle = "reports/bundles/small"
  private static let scores = [10: "-0.13967716693878174", 20: "-0.25544726848602295", 21: "-0.26722627878189087"]

  private static func network() throws -> [UInt8] {
    try FileReader.bytes((RepositoryRoot.folder ?? ".") + "/Tests/Oracle/networks/mlp.onnx")
  }

  init() throws {
    signing = try SigningWorld()
    let features = ["$close/20", "$open/20", "$close/20+0", "$open/20+0", "$close/10", "$open/10"]
    let network = """
      task:
          model:
              class: GeneralPTNN
              module_path: qlib.contrib.model.pytorch_general_nn
              kwargs: {pt_model_uri: model.model_cls, pt_model_kwargs: {num_features: 6}, n_epochs: 7}
          dataset:
              class: DatasetH
              module_path: qlib.data.dataset
              kwargs:
                  handler:
                      class: DataHandlerLP
                      module_path: qlib.data.dataset.handler
                      kwargs:
                          start_time: 2024-01-01
                          end_time: 2024-01-05
                          instruments: all
                          data_loader:
                              class: QlibDataLoader
                              kwargs:
                                  config:
                                      feature: [[\(features.map { "\"\($0)\"" }.joined(separator: ", "))], [A, B, C, D, E, F]]
                                      label: [["Ref($close, -2)/Ref($close, -1)-1"], [LABEL0]]
                          infer_processors: []
                          learn_processors: [DropnaLabel]
                  segments: {train: [2024-01-01, 2024-01-01], valid: [2024-01-02, 2024-01-02], test: [2024-01-01, 2024-01-02]}

      """
    try world.write(network + SmallWorld.configuration(), "ws/conf.yaml")
    func score(_ close: Int) -> String { NetworkRoadTests.scores[close] ?? "" }
    try world.write(
      """
      datetime,instrument,score
      2024-01-01,SH600000,\(score(10))
      2024-01-01,SZ000001,\(score(20))
      2024-01-02,SH600000,\(score(10))
      2024-01-02,SZ000001,\(score(21))

      """, "ws/pred.csv")
  }

  private func signal(_ date: String) throws -> Program.Result {
    try world.program.run([
      "signal", "--bundle", NetworkRoadTests.bundle, "--capital", "1000000", "--date", date, "--env", "paper", "--json",
      "--quiet",
    ])
  }

  private func page(_ folder: String) throws -> String {
    try FileReader.text(world.program.path("site/\(folder)migrations/small.html"))
  }

  /// State of the rung in the night's work.
  private func reinferred() throws -> JSONValue? {
    let path = Path.join(world.program.path(".aistock/work"), "small/comparison.json")
    return try JSONReader.read(file: path, id: "test.comparison")["rungs"]?.arrayValue?.first {
      $0["id"] == "reinferred"
    }
  }

  /// The bundle scores the day behind the recorded predictions by itself.
  private func expectLiveScores() throws {
    for folder in ["ws", ".aistock/work"] { try world.remove(folder) }
    let recorded = try signal("2024-01-02")
    #expect(recorded.exit == 0, "\(recorded.err)")
    #expect(recorded.json?.arrayValue?.first?["scores"] == "recorded")
    let live = try signal("2024-01-04")
    #expect(live.exit == 0, "\(live.err)")
    let list = try #require(live.json?.arrayValue?.first)
    #expect(list["scores"] == "live" && list["decided_on"] == "2024-01-04")
    // topk 1: -0.1397 is above -0.2672.
    #expect(list["lines"]?.arrayValue?.compactMap { $0["symbol"]?.stringValue } == ["SH600000"])
    #expect(
      list["lines"]?.arrayValue?.first?["score"]?.doubleValue.map { "\($0)" } == NetworkRoadTests.scores[10],
      "\(live.out)")
  }

  @Test("a recorded network is judged, shown, signed, frozen, and scores from the bundle alone")
  func recorded() throws {
    try world.write(NetworkRoadTests.network(), "ws/model.onnx")
    try signing.approved()
    #expect(try reinferred()?["state"] == "pass")
    #expect(
      try FileReader.bytes(world.program.path(NetworkRoadTests.bundle + "/model.onnx")) == NetworkRoadTests.network())
    let digest = SHA256Digest(hashing: try NetworkRoadTests.network()).hex
    let request = try #require(try signing.statements().last)
    let subject = try JSONReader.read(file: world.program.path(request), id: "test.request")["subject"]
    #expect(subject?["model_digest"]?.stringValue == digest)
    for language in ["en/", ""] { #expect(try page(language).contains(digest), "\(language)") }
    // What was asked and what was built, and where the weights came from.
    let shown = try page("en/")
    #expect(shown.contains("model.kwargs.n_epochs") && shown.contains("Model weights") && shown.contains("model.onnx"))
    try expectLiveScores()
    // Another network in the same place is not what was signed.
    try world.write(NetworkRoadTests.network() + [0x72, 0], NetworkRoadTests.bundle + "/model.onnx")
    let tampered = try signal("2024-01-04")
    #expect((tampered.exit, tampered.diagnostics) == (3, ["bundle.changed"]))
  }

  @Test("weights in PyTorch's form are converted by the night, and the bundle needs no Python")
  func converted() throws {
    let trainer = try StandInTrainer(
      onnx: NetworkRoadTests.network(), probe: [Float](repeating: 0.5, count: 6), score: -0.20384415984153748)
    try world.write("weights", "ws/model.pt")
    try world.write("class Net: pass\n", "ws/model.py")
    let configuration = try FileReader.text(world.program.path("aistock.yaml"))
    try signing.night()
    #expect(try reinferred()?["reason"]?["id"] == "ladder.network-without-python")
    // Training is the stand-in's no business: only the rungs up to the recorded network.
    try world.write(
      configuration.replacing("workspace: ws}", with: "workspace: ws, rungs: [replayed, reinferred]}")
        + "rdagent: {python: \(trainer.python)}\n", "aistock.yaml")
    try signing.night("2024-01-05")
    #expect(try reinferred()?["state"] == "pass")
    #expect(try trainer.runs == 1)
    #expect(try page("en/").contains("was written as ONNX by torch 2.13.0"))
    #expect(try page("").contains("由 torch 2.13.0 写成 ONNX"))
    #expect(try page("en/").contains("model.pt, converted to ONNX by torch 2.13.0"))
    #expect(try page("").contains("model.pt，由 torch 2.13.0 转换为 ONNX"))
    let made = try signing.run(
      "preview", "create", "--id", "live", "--migration", "small", "--start", "2024-01-02", "--json")
    #expect(made.exit == 0, "\(made.err)")
    #expect(made.json?["model"]?.stringValue?.count == 64)
    try signing.request()
    #expect(try signing.approve().exit == 0)
    try world.write(configuration, "aistock.yaml")
    try expectLiveScores()
    let settled = try signing.run("preview", "settle", "--date", "2024-01-05", "--json")
    #expect(settled.exit == 0, "\(settled.err)")
    #expect(settled.json?.arrayValue?.first { $0["id"] == "live" }?["first_live_day"] == "2024-01-04", "\(settled.out)")
  }
}
