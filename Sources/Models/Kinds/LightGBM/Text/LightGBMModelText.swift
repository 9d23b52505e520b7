import Primitives

/// A checked LightGBM model that gives one score a row.
package struct LightGBMModelText: Equatable, Sendable {
  package let text: LightGBMText

  package init(file path: String) throws {
    try self.init(try FileReader.unpacked(path, as: .model), path: path)
  }

  /// Throws `model.text` for a text that is no LightGBM model, is damaged, or predicts several classes; `path` is for
  /// messages.
  package init(_ bytes: [UInt8], path: String) throws {
    text = try LightGBMText(bytes, path: path)
    guard text.classCount == 1 else { throw Diagnostic.damagedText(path, field: "num_class", .severalClasses) }
  }

  package var bytes: [UInt8] { text.bytes }
  package var objective: String { text.objective }
  package var featureNames: [String] { text.featureNames }
  package var treeCount: Int { text.trees.count }
  /// Parameters as written at the end of the file, in its order.
  package var parameters: [LightGBMText.Parameter] { text.parameters }

  /// LightGBM's own names say nothing about the order of the features.
  package var hasOwnNames: Bool { FeatureOrder(featureNames).isUnnamed }

  /// Throws `model.features` for features that are not the model's (`FeatureOrder.check`).
  package func check(features: [String]) throws { try FeatureOrder(featureNames).check(features) }
}

extension Message {
  fileprivate static let severalClasses = Message(
    "model.several-classes", en: "The model predicts several classes. No strategy here can use them.",
    zh: "模型预测多个类别，此处的策略都不能使用。")
}
