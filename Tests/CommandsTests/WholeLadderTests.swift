import Foundation
import Primitives
import TestSupport
import Testing

/// The rungs that need our own features and LightGBM, on what real qlib recorded.
@Suite(
  "the whole ladder", .serialized,
  .enabled(if: Program.hasLightGBM, "needs LightGBM's library, which `make lightgbm` fetches"))
struct WholeLadderTests {
  let program: Program

  init() throws { program = try Program() }

  /// State of a rung, and the identifier of its reason.
  private func rung(_ id: String, _ result: Program.Result) -> (state: String, reason: String) {
    let rung = result.json?["rungs"]?.arrayValue?.first { $0["id"]?.stringValue == id }
    return (rung?["state"]?.stringValue ?? "", rung?["reason"]?["id"]?.stringValue ?? "")
  }

  private func expectAgreement(_ result: Program.Result) {
    #expect(result.exit == 0)
    #expect(result.json?["verdict"] == "PASS")
    for id in ["recomputed", "replayed", "reinferred", "retrained"] {
      #expect(rung(id, result).state == "pass", "\(id): \(rung(id, result).reason)")
    }
    #expect(rung("reinferred", result).reason == "rung.recorded-bits")
    #expect(rung("retrained", result).reason == "rung.recorded-bits")
  }

  @Test("demo: our features give qlib's scores and our training gives qlib's model, bit for bit")
  func demo() throws {
    expectAgreement(
      try program.run(
        "reconcile", "--workspace", Program.demo("demo-faithful"), "--market", "demo", "--output", "out", "--json"))
  }

  @Test(
    "sixteen years of csi300: the same",
    .enabled(if: SharedMaterial.isPresent, Comment(rawValue: SharedMaterial.absence)))
  func baseline() throws {
    expectAgreement(
      try program.run(
        "reconcile", "--workspace", SharedMaterial.path("oracle/baseline"), "--market",
        SharedMaterial.path("market/cn"),
        "--output", "out", "--json"))
  }

  @Test("without recorded predictions and curve, configuration and model lead to the recorded metrics")
  func modelAlone() throws {
    for name in ["conf.yaml", "model.txt", "qlib_res.csv"] {
      let bytes = try FileReader.bytes(Program.demo("demo-faithful") + "/" + name)
      try FileWriter.write(bytes, to: program.path("w/" + name))
    }
    let result = try program.run("reconcile", "--workspace", "w", "--market", "demo", "--output", "out", "--json")
    #expect(result.exit == 0, "\(result.err)")
    #expect(result.json?["verdict"] == "PASS")
    #expect(rung("reinferred", result).state == "pass")
    #expect(rung("reinferred", result).reason == "rung.reinferred-metrics-only")
    #expect(rung("replayed", result).state == "not available")
    #expect(FileReader.exists(program.path("out/reinferred/trades.csv")))
    let metrics = result.json?["rungs"]?.arrayValue?.first { $0["id"] == "reinferred" }?["metrics"]?.arrayValue ?? []
    let compared = metrics.filter { $0["delta"]?.doubleValue != nil }.compactMap { $0["name"]?.stringValue }
    #expect(compared.contains("IC") && compared.contains("1day.excess_return_with_cost.max_drawdown"))
  }

  @Test("recorded numbers that the model does not give fail at 'reinferred', by name")
  func modelAloneDiffers() throws {
    for name in ["conf.yaml", "model.txt"] {
      try FileWriter.write(
        try FileReader.bytes(Program.demo("demo-faithful") + "/" + name), to: program.path("w/" + name))
    }
    try program.temporary.write(",0\nIC,0.05\n", to: "w/qlib_res.csv")
    let result = try program.run("reconcile", "--workspace", "w", "--market", "demo", "--output", "out", "--json")
    #expect(result.exit == 1)
    let divergence = result.json?["rungs"]?.arrayValue?.first { $0["id"] == "reinferred" }?["first_divergence"]
    #expect(divergence?["field"] == "IC")
    #expect(divergence?["left"] == "0.05")
  }

  @Test(
    "an accepted loop of RD-Agent as its own tools left it: the model gives every recorded metric",
    .enabled(if: SharedMaterial.isPresent, Comment(rawValue: SharedMaterial.absence)))
  func recordedLoop() throws {
    let result = try program.run(
      "reconcile", "--workspace", SharedMaterial.path("rdagent/workspaces/965b1743b79d4344bd10d3e822b1a17f"),
      "--market", SharedMaterial.path("market/cn"), "--output", "out", "--rungs", "reported,reinferred", "--json")
    #expect(result.exit == 0, "\(result.err)")
    #expect(result.json?["verdict"] == "PASS")
    let metrics = result.json?["rungs"]?.arrayValue?.first { $0["id"] == "reinferred" }?["metrics"]?.arrayValue ?? []
    #expect(metrics.filter { $0["delta"]?.doubleValue != nil }.count == 17)
  }

  @Test("another model text differs at the first score, named with day and stock")
  func otherModel() throws {
    try FileManager.default.copyItem(atPath: Program.demo("demo-faithful"), toPath: program.path("w"))
    let path = program.path("w/model.txt")
    let text = try FileReader.text(path)
    // The first leaf of the first tree is moved.
    let start = try #require(text.range(of: "leaf_value="))
    let end = try #require(text[start.upperBound...].firstIndex(of: " "))
    let leaf = try #require(Double(text[start.upperBound..<end]))
    var moved = String(leaf + 0.5)
    let width = text.distance(from: start.upperBound, to: end)
    // The header tells the size of each tree in bytes: the text keeps its length.
    moved = String(moved.prefix(width)) + String(repeating: "0", count: max(0, width - moved.count))
    let other = String(text[..<start.upperBound]) + moved + String(text[end...])
    try FileWriter.write(Array(other.utf8), to: path)
    let result = try program.run("reconcile", "--workspace", "w", "--market", "demo", "--output", "out", "--json")
    #expect(result.exit == 1)
    #expect(rung("reinferred", result).state == "fail")
    let rungs = result.json?["rungs"]?.arrayValue ?? []
    let divergence = rungs.first { $0["id"]?.stringValue == "reinferred" }?["first_divergence"]
    #expect(divergence?["field"] == "predictions.score")
    #expect(divergence?["day"]?.stringValue != nil && divergence?["instrument"]?.stringValue != nil)
    #expect(divergence?["cause"]?["id"] == "model")
  }
}
