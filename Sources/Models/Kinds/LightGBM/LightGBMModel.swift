import Primitives
package import Records

/// Scores rows with a trained LightGBM model.
///
/// Plain trees are summed here; everything else is left to LightGBM's own library, which is opened only then.
package struct LightGBMModel {
  private let text: LightGBMModelText
  private let library: () throws -> LightGBMLibrary
  /// The trees; nil for a model that only the library can apply.
  private let ensemble: TreeEnsemble?

  package init(_ text: LightGBMModelText, library: @escaping () throws -> LightGBMLibrary) {
    self.text = text
    self.library = library
    ensemble = TreeEnsemble(text.text)
  }

  /// The scores of the rows of a frame, in its order, as `LGBModel.predict` gives them: float64.
  ///
  /// Throws `model.features` for features that are not the model's, and `model.lightgbm-refused` where the library
  /// does not accept the text. Where the model has only LightGBM's own names, the order cannot be checked: see
  /// `LightGBMModelText.findings`.
  package func scores(of frame: Frame, rows: Range<Int>? = nil) throws -> [Double] {
    try text.check(features: frame.names(of: "feature"))
    let rows = rows ?? 0..<frame.rowCount
    if let scores = ensemble?.scores(frame.columns(of: "feature"), rows: rows) { return scores }
    return try libraryScores(of: frame, rows: rows)
  }

  /// By row: how far the score can move when every feature moves by some units in the last place; nil for a model
  /// that only the library can apply.
  package func bounds(of frame: Frame, units: Int) throws -> [Double]? {
    try text.check(features: frame.names(of: "feature"))
    return ensemble?.bounds(frame.columns(of: "feature"), rows: 0..<frame.rowCount, units: units)
  }

  /// The same by the library alone.
  package func libraryScores(of frame: Frame, rows: Range<Int>) throws -> [Double] {
    let matrix = FeatureMatrix(frame, rows: rows)
    if matrix.rowCount == 0 { return [] }
    return try LightGBMBooster(library(), text: text.text).scores(of: matrix)
  }
}

extension LightGBMModelText {
  /// What the text cannot tell about the model.
  package var findings: [Finding] {
    guard hasOwnNames else { return [] }
    return [.namesUnknown(featureNames.count)]
  }
}

extension Finding {
  fileprivate static func namesUnknown(_ count: Int) -> Finding {
    Finding(
      "model.names-unknown", .note, ["count": .count(count)],
      title: (en: "Feature names are unknown", zh: "特征名未知"),
      evidence: (
        en: "The model names its {count} {count:feature|features} Column_0, Column_1 and so on.",
        zh: "模型把 {count} 个特征命名为 Column_0、Column_1 等。"
      ),
      consequence: (
        en: "The number of features is checked. Their order cannot be checked.", zh: "只能核对特征数，无法核对顺序。"
      ),
      remedy: (
        en: "Compare the predictions with those of RD-Agent. Another order shows on the first day.",
        zh: "请与 RD-Agent 的预测对比，顺序不同在首日即可看出。"
      ))
  }
}
