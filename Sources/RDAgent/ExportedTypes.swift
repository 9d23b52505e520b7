import Primitives

/// The type of each column that the exporter wrote: the member `types` of a file in `export.json`.
struct ExportedTypes {
  private var files: [String: JSONValue] = [:]

  init() {}

  init(_ export: JSONValue) {
    for entry in export["files"]?.arrayValue ?? [] {
      guard let file = entry["file"]?.stringValue, let types = entry["types"] else { continue }
      files[file.hasSuffix(".gz") ? String(file.dropLast(3)) : file] = types
    }
  }

  /// Whether texts of a column are those of float32 values; nil where its type is not recorded.
  func isFloat32(_ file: String, _ column: String) -> Bool? {
    files[file]?[column]?.stringValue.map { $0 == "float32" || $0 == "float16" }
  }
}
