import Primitives
package import Records

/// qlib's `GeneralPTNN`: a PyTorch network of RD-Agent's code, trained by the research side and applied by ONNX Runtime.
package struct NetworkKind: ModelKind {
  package init() {}

  package var className: String { "GeneralPTNN" }
  package var weightsFile: String { "model.onnx" }
  package var foreignFiles: [String] { ["model.onnx"] }
  package var takesWindows: Bool { true }

  package func claims(_ fileName: String) -> Bool { fileName.hasSuffix(".onnx") || fileName.hasSuffix(".onnx.gz") }

  package func arguments(_ kwargs: YAMLFields) throws -> ModelArguments {
    let trainer = try NetworkTrainer(kwargs)
    return ModelArguments(trainer, account: trainer.account(kwargs))
  }

  package func weights(_ bytes: [UInt8], path: String) throws -> any ModelWeights {
    try NetworkWeights(bytes, path: path)
  }
}
