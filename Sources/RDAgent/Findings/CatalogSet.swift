import Primitives

/// The catalogs that RD-Agent's exporters left in a folder, as they are.
package struct CatalogSet: Sendable {
  package var folder: String
  var loops: [JSONValue]
  var strategies: [JSONValue]
  var models: [JSONValue]
  var factors: [JSONValue]
  /// `generated_at_utc` by file, as far as it is written.
  var made: [String: String]
  /// Files with the bare words NaN or Infinity, or a byte order mark.
  var odd: [String]

  static let files = [
    "loop_catalog.json", "strategy_catalog.json", "model_catalog.json", "factor_catalog.json",
  ]

  /// Throws `catalogs.missing` where the folder holds none of them, `catalogs.damaged` for one that is no
  /// JSON; a catalog that is not there is empty.
  package init(folder: String) throws {
    self.folder = folder
    var documents: [String: JSONValue] = [:]
    var odd: [String] = []
    for name in CatalogSet.files {
      let path = Path.join(folder, name)
      guard FileReader.exists(path) else { continue }
      let bytes = try FileReader.bytes(path)
      if ModelFindings.hasBareToken(bytes) || bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
        odd.append(name)
      }
      documents[name] = try JSONReader.read(file: path, id: "catalogs.damaged")
    }
    guard !documents.isEmpty else {
      throw Diagnostic(
        "catalogs.missing", .absent, at: .init(folder), ["files": .names(CatalogSet.files)],
        (en: "The folder holds no catalog.", zh: "该目录中没有清单文件。"),
        remedy: (
          en: "Name RD-Agent's `RDagentDB/aistock`, which holds {files}.",
          zh: "指定 RD-Agent 的 `RDagentDB/aistock`，其中有 {files}。"
        ))
    }
    func list(_ name: String, _ key: String) -> [JSONValue] {
      documents[name]?[key]?.arrayValue ?? []
    }
    loops = list("loop_catalog.json", "loops")
    strategies = list("strategy_catalog.json", "strategies")
    models = list("model_catalog.json", "models")
    factors = list("factor_catalog.json", "factors")
    made = documents.compactMapValues { $0["generated_at_utc"]?.stringValue }
    self.odd = odd
  }
}

/// A loop by its task and number: its rows are one a workspace.
struct LoopKey: Hashable, Comparable {
  var task: String
  var loop: Int

  init?(_ row: JSONValue) {
    guard let task = row["task_run_id"]?.stringValue, let loop = row["loop_id"]?.intValue else {
      return nil
    }
    self.task = task
    self.loop = loop
  }

  static func < (left: LoopKey, right: LoopKey) -> Bool {
    (left.task, left.loop) < (right.task, right.loop)
  }

  var text: String { "\(task.prefix(8))/\(loop)" }
}
