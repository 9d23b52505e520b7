import Primitives
import Records

/// What the model's text form and the documents beside it say against the configuration.
enum ModelFindings {
  static func all(of evidence: WorkspaceEvidence) throws -> [Finding] {
    [try features(evidence), try otherClass(evidence)].compactMap { $0 } + (try tokens(evidence))
  }

  /// Features of each stock handler of qlib (`qlib/contrib/data/loader.py`).
  private static let handlers = [
    "Alpha158": 158, "Alpha158vwap": 158, "Alpha360": 360, "Alpha360vwap": 360,
  ]

  private static func features(_ evidence: WorkspaceEvidence) throws -> Finding? {
    guard let path = evidence.modelPath, let used = evidence.used,
      let expected = expected(used.configuration.document.root)
    else { return nil }
    let head = String(decoding: try FileReader.unpacked(path, as: .model).prefix(4096), as: UTF8.self)
    let line = head.split(separator: "\n").first { $0.hasPrefix("max_feature_idx=") }
    guard let largest = line.flatMap({ Int($0.dropFirst("max_feature_idx=".count)) }),
      largest + 1 != expected
    else {
      return nil
    }
    return Finding(
      "import.feature-count", .serious,
      ["taken": .count(largest + 1), "made": .count(expected), "file": .text(Path.lastComponent(used.path))],
      title: (en: "The model takes a different number of features", zh: "模型的特征数与配置不符"),
      evidence: (
        en: "The model takes {taken} features. {file} makes {made}.", zh: "模型需要 {taken} 个特征，{file} 产生 {made} 个。"
      ),
      consequence: (
        en: "Model and configuration belong to different runs. Nothing can be inferred with them.",
        zh: "模型与配置不属于同一次运行，无法推断。"
      ),
      remedy: (
        en: "Take the model of the recorder that the configuration belongs to.", zh: "取用该配置所属记录器的模型。"
      ))
  }

  /// Nil where the configuration does not fix the count, as with generated factors.
  private static func expected(_ root: YAMLValue) -> Int? {
    guard let handler = root["task"]?["dataset"]?["kwargs"]?["handler"] else { return nil }
    let loader = handler["kwargs"]?["data_loader"]
    if let config = loader?["kwargs"]?["config"]?["feature"]?.items,
      let expressions = config.first?.items,
      loader?["class"]?.text == "QlibDataLoader", !dropsColumns(handler)
    {
      return expressions.count
    }
    guard loader == nil, let name = handler["class"]?.text, !dropsColumns(handler) else {
      return nil
    }
    return handlers[name]
  }

  private static func dropsColumns(_ handler: YAMLValue) -> Bool {
    ["infer_processors", "learn_processors"].flatMap { handler["kwargs"]?[$0]?.items ?? [] }
      .contains { ["FilterCol", "DropCol"].contains($0["class"]?.text ?? "") }
  }

  /// The catalogs show the baseline's model for loops that ran a network.
  private static func otherClass(_ evidence: WorkspaceEvidence) throws -> Finding? {
    let path = Path.join(evidence.folder, "model_meta.json")
    guard evidence.names.contains("model_meta.json"), let used = evidence.used,
      let ran = used.configuration.modelClass
    else { return nil }
    let document = try JSONReader.read(file: path, id: "workspace.damaged")
    let claimed =
      document["model_class"]?.stringValue ?? document["model_config"]?["class"]?.stringValue
    guard let claimed, claimed != ran else { return nil }
    return Finding(
      "import.baseline-configuration", .serious,
      ["claimed": .text(claimed), "ran": .text(ran), "file": .text(Path.lastComponent(used.path))],
      title: (en: "The configuration is not the model's", zh: "配置不是该模型的配置"),
      evidence: (
        en: "`model_meta.json` says {claimed}. {file} ran {ran}.",
        zh: "`model_meta.json` 写的是 {claimed}，{file} 运行的是 {ran}。"
      ),
      consequence: (
        en: "The configuration shown is not the model's. Often the baseline's stands for a different run.",
        zh: "所示配置不属于该模型，常见情形是以基线配置代替另一次运行的配置。"
      ),
      remedy: (
        en: "Export the configuration that the recorder keeps, and reconcile that.", zh: "导出记录器保存的配置后再对账。"
      ))
  }

  /// Documents that strict readers refuse: Python writes NaN and Infinity as bare words.
  private static func tokens(_ evidence: WorkspaceEvidence) throws -> [Finding] {
    let found = try evidence.names.filter { $0.hasSuffix(".json") }.filter { name in
      let path = Path.join(evidence.folder, name)
      return FileReader.isFolder(path) ? false : hasBareToken(try FileReader.bytes(path))
    }
    guard !found.isEmpty else { return [] }
    return [
      Finding(
        "import.nan-token", .note, ["files": .names(found)],
        title: (en: "JSON with NaN", zh: "JSON 中含 NaN"),
        evidence: (
          en: "NaN or Infinity, which are no JSON, stand in {files}.", zh: "以下文件含有 NaN 或 Infinity，这不是合法的 JSON：{files}。"
        ),
        consequence: (
          en: "They are read as missing here. Other readers drop the whole record.",
          zh: "此处按缺失读取，其他程序可能丢弃整条记录。"
        ),
        remedy: (
          en: "Repair the writer if another program reads the file. Nothing is needed here.",
          zh: "若其他程序要读该文件，请修正写入方；此处无需处理。"
        ))
    ]
  }

  /// Whether NaN or Infinity stands outside a string.
  static func hasBareToken(_ bytes: [UInt8]) -> Bool {
    var isInside = false
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if isInside {
        if byte == UInt8(ascii: "\\") {
          index += 1
        } else if byte == UInt8(ascii: "\"") {
          isInside = false
        }
      } else if byte == UInt8(ascii: "\"") {
        isInside = true
      } else if byte == UInt8(ascii: "N") || byte == UInt8(ascii: "I") {
        let rest = bytes[index...]
        if rest.starts(with: Array("NaN".utf8)) || rest.starts(with: Array("Infinity".utf8)) {
          return true
        }
      }
      index += 1
    }
    return false
  }
}
