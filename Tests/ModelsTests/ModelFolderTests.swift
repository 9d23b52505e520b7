import Foundation
import Models
import Primitives
import Testing

/// A model's folder comes back as it was written, and refuses what does not belong to it.
@Suite struct ModelFolderTests {
  private static let origin = ModelFolder.Origin(
    configuration: "c0", data: "d0", features: nil, trainedBy: "aistock", seed: 7)

  private static func boosted(names: String = "Column_0 Column_1") throws -> ModelWeights {
    .lightGBM(
      try LightGBMModelText(Array(LightGBMModelTextTests.model(names: names).utf8), path: "model.txt"))
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
    let model = try ModelFolder(weights: .linear(weights), features: ["A", "B"], origin: Self.origin)
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
    #expect(order?.summary == "feature 0 is 'ROC60' here and 'KLEN' in the model")
  }

  /// The folder knows the order although the text of the model does not.
  @Test func theFolderKnowsTheOrder() throws {
    let model = try ModelFolder(weights: Self.boosted(), features: ["KLEN", "ROC60"], origin: Self.origin)
    let day = try #require(TradingDay("2019-01-02"))
    let frame = try Frame(
      keys: RowKeys(rows: [(day, InstrumentID(canonical: "SH600000"))]),
      columns: [Column(feature: "ROC60", [1]), Column(feature: "KLEN", [2])])
    let error = #expect(throws: Diagnostic.self) {
      try model.predictions(of: frame) {
        throw Diagnostic("test.reached", "the features were not checked", remedy: "")
      }
    }
    #expect(error?.id == "model.features")
  }
}
