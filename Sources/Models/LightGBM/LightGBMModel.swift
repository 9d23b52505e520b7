import Primitives
package import Records

/// A trained LightGBM model, ready to score rows through LightGBM's own library.
package final class LightGBMModel {
  package let text: LightGBMModelText
  private let library: LightGBMLibrary
  private let handle: LightGBMLibrary.Handle

  /// Throws `model.lightgbm-refused` where the library does not accept the text.
  package init(_ text: LightGBMModelText, library: LightGBMLibrary) throws {
    var iterations: Int32 = 0
    var handle: LightGBMLibrary.Handle?
    let code = (text.bytes + [0]).withUnsafeBytes { raw -> Int32 in
      guard let start = raw.baseAddress else { return -1 }
      return library.boosterLoad(start.assumingMemoryBound(to: CChar.self), &iterations, &handle)
    }
    try library.check(code, "the model")
    guard let handle else {
      throw Diagnostic("model.lightgbm-refused", "LightGBM gave no model", remedy: "Report this.", exit: .fault)
    }
    self.text = text
    self.library = library
    self.handle = handle
  }

  deinit { _ = library.boosterFree(handle) }

  /// The scores of the rows of a frame, in its order, as `LGBModel.predict` gives them: float64.
  ///
  /// Throws `model.features` for features that are not the model's. Where the model has only
  /// LightGBM's own names, the order cannot be checked: see `findings`.
  package func scores(of frame: Frame, rows: Range<Int>? = nil) throws -> [Double] {
    try text.check(features: frame.names(of: "feature"))
    let matrix = FeatureMatrix(frame, rows: rows ?? 0..<frame.rowCount)
    if matrix.rowCount == 0 { return [] }
    var scores = [Double](repeating: .nan, count: matrix.rowCount)
    var written: Int64 = 0
    let code = matrix.withMemory { memory, type in
      library.boosterPredict(
        handle, memory, type, Int32(matrix.rowCount), Int32(matrix.names.count), 1, 0, 0, -1, "",
        &written, &scores)
    }
    try library.check(code, "the features")
    guard written == scores.count else {
      throw Diagnostic(
        "model.lightgbm-refused", "\(written) scores for \(scores.count) rows", remedy: "Report this.",
        exit: .fault)
    }
    return scores
  }

  /// The scores as a table of predictions.
  package func predictions(of frame: Frame) throws -> PanelTable {
    let keys = frame.keys
    return PanelTable(
      instruments: keys.instruments, days: keys.days, offsets: keys.offsets, codes: keys.codes,
      values: try scores(of: frame))
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
