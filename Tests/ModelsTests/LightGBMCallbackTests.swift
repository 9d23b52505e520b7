import Foundation
import Models
import Primitives
import Records
import TestSupport
import Testing

/// Every argument that changes how qlib's callbacks end a training, asked of qlib itself
/// (`Tests/Oracle/make_lightgbm_callbacks.py`).
@Suite(.enabled(if: LightGBMFixture.isPresent, "LightGBM's library is absent: set AISTOCK_LIGHTGBM"))
struct LightGBMCallbackTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var kwargs: String
    var hasValid: Bool
    /// Nil where qlib or LightGBM refuses.
    var trained: (rounds: Int, kept: Int, trees: String)?

    var testDescription: String { name }
  }

  private static let cases: [Case] = {
    var url = URL(filePath: #filePath)
    for _ in 0..<2 { url.deleteLastPathComponent() }
    let path = url.appending(path: "Oracle/lightgbm/callbacks.json").path
    let json = try? JSONReader.read(FileReader.bytes(path))
    return (json?.arrayValue ?? []).map { entry in
      Case(
        name: entry["name"]?.stringValue ?? "", kwargs: entry["kwargs"]?.stringValue ?? "",
        hasValid: entry["valid"]?.boolValue ?? true,
        trained: entry["rounds"]?.intValue.map {
          ($0, entry["kept"]?.intValue ?? 0, entry["trees"]?.stringValue ?? "")
        })
    }
  }()

  @Test func theTableIsWhole() {
    #expect(Self.cases.count >= 60)
    #expect(Self.cases.count { $0.trained == nil } >= 15)
  }

  @Test(arguments: cases)
  func trainingEndsAsInQlib(wanted: Case) throws {
    let library = try #require(LightGBMFixture.library)
    var rows = try LightGBMTrainingTests.rows()
    if !wanted.hasValid { rows.valid = nil }
    func train() throws -> LightGBMTrainingResult {
      let document = try YAMLDocument("{" + wanted.kwargs + "}", path: "conf.yaml")
      let parameters = try LightGBMParameters(YAMLFields(document, document.root, path: "kwargs"))
      return try LightGBMTraining(library: library, parameters: parameters).train(on: rows)
    }
    guard let trained = wanted.trained else {
      let error = #expect(throws: Diagnostic.self) { try train() }
      #expect(error?.exit == .input)
      return
    }
    let result = try train()
    #expect(result.trainedRounds == trained.rounds && result.keptRounds == trained.kept)
    #expect(SHA256Digest(hashing: Self.trees(result.model.bytes)).hex == trained.trees)
  }

  /// The text from the first tree to the mark behind the last.
  private static func trees(_ bytes: [UInt8]) -> [UInt8] {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let start = text.range(of: "Tree=0"), let end = text.range(of: "end of trees") else { return [] }
    return Array(text[start.lowerBound..<end.lowerBound].utf8)
  }
}
