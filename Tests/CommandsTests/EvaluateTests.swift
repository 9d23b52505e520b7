import Foundation
import Primitives
import TestSupport
import Testing

/// `models evaluate`, and what a reconciliation leaves of signal and model, through the real program.
@Suite("models evaluate", .enabled(if: RepositoryRoot.folder != nil))
struct EvaluateTests {
  let program: Program

  init() throws { program = try Program() }

  private static let demo = Program.demo("demo-faithful")

  private func evaluate(_ more: String...) throws -> Program.Result {
    try program.run(["models", "evaluate", "--pred", Self.demo + "/pred.csv.gz", "--market", "demo"] + more)
  }

  private func figure(_ result: Program.Result, _ name: String) -> JSONValue? {
    (result.json?["prediction_quality"]?["figures"]?.arrayValue ?? []).first { $0["name"]?.stringValue == name }
  }

  @Test("recorded labels and the configuration's own give the IC that qlib recorded")
  func recorded() throws {
    let table = try CSVTable(file: Self.demo + "/qlib_res.csv")
    let row = try #require((0..<table.rowCount).first { table.text(row: $0, column: 0) == "IC" })
    let wanted = try table.double(row: row, column: 1)
    for result in [
      try evaluate("--label", Self.demo + "/label.csv.gz", "--json", "--output", "out"),
      try evaluate("--conf", Self.demo + "/conf.yaml", "--json"),
    ] {
      #expect(result.exit == 0, "\(result.err)")
      #expect(isNear(figure(result, "IC")?["value"]?.doubleValue, wanted))
      let decay = try #require(result.json?["prediction_quality"]?["decay"]?.arrayValue)
      #expect(decay.count == 11 && isNear(decay[0]["ic"]?.doubleValue, wanted))
    }
    let names = try program.bytes(below: "out").keys.sorted()
    #expect(names == ["out/.aistock-output", "out/prediction_quality.csv", "out/prediction_quality.json"])
  }

  @Test("the configuration is searched for leaks: two days of labels reach over each border")
  func leaks() throws {
    let result = try evaluate("--conf", Self.demo + "/conf.yaml", "--json")
    let leaks = result.json?["evaluation"]?["leaks"]?.arrayValue ?? []
    #expect(leaks.map { $0["check"]?.stringValue } == ["future-cutoff", "label-overlap", "fit-range", "selection"])
    #expect(leaks.first?["state"]?.stringValue == "clean", "\(result.out)")
    #expect(result.json?["evaluation"]?["segment_note"]?.english == "No model was named.")
  }

  @Test("a reconciliation leaves signal and evaluation, the segments side by side", .enabled(if: Program.hasLightGBM))
  func reconciled() throws {
    let result = try program.run([
      "reconcile", "--workspace", Self.demo, "--market", "demo", "--output", "out", "--rungs",
      "reported,recomputed,replayed,reinferred", "--quiet",
    ])
    #expect(result.exit == 0, "\(result.err)")
    let signal = try JSONReader.read(file: program.path("out/prediction_quality.json"), id: "x")
    #expect(signal["label"]?["id"] == "models.recorded-labels")
    let evaluation = try JSONReader.read(file: program.path("out/evaluation.json"), id: "x")
    #expect(evaluation["segments"]?.arrayValue?.compactMap { $0["name"]?.stringValue } == ["train", "valid", "test"])
    #expect(evaluation["importance"]?.arrayValue?.isEmpty == false)
  }

  @Test("what cannot be evaluated is named: exit 2 without labels, 3 for labels of other days or no file")
  func refusals() throws {
    #expect(try evaluate().exit == 2)
    let missing = try evaluate("--label", "none.csv")
    #expect(missing.exit == 3 && missing.diagnostics == ["file.missing"])
    try program.temporary.write("datetime,instrument,label\n1999-01-04,SH600000,0.1\n", to: "label.csv")
    let other = try evaluate("--label", "label.csv")
    #expect(other.exit == 3 && other.diagnostics == ["models.label"])
    let model = try evaluate("--conf", Self.demo + "/conf.yaml", "--model", Self.demo + "/conf.yaml")
    #expect(model.exit == 3 && model.diagnostics == ["model.text"])
  }
}
