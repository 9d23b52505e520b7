import Primitives
package import Records

/// A trained network as an ONNX file.
package struct NetworkWeights: Equatable, Sendable {
  package let bytes: [UInt8]
  package let featureNames: [String]
  let structure: NetworkStructure
  /// For messages.
  let path: String

  /// Throws what `NetworkStructure` throws, and `model.onnx-features` where the file's own names of features are not as
  /// many as its input is wide.
  package init(_ bytes: [UInt8], path: String) throws {
    structure = try NetworkStructure(bytes, path: path)
    self.bytes = bytes
    self.path = path
    guard let text = structure.metadata[NetworkStructure.featuresKey] else {
      // As LightGBM names features that nobody named: their number is known and their order is not.
      featureNames = (0..<structure.width).map { "Column_\($0)" }
      return
    }
    let names = (try? JSONReader.read(Array(text.utf8), duplicates: .refused))?.arrayValue?.compactMap(\.stringValue)
    guard let names, names.count == structure.width, Set(names).count == names.count else {
      throw Diagnostic(
        "model.onnx-features", .damaged, at: .init(path),
        ["names": .count(names?.count ?? 0), "width": .count(structure.width)],
        (
          en: "The model names {names} {names:feature|features} for an input of {width}.",
          zh: "模型写有 {names} 个特征名，而输入宽度为 {width}。"
        ), remedy: (en: "Export the model again.", zh: "请重新导出该模型。"))
    }
    featureNames = names
  }

  /// The same network with the names of its features in the file's own metadata.
  package init(_ bytes: [UInt8], features: [String], path: String) throws {
    let names = JSONValue.array(features.map { .string($0) }).canonical
    let entry =
      WireMessage.written(1, Array(NetworkStructure.featuresKey.utf8)) + WireMessage.written(2, names)
    try self.init(bytes + WireMessage.written(14, entry), path: path)
  }

  /// Days of an instrument that a score looks at (qlib's `step_len`); nil where it looks at one day's row.
  package var steps: Int? { structure.steps }

  package static func == (left: NetworkWeights, right: NetworkWeights) -> Bool { left.bytes == right.bytes }
}

extension NetworkWeights: ModelWeights {
  package var kind: any ModelKind { NetworkKind() }

  package var findings: [Finding] {
    structure.metadata[NetworkStructure.featuresKey] == nil ? [.namesUnknown(structure.width)] : []
  }

  package var losses: [MetricValue] { LastRound.losses([], missing: .notInFile) }

  package func prepare(_ runtime: ModelRuntime) throws { _ = try runtime.library(OnnxRuntimeLibrary.self) }

  /// The scores of all rows, in float32 as the network gives them; missing where an input is.
  ///
  /// Throws `model.features`, `model.onnx-steps` for rows that were not made for a network of its days,
  /// `model.onnx-score` where inputs that are all there give no number, and what `NetworkSession` throws.
  package func scores(of frame: Frame, _ runtime: ModelRuntime) throws -> [Double] {
    try FeatureOrder(featureNames).check(frame.names(of: "feature"))
    guard frame.steps == structure.steps else { throw otherSteps(frame.steps) }
    if frame.rowCount == 0 { return [] }
    let session = try NetworkSession(runtime.library(OnnxRuntimeLibrary.self), self)
    let input = NetworkInput(frame)
    let scores = try session.scores(rows: frame.rowCount, path: path) { input.write($0, into: $1) }
    if let row = scores.indices.first(where: { !scores[$0].isFinite && input.isWhole($0) }) {
      throw Diagnostic(
        "model.onnx-score", .unsupported, at: .init(path),
        ["day": .day(frame.keys.day(ofRow: row)), "instrument": .instrument(frame.keys.instrument(ofRow: row))],
        (
          en: "The model gives no number for {instrument} on {day}, though every input is one.",
          zh: "模型对 {instrument} 在 {day} 没有给出数值，尽管输入齐全。"
        ),
        remedy: (
          en: "Check the weights and the range of the features.", zh: "请检查权重和特征的取值范围。"
        ))
    }
    return scores.map { $0.isFinite ? $0 : .nan }
  }

  /// By row the same: the terms that are added one behind the other on the way through the network, times 2⁻²⁴, times
  /// the largest score. `Models.md`, "What is equal to the bit", says why.
  package func scoreBounds(of scores: [Double]) -> [Double]? {
    let largest = scores.lazy.filter(\.isFinite).map(\.magnitude).max() ?? 0
    return [Double](repeating: structure.accumulations * 0x1p-24 * largest, count: scores.count)
  }

  package func details(_ features: FeatureOrder) -> ModelDetails {
    let weights = structure.weights.reduce(0) { $0 + $1.sizes.reduce(1, *) }
    return ModelDetails(
      [
        "operators": .array(structure.operators.map { .string($0) }), "weights": .integer(weights),
        "steps": structure.steps.map { .integer($0) } ?? .null,
      ],
      lines: ["weights,\(weights)", "steps,\(structure.steps.map { "\($0)" } ?? "")"]
        + structure.operators.map { "operator,\($0)" })
  }

  /// Holds ONNX Runtime to PyTorch's own scores of some inputs.
  ///
  /// - Returns: the largest difference.
  /// - Throws: `model.onnx-parity` where one differs by more than 10⁻⁴ of the largest, or of 1 where that is smaller.
  @discardableResult
  package func check(_ inputs: [Float], scores: [Float], _ runtime: ModelRuntime) throws -> Double {
    let size = structure.width * (structure.steps ?? 1)
    let own =
      inputs.count == scores.count * size
      ? try NetworkSession(runtime.library(OnnxRuntimeLibrary.self), self).scores(rows: scores.count, path: path) {
        rows, input in
        for place in 0..<rows.count * size { input[place] = inputs[rows.lowerBound * size + place] }
      } : []
    let limit = 1e-4 * max(1, scores.map { Double($0.magnitude) }.max() ?? 1)
    let largest = zip(own, scores).map { abs($0 - Double($1)) }.reduce(0) { $1 > $0 || $1.isNaN ? $1 : $0 }
    guard !own.isEmpty, largest <= limit else {
      throw Diagnostic(
        "model.onnx-parity", .unsupported, at: .init(path), ["largest": .number(own.isEmpty ? .nan : largest)],
        (
          en: "ONNX Runtime's scores differ from PyTorch's by up to {largest}.",
          zh: "ONNX Runtime 的得分与 PyTorch 的最多相差 {largest}。"
        ), remedy: (en: "Use the pinned library: `make onnxruntime`.", zh: "请使用指定版本的库：`make onnxruntime`。"))
    }
    return largest
  }

  private func otherSteps(_ here: Int?) -> Diagnostic {
    Diagnostic(
      "model.onnx-steps", .unsupported, at: .init(path),
      ["here": .count(here ?? 1), "there": .count(structure.steps ?? 1)],
      (
        en: "The model looks at {there} {there:day|days} of a stock, and the dataset gives {here}.",
        zh: "模型看每只股票 {there} 天，而数据集给出 {here} 天。"
      ),
      remedy: (
        en: "Correct `step_len` and the class of the dataset: `TSDatasetH` gives windows.",
        zh: "请更正数据集的 `step_len` 和类：`TSDatasetH` 给出窗口。"
      ))
  }
}

extension Message {
  fileprivate static let notInFile = Message(
    "model.onnx-losses", en: "The file of the network holds no losses.", zh: "网络文件中没有损失值。")
}

extension Finding {
  fileprivate static func namesUnknown(_ count: Int) -> Finding {
    Finding(
      "model.onnx-names-unknown", .note, ["count": .count(count)],
      title: (en: "Feature names are unknown", zh: "特征名未知"),
      evidence: (
        en: "The network takes {count} {count:feature|features} and names none of them.",
        zh: "该网络接收 {count} 个特征，但没有写明名称。"
      ),
      consequence: (
        en: "The number of features is checked. Their order cannot be checked.", zh: "只能核对特征数，无法核对顺序。"
      ),
      remedy: (
        en: "Compare the predictions with those of RD-Agent. Another order shows on the first day.",
        zh: "请与 RD-Agent 的预测对比，顺序不同在首日即可看出。"
      ))
  }
}
