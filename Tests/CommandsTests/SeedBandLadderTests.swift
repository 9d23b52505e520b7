import Foundation
import Primitives
import TestSupport
import Testing

/// The rung `retrained` beside its noise, factor sets and rolling, through the program.
@Suite(
  "seeds, sets and rolling", .serialized,
  .enabled(if: Program.hasLightGBM, "needs LightGBM's library, which `make lightgbm` fetches"))
struct SeedBandLadderTests {
  let program: Program

  init() throws { program = try Program() }

  /// The demo's result with another configuration of its model.
  private func workspace(_ change: (String) -> String) throws {
    try FileManager.default.copyItem(atPath: Program.demo("demo-faithful"), toPath: program.path("w"))
    let text = try FileReader.text(program.path("w/conf.yaml"))
    try FileWriter.write(Array(change(text).utf8), to: program.path("w/conf.yaml"))
  }

  private func reconcile() throws -> (retrained: JSONValue?, result: Program.Result) {
    let result = try program.run(
      "reconcile", "--workspace", "w", "--market", "demo", "--output", "out", "--rungs",
      "reported,recomputed,replayed,retrained", "--seeds", "3", "--json")
    return (result.json?["rungs"]?.arrayValue?.first { $0["id"] == "retrained" }, result)
  }

  @Test("a model of another seed passes inside its band, which is kept by content and not trained again")
  func inside() throws {
    try workspace { $0.replacing("seed: 2026", with: "seed: 5") }
    let (retrained, result) = try reconcile()
    #expect(result.exit == 0 && result.json?["verdict"] == "PASS")
    #expect(retrained?["state"] == "pass")
    #expect(retrained?["reason"]?["id"] == "rung.retrained-other-model-in-band")
    #expect(retrained?["reason"]?["arguments"]?["seeds"]?["count"] == 3)
    #expect(retrained?["tolerances"]?["retrained.IC"]?.doubleValue ?? 0 > 0)
    #expect(result.err.contains("training with seed 3"))
    let first = try program.bytes(below: "out")
    let band = try JSONReader.read(file: program.path("out/seeds.json"), id: "test")
    let ic = band["metrics"]?.arrayValue?.first { $0["name"] == "IC" }
    #expect(ic?["values"]?.arrayValue?.count == 3 && ic?["inside"] == true)
    #expect(try program.bytes(below: ".aistock/seeds").count == 3)
    let again = try reconcile().result
    #expect(!again.err.contains("training with seed"))
    #expect(differing(first, try program.bytes(below: "out")).isEmpty)
  }

  @Test("a recorded number far from what any seed gives fails, with the band in the cause")
  func outside() throws {
    try workspace { $0.replacing("seed: 2026", with: "seed: 5") }
    let results = try FileReader.text(program.path("w/qlib_res.csv"))
    let lines = results.split(separator: "\n").map { $0.hasPrefix("IC,") ? "IC,0.9" : String($0) }
    try FileWriter.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: program.path("w/qlib_res.csv"))
    let (retrained, result) = try reconcile()
    #expect(result.exit == 1 && result.json?["verdict"] == "FAIL")
    #expect(retrained?["state"] == "fail")
    #expect(retrained?["first_divergence"]?["field"] == "IC")
    #expect(retrained?["first_divergence"]?["left"] == "0.9")
    #expect(retrained?["first_divergence"]?["cause"]?["message"] == "cause.outside-band")
  }

  @Test("a linear model has no seeds: its scores are the recorded ones up to rounding")
  func linear() throws {
    let model = """
          model:
              class: LinearModel
              module_path: qlib.contrib.model.linear
              kwargs: {estimator: ridge, alpha: 0.05}
      """
    let linear = { (text: String) -> String in
      guard let start = text.range(of: "    model:\n"), let end = text.range(of: "    dataset:\n") else { return text }
      return text[..<start.lowerBound] + model + "\n" + text[end.lowerBound...]
    }
    try workspace(linear)
    let trained = try program.run(
      "models", "train", "--conf", "w/conf.yaml", "--market", "demo", "--output", "linear")
    #expect(trained.exit == 0, "\(trained.err)")
    try FileManager.default.removeItem(atPath: program.path("w"))
    try FileManager.default.createDirectory(atPath: program.path("w"), withIntermediateDirectories: false)
    let text = try FileReader.text(Program.demo("demo-faithful") + "/conf.yaml")
    try FileWriter.write(Array(linear(text).utf8), to: program.path("w/conf.yaml"))
    for name in ["pred.csv", "label.csv", "weights.json"] {
      try FileManager.default.copyItem(atPath: program.path("linear/" + name), toPath: program.path("w/" + name))
    }
    let (retrained, result) = try reconcile()
    #expect(retrained?["state"] == "pass", "\(result.err) \(String(describing: retrained))")
    // Without the weights it is judged by its scores, and one that is another one is found.
    try FileManager.default.removeItem(atPath: program.path("w/weights.json"))
    #expect(try reconcile().retrained?["reason"]?["id"] == "rung.retrained-equal-scores")
    let scores = try FileReader.text(program.path("w/pred.csv"))
    let lines = scores.split(separator: "\n")
    let changed = lines.prefix(1) + ["2023-07-03,SH600000,9"] + lines.dropFirst(2)
    try FileWriter.write(Array(changed.joined(separator: "\n").utf8), to: program.path("w/pred.csv"))
    #expect(try reconcile().retrained?["state"] == "fail")
  }

  @Test("factor sets side by side: the named one gives the model of the configuration, the others their own")
  func grid() throws {
    let text = try FileReader.text(Program.demo("demo-faithful") + "/conf.yaml")
    try program.temporary.write(
      text.replacing("seed: 2026", with: "seed: 2026\n            num_boost_round: 5"), to: "conf.yaml")
    try program.temporary.write(
      #"{"factors": [{"name": "KLEN", "source": "qlib_alpha158"}, {"name": "feature_ROC60"}, {"source": "x"}]}"#,
      to: "two.json")
    try program.temporary.write(
      #"{"name": "own", "factors": [{"name": "MINE", "expression": "$close/Ref($close, 3)-1"}, {"name": "KLOW"}]}"#,
      to: "own.json")
    let result = try program.run(
      "models", "grid", "--conf", "conf.yaml", "--market", "demo", "--sets", "rdagent20,two.json,own.json", "--output",
      "grid", "--json")
    #expect(result.exit == 0, "\(result.err)")
    let table = try CSVTable(file: program.path("grid/grid.csv"))
    #expect((0..<table.rowCount).map { table.text(row: $0, column: 0) } == ["rdagent20", "two", "own"])
    #expect((0..<table.rowCount).map { table.text(row: $0, column: 1) } == ["20", "2", "2"])
    #expect(try table.double(row: 0, column: table.column("IC")).isFinite)
    #expect(try table.double(row: 2, column: table.column("1day.excess_return_with_cost.information_ratio")).isFinite)
    let trained = try program.run("models", "train", "--conf", "conf.yaml", "--market", "demo", "--output", "out")
    #expect(trained.exit == 0)
    #expect(
      try FileReader.bytes(program.path("out/model.txt"))
        == FileReader.bytes(program.path("grid/sets/rdagent20/model.txt")))
    try program.temporary.write(#"{"factors": [{"name": "KLENN"}]}"#, to: "typo.json")
    let typo = try program.run(
      "models", "grid", "--conf", "conf.yaml", "--market", "demo", "--sets", "typo.json", "--output", "grid2")
    #expect(typo.exit == 3 && typo.diagnostics == ["factor.unknown"] && typo.err.contains("Did you mean 'KLEN'"))
  }

  @Test("rolling trains once a task and puts the test segments together")
  func rolling() throws {
    let text = try FileReader.text(Program.demo("demo-faithful") + "/conf.yaml")
    try program.temporary.write(
      text.replacing("seed: 2026", with: "seed: 2026\n            num_boost_round: 4"), to: "conf.yaml")
    let result = try program.run(
      "models", "roll", "--conf", "conf.yaml", "--market", "demo", "--step", "120", "--truncate", "3", "--output",
      "out",
      "--json")
    // The demo's train segment starts on the calendar's first day; three days are cut off its end only.
    #expect(result.exit == 0, "\(result.err)")
    let table = try CSVTable(file: program.path("out/rolling.csv"))
    #expect(table.rowCount == 4)
    #expect(try table.day(row: 1, column: table.column("train_start")).description == "2021-01-04")
    let whole = try FileReader.unpacked(Program.demo("demo-faithful") + "/pred.csv.gz")
    #expect(try CSVTable(file: program.path("out/pred.csv")).rowCount == CSVTable(whole, path: "").rowCount)
    #expect(try program.bytes(below: "out/tasks").count == 4)
  }
}
