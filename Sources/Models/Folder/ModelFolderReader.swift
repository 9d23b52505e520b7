import Primitives

extension ModelFolder {
  /// Reads a folder and checks it against itself.
  ///
  /// Throws `model.folder` for a document that lacks something, `model.hash` where the weights are
  /// not those that were saved (or what its processors learned), `model.features` where document and weights name other features.
  package init(reading folder: String) throws {
    let path = Path.join(folder, ModelFolder.document)
    let json = try JSONReader.read(file: path, id: "model.folder")
    func damaged(_ field: String, _ what: String) -> Diagnostic {
      Diagnostic(
        "model.folder", what, at: .init(path, field: field), remedy: "Train or import the model again.")
    }
    func text(_ field: String) throws -> String {
      guard let text = json[field]?.stringValue else { throw damaged(field, "the field is missing") }
      return text
    }
    guard json["schema"]?.intValue == 1 else {
      throw damaged("schema", "written in a form that this version does not know")
    }
    let names = json["features"]?.arrayValue?.compactMap(\.stringValue) ?? []
    guard !names.isEmpty, names.count == json["features"]?.arrayValue?.count else {
      throw damaged("features", "no list of feature names")
    }
    let weightsPath = Path.join(folder, try ModelFolder.weightsName(of: text("class"), damaged))
    let bytes = try FileReader.bytes(weightsPath)
    let hash = SHA256Digest(hashing: bytes).hex
    guard hash == (try text("weights_sha256")) else {
      throw Diagnostic(
        "model.hash", "the weights have been changed since the model was saved: SHA-256 \(hash)",
        at: .init(weightsPath), remedy: "Restore the file, or train or import the model again.")
    }
    let weights: ModelWeights =
      try text("class") == "LGBModel"
      ? .lightGBM(LightGBMModelText(bytes, path: weightsPath))
      : .linear(ModelFolder.linear(bytes, path: weightsPath))
    let processing = try json["processing_sha256"]?.stringValue.map { hash in
      let path = Path.join(folder, ModelFolder.processingFile)
      let bytes = try FileReader.bytes(path)
      guard SHA256Digest(hashing: bytes).hex == hash else {
        throw Diagnostic(
          "model.hash", "configuration or statistics have been changed since the model was saved", at: .init(path),
          remedy: "Restore the file, or train or import the model again.")
      }
      return try FittedProcessing(bytes, path: path)
    }
    let origin = json["origin"]
    try self.init(
      weights: weights, features: names,
      origin: Origin(
        configuration: origin?["configuration_sha256"]?.stringValue,
        data: origin?["data_fingerprint"]?.stringValue,
        features: origin?["features_fingerprint"]?.stringValue,
        trainedBy: origin?["trained_by"]?.stringValue ?? "", seed: origin?["seed"]?.intValue),
      processing: processing,
      curve: ModelFolder.curve(Path.join(folder, "curve.csv")))
  }

  private static func weightsName(
    of className: String, _ damaged: (String, String) -> Diagnostic
  ) throws -> String {
    switch className {
    case "LGBModel": return "model.txt"
    case "LinearModel": return "weights.json"
    default: throw damaged("class", "the class '\(className)' is not built here; LGBModel and LinearModel are")
    }
  }

  private static func linear(_ bytes: [UInt8], path: String) throws -> LinearModel {
    let json = (try? JSONReader.read(bytes)) ?? .null
    let entries = json["weights"]?.arrayValue ?? []
    let names = entries.compactMap { $0["name"]?.stringValue }
    let weights = entries.compactMap { $0["weight"]?.doubleValue }
    guard let intercept = json["intercept"]?.doubleValue, !entries.isEmpty, names.count == entries.count,
      weights.count == entries.count
    else {
      throw Diagnostic(
        "model.folder", "a weight or the intercept is missing", at: .init(path),
        remedy: "Train the model again.")
    }
    return LinearModel(featureNames: names, weights: weights, intercept: intercept)
  }

  private static func curve(_ path: String) throws -> [[Evaluation]] {
    guard FileReader.exists(path) else { return [] }
    let table = try CSVTable(file: path)
    let columns = table.columns.enumerated().dropFirst().map { index, name in
      let pieces = name.split(separator: ".")
      return (
        index: index, metric: pieces.dropLast().joined(separator: "."), set: String(pieces.last ?? "")
      )
    }
    return try (0..<table.rowCount).map { row in
      try columns.map { column in
        Evaluation(
          set: column.set, metric: column.metric, value: try table.double(row: row, column: column.index))
      }
    }
  }
}
