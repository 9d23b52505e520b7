import Primitives

/// Reads a model in whatever form it stands: a text, a file of weights, a folder.
package enum ModelReading {
  /// Throws `model.text`, `model.folder` and their kin; `model.pickle` for a pickled model, which is
  /// never opened here.
  package static func weights(_ path: String) throws -> ModelWeights {
    if FileReader.isFolder(path) {
      if FileReader.exists(Path.join(path, ModelFolder.document)) { return try ModelFolder(reading: path).weights }
      let names = ["model.txt", "model.txt.gz", "model.lgb.txt"]
      guard let text = names.map({ Path.join(path, $0) }).first(where: FileReader.exists) else {
        throw Diagnostic(
          "model.folder", "the folder holds neither \(ModelFolder.document) nor model.txt", at: .init(path),
          remedy: "Name the model's file, or export the workspace.")
      }
      return .lightGBM(try LightGBMModelText(file: text))
    }
    if path.hasSuffix(".json") {
      return .linear(try ModelFolder.linear(FileReader.bytes(path), path: path))
    }
    if path.hasSuffix(".pkl") || path.hasSuffix(".pickle") {
      throw Diagnostic(
        "model.pickle", "a pickled model is not opened here: reading it would run its code", at: .init(path),
        remedy: "Run the exporter (`aistock rdagent exporter`) in RD-Agent's Python: it writes model.txt.")
    }
    return .lightGBM(try LightGBMModelText(file: path))
  }
}
