import Foundation
import Primitives
import TestSupport
import Testing

/// `aistock models ...` through the program, on the demo market.
@Suite("models", .enabled(if: Program.hasLightGBM, "needs LightGBM's library, which `make lightgbm` fetches"))
struct ModelCommandTests {
  let program: Program
  private let configuration: String

  init() throws {
    program = try Program()
    configuration = try FileReader.text(Program.demo("demo-faithful") + "/conf.yaml")
  }

  /// The demo's configuration, shortened to few rounds and changed.
  private func write(_ changes: [(String, String)] = [], to name: String = "conf.yaml") throws {
    var text = configuration
    for (old, new) in changes {
      #expect(text.contains(old), "the demo's configuration has no '\(old)'")
      text = text.replacing(old, with: new)
    }
    try program.temporary.write(text, to: name)
  }

  private func train(_ more: String...) throws -> Program.Result {
    try program.run(["models", "train", "--conf", "conf.yaml", "--market", "demo", "--output", "out"] + more)
  }

  @Test("training gives qlib's model byte for byte, and predicting with it qlib's scores")
  func trainAndPredict() throws {
    try write()
    let trained = try train("--json")
    #expect(trained.exit == 0)
    #expect(try program.bytes()["out/model.txt"] == FileReader.bytes(Program.demo("demo-faithful") + "/model.txt"))
    let recorded = try FileReader.unpacked(Program.demo("demo-faithful") + "/pred.csv.gz")
    #expect(try program.bytes()["out/pred.csv"] == recorded)
    let curve = try CSVTable(file: program.path("out/curve.csv"))
    #expect(curve.columns == ["round", "l2.train", "l2.valid"])
    #expect(curve.rowCount == trained.json?["rounds"]?.intValue)
    let predicted = try program.run(
      "models", "predict", "--model", "out/model.txt", "--conf", "conf.yaml", "--market", "demo", "--output", "scores",
      "--json")
    #expect(predicted.exit == 0)
    #expect(try program.bytes()["scores/predictions.csv"] == recorded)
    // The losses of the last round are not in a trimmed text.
    let losses = predicted.json?["metrics"]?.arrayValue?.filter { $0["name"]?.stringValue?.hasPrefix("l2.") == true }
    #expect(losses?.count == 2)
    #expect(losses?.allSatisfy { $0["value"] == .null && $0["reason"]?.english?.isEmpty == false } == true)
    let info = try program.run("models", "info", "out", "--json")
    #expect(info.json?["trees"]?.intValue == trained.json?["kept_rounds"]?.intValue)
    #expect(info.json?["names_known"] == true)
    #expect(info.json?["features"]?.arrayValue?.count == 20)
    #expect(info.json?["importance"]?.arrayValue?.count == 20)
  }

  @Test("another seed gives another model and stands in it; the table says what was asked and built")
  func seedAndDefinition() throws {
    try write([("seed: 2026", "random_state: 2026\n            num_boost_round: 5")])
    #expect(try train("--seed", "7", "--deterministic").exit == 0)
    let text = try FileReader.text(program.path("out/model.txt"))
    #expect(text.contains("[seed: 7]"))
    let definition = try JSONReader.read(file: program.path("out/definition.json"), id: "test")
    let fields = definition["fields"]?.arrayValue ?? []
    let rounds = fields.first { $0["field"] == "task.model.kwargs.num_boost_round" }
    #expect(rounds?["asked"] == "5" && rounds?["built"] == "5")
    let patience = fields.first { $0["field"] == "task.model.kwargs.early_stopping_rounds" }
    #expect(patience?["asked"] == .null && patience?["built"] == "50" && patience?["origin"] == "standard")
    #expect(definition["sources"]?.arrayValue?.first?["believed"] == true)
  }

  @Test("model_meta.json is a candidate: the configuration is believed before it, and every other value is named")
  func sources() throws {
    try write([("seed: 2026", "seed: 2026\n            num_boost_round: 3")])
    let meta = """
      {"model_type": "AlphaMLPModel",
       "model_conf": {"class": "LGBModel", "kwargs": {"loss": "mse", "learning_rate": 0.05, "num_boost_round": 2}},
       "dataset_conf": {"class": "DatasetH", "kwargs": {
         "handler": {"class": "Alpha158", "kwargs": {"start_time": "2021-01-04", "end_time": "2024-12-30",
           "instruments": "csi300", "label": ["Ref($close, -2) / Ref($close, -1) - 1"]}},
         "segments": {"train": ["2021-06-01", "2021-09-30"], "test": ["2022-01-04", "2022-03-30"]}}}}
      """
    try program.temporary.write(meta, to: "model_meta.json")
    let both = try train("--beside", "model_meta.json", "--json")
    #expect(both.exit == 0)
    let findings = both.json?["findings"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? []
    #expect(findings.contains("model.sources-differ") && findings.contains("model.other-class"))
    let definition = try JSONReader.read(file: program.path("out/definition.json"), id: "test")
    let rate = definition["fields"]?.arrayValue?.first { $0["field"] == "task.model.kwargs.learning_rate" }
    #expect(rate?["asked"] == "0.01" && rate?["others"]?["model_meta"] == "0.05")
    let alone = try program.run(
      "models", "train", "--conf", "model_meta.json", "--market", "demo", "--output", "alone", "--json")
    #expect(alone.exit == 0)
    #expect(alone.json?["features"]?.arrayValue?.count == 158)
    let own = alone.json?["findings"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? []
    #expect(own.contains("model.candidate-definition"))
  }

  // MARK: - Generated factors

  /// The file of `Tests/Oracle/make_combined_models.py` as CSV, columns named as pandas prints tuples.
  private func writeGenerated(to name: String, separator: String = "") throws {
    #expect(try program.run("data", "export", "--market", "demo", "--output", "demo", "--quiet").exit == 0)
    let days = try FileReader.text(program.path("demo/calendars/day.txt")).split(separator: "\n")
    let lines = try FileReader.text(program.path("demo/instruments/csi300.txt")).split(separator: "\n")
    let names = Set(lines.compactMap { $0.split(separator: "\t").first }).sorted()
    var state: UInt32 = 11
    var text = "datetime,instrument,\"('feature', 'Single_5D')\",\"('feature', 'Double_5D')\"\n"
    for day in days where day >= "2021-03-01" {
      for name in names {
        state = 1_664_525 &* state &+ 1_013_904_223
        if state % 11 == 0 { continue }
        let value = Double(state >> 8) / 16_777_216
        let single = state % 13 == 0 ? "" : "\(Float(value) - 0.5)"
        text += "\(day),\(name),\(single),\(value / 3)\n"
      }
    }
    try program.temporary.write(text, to: name)
  }

  private static let alpha = """
    label: [["Ref($close, -2)/Ref($close, -1) - 1"], [LABEL0]]
                    feature: [["$close/Ref($close, 5)-1", "Std($close, 10)/$close", "$volume/Mean($volume, 20)"], [ZZ, AA, MM]]
    """

  private static func combined(_ loader: String) -> String {
    """
    task:
      model:
        class: LGBModel
        kwargs: {loss: mse, learning_rate: 0.05, num_leaves: 15, num_boost_round: 12, num_threads: 1, seed: 3,
                 deterministic: true, force_row_wise: true}
      dataset:
        class: DatasetH
        kwargs:
          handler:
            class: DataHandlerLP
            kwargs:
              start_time: 2021-02-01
              end_time: 2023-06-30
              instruments: csi300
              data_loader:
                \(loader)
              learn_processors: [{class: DropnaLabel}, {class: CSZScoreNorm, kwargs: {fields_group: label}}]
          segments: {train: [2021-02-01, 2022-09-30], valid: [2022-10-10, 2022-12-30], test: [2023-01-03, 2023-06-30]}

    """
  }

  private static func dynamic(_ more: String = "enforce_instrument_format: true") -> String {
    """
    class: CombinedAlpha158DynamicFactorsLoader
                kwargs:
                  alpha158_config:
                    \(alpha)
                  dynamic_path: combined_factors_df.parquet
                  join: left
                  \(more)
    """
  }

  /// What real qlib gave behind the users' own loaders (the script's output).
  @Test("generated factors join as the users' loaders join them: qlib's model byte for byte")
  func combinedLoaders() throws {
    try writeGenerated(to: "combined_factors_df.csv")
    let statics = """
      class: CombinedAlpha158StaticLoader
                  kwargs:
                    alpha158_config:
                      \(Self.alpha)
                    static_path: combined_factors_df.parquet
      """
    let nested = """
      class: NestedDataLoader
                  kwargs:
                    dataloader_l:
                      - class: qlib.contrib.data.loader.Alpha158DL
                        kwargs: {config: {label: [["Ref($close, -2)/Ref($close, -1) - 1"], [LABEL0]],
                                 feature: [["$close/Ref($close, 5)-1", "Std($close, 10)/$close", "$volume/Mean($volume, 20)"],
                                           [ZZ, AA, MM]]}}
                      - class: qlib.data.dataset.loader.StaticDataLoader
                        kwargs: {config: combined_factors_df.parquet}
      """
    let first = ["ZZ", "AA", "MM", "Single_5D", "Double_5D"]
    let cases = [
      (Self.dynamic(), first, 7038, "0a1d2437efadb139c1db594f8e6c7a4d99109c52df7c9fa815b6de393f31a905"),
      (statics, first, 8674, "0a1d2437efadb139c1db594f8e6c7a4d99109c52df7c9fa815b6de393f31a905"),
      (nested, first.sorted(), 7038, "ba43a5ebf2c879f04d721417e4e32c0d2958f3e4d8109a434e7d440fbd950085"),
    ]
    for (loader, features, rows, hash) in cases {
      try program.temporary.write(Self.combined(loader), to: "conf.yaml")
      let result = try train("--json")
      #expect(result.exit == 0, "\(result.err)")
      #expect(result.json?["features"]?.arrayValue?.compactMap(\.stringValue) == features)
      #expect(SHA256Digest(hashing: try FileReader.bytes(program.path("out/model.txt"))).hex == hash)
      #expect(try CSVTable(file: program.path("out/pred.csv")).rowCount == rows)
    }
  }

  @Test("a file of generated factors that the loader would refuse is refused by name")
  func refusedFactors() throws {
    let head = "datetime,instrument,X\n"
    let cases = [
      ("factor.overlap", head + "2022-01-04,SH688001,1\n2022-01-04,SH688002,2\n", ""),
      ("factor.nearly-empty", head + "2022-01-04,SH600000,\n", ""),
      ("factor.instrument-format", head + "2022-01-04,DAILY_ALL,1\n", ""),
      ("factor.empty", head + "2019-01-04,SH600000,1\n", ""),
      ("factor.duplicate", "datetime,instrument,X,feature_X\n2022-01-04,SH600000,1,2\n", ""),
      ("factor.duplicate", "instrument,datetime,AA\nSH600000,2022-01-04,1\n", ""),
      ("factor.duplicate", head + "2022-01-04,SH600000,1\n2022-01-04,600000.SH,2\n", ""),
      ("csv.column", "day,instrument,X\n2022-01-04,SH600000,1\n", ""),
      ("config.unsupported", head, "min_overlap: 0.1"),
      ("config.value", head, "join: sideways"),
    ]
    for (id, text, option) in cases {
      var loader = Self.dynamic(option.isEmpty ? "enforce_instrument_format: true" : option)
      if option.hasPrefix("join") { loader = loader.replacing("join: left\n", with: "\n") }
      try program.temporary.write(Self.combined(loader), to: "conf.yaml")
      try program.temporary.write(text, to: "combined_factors_df.csv")
      let result = try train()
      #expect(result.exit == 3 && result.diagnostics == [id], "\(id): \(result.err)")
      #expect(try program.bytes(below: "out").isEmpty)
    }
    try FileManager.default.removeItem(atPath: program.path("combined_factors_df.csv"))
    try program.temporary.write(Self.combined(Self.dynamic()), to: "conf.yaml")
    #expect(try train().diagnostics == ["factor.file-missing"])
    try program.temporary.write("PAR1", to: "combined_factors_df.parquet")
    let parquet = try train()
    #expect(parquet.diagnostics == ["factor.parquet"] && parquet.err.contains("rdagent exporter"))
  }

  // MARK: - Bad input

  @Test("what a configuration asks for and is not built, or cannot be, is named with its line")
  func badConfigurations() throws {
    let train = "train: [2021-01-04, 2022-09-30]"
    let cases: [(id: String, says: String, old: String, new: String)] = [
      ("model.unsupported", "XGBModel", "class: LGBModel", "class: XGBModel"),
      ("model.processor", "Did you mean 'RobustZScoreNorm'", "RobustZScoreNorm", "RobustZScoreNrom"),
      ("config.segment", "'train' is empty", train, "train: [2022-09-30, 2021-01-04]"),
      ("model.segments", "'train' ends on 2022-10-10", train, "train: [2021-01-04, 2022-10-10]"),
      ("model.empty", "train", train, "train: [2021-01-02, 2021-01-03]"),
      ("model.empty", "test", "test: [2023-07-03, 2024-12-30]", "test: [2024-12-07, 2024-12-08]"),
      ("model.empty", "label", "Ref($close, -2) / Ref($close, -1) - 1", "Ref($nothing, -2)/$close"),
      ("model.lightgbm-refused", "num_leaves", "num_leaves: 31", "num_leaves: 1"),
    ]
    for bad in cases {
      try write([(bad.old, bad.new)])
      let result = try self.train()
      #expect(result.exit == 3 && result.diagnostics == [bad.id], "\(bad.id): \(result.err)")
      #expect(result.err.contains(bad.says), "\(bad.id): \(result.err)")
      #expect(try program.bytes(below: "out").isEmpty)
    }
  }

  @Test("segments that share days train on request and are a finding")
  func overlapOnRequest() throws {
    try write([
      ("train: [2021-01-04, 2022-09-30]", "train: [2021-01-04, 2022-10-10]"),
      ("seed: 2026", "seed: 2026\n            num_boost_round: 2"),
    ])
    let result = try train("--allow-overlap", "--json")
    #expect(result.exit == 0)
    #expect(result.json?["findings"]?.arrayValue?.contains { $0["id"] == "dataset.segments-overlap" } == true)
  }

  @Test("a feature that is missing everywhere or never changes is named; the rest is learned from")
  func flatFeatures() throws {
    let loader = """
      class: QlibDataLoader
                  kwargs:
                    config:
                      label: [["Ref($close, -2)/Ref($close, -1) - 1"], [LABEL0]]
                      feature: [["$close/Ref($close, 5)-1", "$close/$close", "$nothing/$close"], [R, ONE, NONE]]
      """
    try program.temporary.write(Self.combined(loader), to: "conf.yaml")
    let result = try train("--json")
    #expect(result.exit == 0, "\(result.err)")
    let findings = result.json?["findings"]?.arrayValue ?? []
    let missing = findings.first { $0["id"] == "dataset.feature-missing" }
    let constant = findings.first { $0["id"] == "dataset.feature-constant" }
    #expect(missing?["arguments"]?["names"]?["list"] == [["text": "NONE"]])
    #expect(constant?["arguments"]?["names"]?["list"] == [["text": "ONE"]])
    let importance = try FileReader.text(program.path("out/importance.csv"))
    #expect(importance.contains("ONE,0,0") && importance.contains("NONE,0,0"))
  }

  @Test("a model cut in half, of other features, or pickled is refused by name")
  func badModels() throws {
    try write()
    let text = try FileReader.text(Program.demo("demo-faithful") + "/model.txt")
    try program.temporary.write(String(text.prefix(text.count / 2)), to: "half.txt")
    try program.temporary.write(text.replacing("Column_3", with: "KLOW"), to: "named.txt")
    try program.temporary.write("", to: "model.pkl")
    let cases = [
      ("half.txt", "model.text", "cut short"), ("named.txt", "model.features", "Feature 0"),
      ("model.pkl", "model.pickle", "exporter"), ("nowhere.txt", "file.missing", "nowhere.txt"),
    ]
    for (model, id, says) in cases {
      let result = try program.run(
        "models", "predict", "--model", model, "--conf", "conf.yaml", "--market", "demo", "--output", "out")
      #expect(result.exit == 3 && result.diagnostics == [id], "\(id): \(result.err)")
      #expect(result.err.contains(says))
    }
    try write([("\"RESI5\", ", "")])
    let fewer = try program.run(
      "models", "predict", "--model", Program.demo("demo-faithful") + "/model.txt", "--conf", "conf.yaml", "--market",
      "demo", "--output", "out")
    #expect(fewer.exit == 3 && fewer.diagnostics == ["model.features"], "\(fewer.err)")
  }

  @Test("without LightGBM's library: exit 4 and the remedy, before anything is computed")
  func libraryMissing() throws {
    try write()
    let place = program.path("nowhere")
    for command in ["train", "predict"] {
      let result = try program.run(
        environment: ["AISTOCK_LIGHTGBM": place],
        ["models", command, "--conf", "conf.yaml", "--market", "demo", "--output", "out"]
          + (command == "predict" ? ["--model", Program.demo("demo-faithful") + "/model.txt"] : []))
      #expect(result.exit == 4 && result.diagnostics == ["model.lightgbm-missing"])
      #expect(result.err.contains("make lightgbm"))
    }
  }
}
