import Primitives

extension ModelRuntime {
  /// Reads a model in whatever form it stands: a file of weights, a model's folder, another program's folder.
  ///
  /// Throws `model.folder` for a folder without weights, `model.pickle` for a pickled model, which is never opened
  /// here, and what the kind throws for its file.
  package func weights(_ path: String) throws -> any ModelWeights {
    if FileReader.isFolder(path) {
      if FileReader.exists(Path.join(path, ModelFolder.document)) { return try ModelFolder(reading: path).weights }
      let names = ModelKinds.all.flatMap(\.foreignFiles)
      guard let file = names.map({ Path.join(path, $0) }).first(where: FileReader.exists) else {
        throw Diagnostic(
          "model.folder", .absent, at: .init(path), ["files": .names([ModelFolder.document] + names)],
          (en: "The folder holds no model. Looked for: {files}.", zh: "文件夹中没有模型，已查找：{files}。"),
          remedy: (
            en: "Name the file of the model, or export the workspace.", zh: "请指定模型文件，或导出该工作区。"
          ))
      }
      return try weights(ofFile: file)
    }
    if path.hasSuffix(".pkl") || path.hasSuffix(".pickle") {
      throw Diagnostic(
        "model.pickle", .unsupported, at: .init(path),
        (
          en: "A pickled model is not opened here, because reading it would run its code.",
          zh: "此处不打开 pickle 模型，因为读取它会执行其中的代码。"
        ),
        remedy: (
          en: "Run the exporter (`aistock rdagent exporter`) in RD-Agent's Python. It writes model.txt.",
          zh: "请在 RD-Agent 的 Python 中运行导出器（`aistock rdagent exporter`），它会写出 model.txt。"
        ))
    }
    if [".pt", ".pth", ".safetensors"].contains(where: path.hasSuffix) {
      throw Diagnostic(
        "model.torch-weights", .unsupported, at: .init(path),
        (
          en: "Weights in PyTorch's form are not scored here before they are converted to ONNX.",
          zh: "PyTorch 形式的权重须先转换为 ONNX 才能在此评分。"
        ),
        remedy: (
          en: "Set `rdagent.python` and reconcile their workspace, or use the script of `aistock rdagent trainer`.",
          zh: "请设置 `rdagent.python` 并对其工作区对账，或使用 `aistock rdagent trainer` 的脚本。"
        ))
    }
    return try weights(ofFile: path)
  }
}
