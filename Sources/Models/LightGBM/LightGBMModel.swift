package import Records

/// A trained LightGBM model, ready to score rows through LightGBM's own library.
package final class LightGBMModel {
  package let text: LightGBMModelText
  private let booster: LightGBMBooster

  /// Throws `model.lightgbm-refused` where the library does not accept the text.
  package init(_ text: LightGBMModelText, library: LightGBMLibrary) throws {
    self.text = text
    booster = try LightGBMBooster(library, text: text.bytes)
  }

  /// The scores of the rows of a frame, in its order, as `LGBModel.predict` gives them: float64.
  ///
  /// Throws `model.features` for features that are not the model's. Where the model has only
  /// LightGBM's own names, the order cannot be checked: see `findings`.
  package func scores(of frame: Frame, rows: Range<Int>? = nil) throws -> [Double] {
    try text.check(features: frame.names(of: "feature"))
    let matrix = FeatureMatrix(frame, rows: rows ?? 0..<frame.rowCount)
    if matrix.rowCount == 0 { return [] }
    return try booster.scores(of: matrix)
  }

  /// The scores as a table of predictions.
  package func predictions(of frame: Frame) throws -> PanelTable {
    PanelTable(keys: frame.keys, values: try scores(of: frame))
  }

  /// What the model cannot tell about itself.
  package var findings: [Finding] {
    guard text.hasOwnNames else { return [] }
    return [
      Finding(
        id: "model.names-unknown", severity: .note,
        evidence: "the model names its \(text.featureNames.count) features Column_0, Column_1, ...",
        consequence: "their number is checked, their order cannot be",
        remedy: "Compare the predictions with RD-Agent's: another order shows on the first day.")
    ]
  }
}
