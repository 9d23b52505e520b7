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
    let head = String(decoding: try FileReader.unpacked(path).prefix(4096), as: UTF8.self)
    let line = head.split(separator: "\n").first { $0.hasPrefix("max_feature_idx=") }
    guard let largest = line.flatMap({ Int($0.dropFirst("max_feature_idx=".count)) }),
      largest + 1 != expected
    else {
      return nil
    }
    return Finding(
      id: "import.feature-count", severity: .serious,
      evidence:
        "The model takes \(largest + 1) features, \(Path.lastComponent(used.path)) makes \(expected).",
      consequence: "Model and configuration are not of one run: nothing can be inferred with them.",
      remedy: "Take the model of the recorder that the configuration belongs to.")
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
      id: "import.baseline-configuration", severity: .serious,
      evidence: "model_meta.json says \(claimed), \(Path.lastComponent(used.path)) ran \(ran).",
      consequence:
        "The configuration shown is not that of the model: often the baseline's stands for another run.",
      remedy: "Export the configuration that the recorder keeps, and reconcile that.")
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
        id: "import.nan-token", severity: .note,
        evidence: "\(found.joined(separator: ", ")) holds NaN or Infinity, which are no JSON.",
        consequence: "They are read as missing here; other readers drop the whole record.",
        remedy: "Nothing here; repair the writer if another program reads the file.")
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
