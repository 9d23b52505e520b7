import Primitives

extension ModelFolder {
  /// Reads a folder and checks it against itself.
  ///
  /// Throws `model.folder` for a document that lacks something, `model.hash` where the weights are
  /// not those that were saved (or what its processors learned), `model.features` where document and weights name
  /// other features.
  package init(reading folder: String) throws {
    let path = Path.join(folder, ModelFolder.document)
    let json = try JSONReader.read(file: path, id: "model.folder", duplicates: .refused)
    func lacking(_ field: String, _ problem: Message) -> Diagnostic {
      Diagnostic(
        "model.folder", .damaged, at: .init(path, field: field), ["problem": .message(problem)],
        (en: "{problem}", zh: "{problem}"),
        remedy: (en: "Train or import the model again.", zh: "请重新训练或导入模型。"))
    }
    func text(_ field: String) throws -> String {
      guard let text = json[field]?.stringValue else { throw lacking(field, .noField) }
      return text
    }
    guard json["schema"]?.intValue == 1 else { throw lacking("schema", .unknownForm) }
    let names = json["features"]?.arrayValue?.compactMap(\.stringValue) ?? []
    guard !names.isEmpty, names.count == json["features"]?.arrayValue?.count else {
      throw lacking("features", .noFeatureNames)
    }
    let className = try text("class")
    guard let kind = ModelKinds.named(className) else { throw lacking("class", .unknownClass(className)) }
    let weightsPath = Path.join(folder, kind.weightsFile)
    let bytes = try FileReader.bytes(weightsPath, as: .model)
    guard SHA256Digest(hashing: bytes).hex == (try text("weights_sha256")) else {
      throw Diagnostic.changed(weightsPath)
    }
    let processing = try json["processing_sha256"]?.stringValue.map { digest in
      let path = Path.join(folder, ModelFolder.processingFile)
      let bytes = try FileReader.bytes(path)
      guard SHA256Digest(hashing: bytes).hex == digest else { throw Diagnostic.changed(path) }
      return try FittedProcessing(bytes, path: path)
    }
    try self.init(
      weights: kind.weights(bytes, path: weightsPath), features: names, origin: Origin(json["origin"]),
      processing: processing, curve: ModelFolder.curve(Path.join(folder, "curve.csv")))
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

/// What a document lacks.
extension Message {
  fileprivate static let noField = Message("model.no-field", en: "The field is missing.", zh: "缺少该字段。")
  fileprivate static let unknownForm = Message(
    "model.unknown-form", en: "This version does not know the form of the document.", zh: "当前版本不认识该文档的格式。")
  fileprivate static let noFeatureNames = Message(
    "model.no-feature-names", en: "There is no list of feature names.", zh: "没有特征名列表。")

  fileprivate static func unknownClass(_ name: String) -> Message {
    Message(
      "model.unknown-class", ["name": .text(name), "known": .names(ModelKinds.classNames)],
      en: "The class '{name}' is not built here. Built here: {known}.", zh: "此处未实现类“{name}”，已实现：{known}。")
  }
}

extension Diagnostic {
  fileprivate static func changed(_ path: String) -> Diagnostic {
    Diagnostic(
      "model.hash", .damaged, at: .init(path),
      (en: "The file has changed since the model was saved.", zh: "模型保存之后，该文件已被改动。"),
      remedy: (en: "Restore the file, or train or import the model again.", zh: "请恢复该文件，或重新训练或导入模型。"))
  }
}
