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

  /// State and reason of a rung.
  private func rung(_ id: String, _ result: Program.Result) -> (state: String, reason: String) {
    let rung = result.json?["rungs"]?.arrayValue?.first { $0["id"]?.stringValue == id }
    return (rung?["state"]?.stringValue ?? "", rung?["reason"]?.stringValue ?? "")
  }

  private func expectAgreement(_ result: Program.Result) {
    #expect(result.exit == 0)
    #expect(result.json?["verdict"] == "PASS")
    for id in ["recomputed", "replayed", "reinferred", "retrained"] {
      #expect(rung(id, result).state == "pass", "\(id): \(rung(id, result).reason)")
    }
    #expect(rung("reinferred", result).reason.contains("every score has the recorded bits"))
    #expect(rung("retrained", result).reason.contains("every score has the recorded bits"))
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
        "reconcile", "--workspace", SharedMaterial.path("oracle/baseline"), "--market", SharedMaterial.path("market/cn"),
        "--output", "out", "--json"))
  }

  @Test("another model text parts at the first score, named with day and stock")
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
    #expect(divergence?["context"]?.arrayValue?.first == "cause: features")
  }
}
