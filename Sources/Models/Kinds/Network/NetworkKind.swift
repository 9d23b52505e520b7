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
    let device = try kwargs.int("GPU") ?? 0
    return ModelArguments(trainer, account: trainer.account(kwargs), findings: device < 0 ? [] : [.onProcessor(device)])
  }

  package func weights(_ bytes: [UInt8], path: String) throws -> any ModelWeights {
    try NetworkWeights(bytes, path: path)
  }
}

extension Finding {
  fileprivate static func onProcessor(_ device: Int) -> Finding {
    Finding(
      "model.network-device", .note, ["device": .count(device)],
      title: (en: "Another device may have trained", zh: "训练设备可能不同"),
      evidence: (
        en: "The configuration takes GPU {device} where there is one. Here the processor trains and scores.",
        zh: "配置在有 GPU 时使用 {device} 号 GPU，此处由 CPU 训练和评分。"
      ),
      consequence: (
        en:
          "A GPU adds in another order, and may multiply with 10 bits (TF32). Scores can differ by more than float32's rounding.",
        zh: "GPU 的求和次序不同，还可能以 10 位精度（TF32）相乘，得分之差可能超过 float32 的舍入。"
      ), remedy: (en: "Record whether the run used a GPU.", zh: "请记录该次运行是否使用了 GPU。"))
  }
}
