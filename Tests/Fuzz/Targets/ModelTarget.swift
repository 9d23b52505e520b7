import Foundation
import Ladder
import Models
import Primitives
import TestSupport

extension FuzzTarget {
  /// LightGBM's model text: what the reader accepts is scored here and by LightGBM's library, to finite scores.
  static let model = FuzzTarget(
    "model",
    words: [
      "left_child=", "right_child=", "leaf_value=", "split_feature=100000", "threshold=", "Tree=0", "end of trees",
      "num_leaves=1", "num_cat=1", "decision_type=", "tree_sizes=", "max_feature_idx=", "nan", "-2147483648", "x y z",
    ],
    seeds: {
      let demo = try Demo.file("model.txt")
      return try [demo, ModelMaterial.cut(demo, trees: 3)] + Corpus.files("model")
        + ["cycle", "child-out-of-range", "leaf-nan"].flatMap { try Corpus.shared("damage/model-\($0).txt.gz") }
    },
    read: { bytes in
      let text = try LightGBMModelText(bytes, path: "model.txt")
      let model = LightGBMModel(text) { try ModelMaterial.runtime.library(LightGBMLibrary.self) }
      let frame = try ModelMaterial.frame(text.featureNames)
      let scores = try model.scores(of: frame)
      guard scores.allSatisfy(\.isFinite) else {
        throw BrokenPromise(description: "An accepted model gave a score that is not finite.")
      }
      do {
        _ = try model.libraryScores(of: frame, rows: 0..<frame.rowCount)
      } catch let error as Diagnostic where error.kind == .environment { return }
    })
}

private enum ModelMaterial {
  static let runtime = ModelRuntime.ofThisProcess

  /// Rows of zeros, ones, large, small and missing values.
  static func frame(_ names: [String]) throws -> Frame {
    let values: [Float] = [0, 1, -1, 1e30, -1e30, .nan]
    let keys = try RowKeys(
      rows: values.indices.map { (TradingDay(daysSince1970: 20_000), InstrumentID(canonical: "SH60000\($0)")) })
    return try Frame(keys: keys, columns: names.map { Column(feature: $0, values) })
  }

  /// The first trees of a model: a small seed makes most mutations hit something that matters.
  static func cut(_ model: [UInt8], trees: Int) throws -> [UInt8] {
    let text = String(decoding: model, as: UTF8.self)
    let parts = text.components(separatedBy: "\nTree=")
    guard parts.count > trees, let end = text.range(of: "\nend of trees") else { return model }
    let kept = parts[1...trees].map { "\nTree=" + $0 }
    let sizes = kept.map { String($0.utf8.count) }.joined(separator: " ")
    let head = parts[0].split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("tree_sizes=") ? "tree_sizes=" + sizes : String($0) }.joined(separator: "\n")
    return Array((head + kept.joined() + text[end.lowerBound...]).utf8)
  }
}
