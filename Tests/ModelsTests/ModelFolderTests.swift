import Foundation
import Models
import Primitives
import Testing

/// A model's folder comes back as it was written, and refuses what does not belong to it.
@Suite struct ModelFolderTests {
  private static let origin = ModelFolder.Origin(
    configuration: "c0", data: "d0", features: nil, trainedBy: "aistock", seed: 7)

  private static func boosted(names: String = "Column_0 Column_1") throws -> LightGBMModelText {
    try LightGBMModelText(Array(LightGBMModelTextTests.model(names: names).utf8), path: "model.txt")
  }

  private func inFolder(_ model: ModelFolder, _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "model-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let sink = MemorySink()
    try model.write(to: sink)
    for (name, bytes) in sink.files { try FileWriter.write(bytes, to: folder + "/" + name) }
    try body(folder)
  }

  @Test func aBoostedModelComesBack() throws {
    let curve = [
      [Evaluation(set: "train", metric: "l2", value: 0.1), Evaluation(set: "valid", metric: "l2", value: 0.3)],
      [Evaluation(set: "train", metric: "l2", value: 0.05), Evaluation(set: "valid", metric: "l2", value: 0.25)],
    ]
    let model = try ModelFolder(
      weights: Self.boosted(), features: ["KLEN", "ROC60"], origin: Self.origin, curve: curve)
    try inFolder(model) { folder in
      let read = try ModelFolder(reading: folder)
      #expect(read == model)
    }
  }

  @Test func aLinearModelComesBack() throws {
    let weights = LinearModel(featureNames: ["A", "B"], weights: [0.1, -1.0 / 3], intercept: 1e-9)
    let model = try ModelFolder(weights: weights, features: ["A", "B"], origin: Self.origin)
    try inFolder(model) { folder in
      let read = try ModelFolder(reading: folder)
      #expect(read == model)
    }
  }

  @Test func changedWeightsAreRefused() throws {
    let model = try ModelFolder(weights: Self.boosted(), features: ["KLEN", "ROC60"], origin: Self.origin)
    try inFolder(model) { folder in
      let path = folder + "/model.txt"
      let text = try FileReader.text(path).replacing("leaf_value=0.5", with: "leaf_value=0.6")
      try FileWriter.write(Array(text.utf8), to: path)
      let error = #expect(throws: Diagnostic.self) { try ModelFolder(reading: folder) }
      #expect(error?.id == "model.hash")
      try FileManager.default.removeItem(atPath: path)
      let missing = #expect(throws: Diagnostic.self) { try ModelFolder(reading: folder) }
      #expect(missing?.id == "file.missing")
    }
  }

  @Test func otherFeaturesAreRefused() throws {
    let count = #expect(throws: Diagnostic.self) {
      try ModelFolder(weights: Self.boosted(), features: ["KLEN"], origin: Self.origin)
    }
    #expect(count?.id == "model.features")
    let order = #expect(throws: Diagnostic.self) {
      try ModelFolder(weights: Self.boosted(names: "KLEN ROC60"), features: ["ROC60", "KLEN"], origin: Self.origin)
    }
    #expect(order?.summary.arguments["here"] == "ROC60" && order?.summary.arguments["there"] == "KLEN")
  }

  /// The folder knows the order although the text of the model does not.
  @Test func theFolderKnowsTheOrder() throws {
    let model = try ModelFolder(weights: Self.boosted(), features: ["KLEN", "ROC60"], origin: Self.origin)
    let day = try #require(TradingDay("2019-01-02"))
    let frame = try Frame(
      keys: RowKeys(rows: [(day, InstrumentID(canonical: "SH600000"))]),
      columns: [Column(feature: "ROC60", [1]), Column(feature: "KLEN", [2])])
    let error = #expect(throws: Diagnostic.self) {
      try model.predictions(of: frame, .bare)
    }
    #expect(error?.id == "model.features")
  }

  /// Version 0.1.0 named digests by another word.
  @Test func oldNamesOfDigestsAreRead() throws {
    let model = try ModelFolder(weights: Self.boosted(), features: ["KLEN", "ROC60"], origin: Self.origin)
    try inFolder(model) { folder in
      let path = folder + "/model.json"
      let text = try FileReader.text(path)
      #expect(text.contains("\"data_digest\": \"d0\""))
      try FileWriter.write(
        Array(
          text.replacing("data_digest", with: "data_fingerprint").replacing(
            "features_digest", with: "features_fingerprint"
          ).utf8),
        to: path)
      #expect(try ModelFolder(reading: folder) == model)
    }
  }

  @Test func aFileOfWeightsIsReadOnceUntilItChanges() throws {
    let runtime = ModelRuntime.bare
    let folder = FileManager.default.temporaryDirectory.appending(path: "weights-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/weights.json"
    let first = LinearModel(featureNames: ["A"], weights: [1], intercept: 0)
    try FileWriter.write(first.bytes, to: path)
    #expect(try runtime.weights(path).isEqual(to: first))
    let second = LinearModel(featureNames: ["A", "B"], weights: [1, 2], intercept: 0)
    try FileWriter.write(second.bytes, to: path)
    #expect(try runtime.weights(path).isEqual(to: second))
  }

  /// What is not there is no damage: the kinds by which callers steer.
  @Test func kindsTellAbsenceFromDamage() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "kinds-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func kind(_ name: String, _ text: String) throws -> Diagnostic.Kind? {
      try FileWriter.write(Array(text.utf8), to: folder + "/" + name)
      return (#expect(throws: Diagnostic.self) { try ModelRuntime.bare.weights(folder + "/" + name) })?.kind
    }
    #expect(try kind("model.txt", "nothing") == .damaged)
    #expect(try kind("weights.json", "{}") == .unsupported)
    #expect(try kind("model.pkl", "") == .unsupported)
    #expect(try kind("model.pth", "") == .unsupported)
    let missing = #expect(throws: Diagnostic.self) { try ModelRuntime.bare.library(LightGBMLibrary.self) }
    #expect(missing?.kind == .environment && missing?.id == "model.lightgbm-missing")
  }
}
