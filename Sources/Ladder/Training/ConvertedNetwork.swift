package import Models
import Primitives
import RDAgent
import Reconciliation
package import Records

/// A recorded network that the trainer's script has written as ONNX.
package struct ConvertedNetwork: Sendable {
  package let weights: NetworkWeights
  /// The recorded file of weights.
  package let file: String
  /// SHA-256 of that file.
  let digest: String
  /// The version that converted.
  package let torch: String
  /// Rows that PyTorch and ONNX scored.
  fileprivate let rows: Int
  /// The largest difference between PyTorch's scores and ONNX Runtime's here.
  fileprivate let difference: Double

  package var finding: Finding {
    Finding(
      "model.network-converted", .note,
      [
        "file": .text(file), "digest": .text(String(digest.prefix(12))), "torch": .text(torch), "rows": .count(rows),
        "difference": .number(difference),
      ],
      title: (en: "The recorded weights were converted", zh: "记录的权重经过转换"),
      evidence: (
        en:
          "{file} (SHA-256 {digest}…) was written as ONNX by torch {torch}. Over {rows} rows the scores differ from PyTorch's by up to {difference}.",
        zh: "{file}（SHA-256 {digest}…）由 torch {torch} 写成 ONNX；{rows} 行的得分与 PyTorch 最多相差 {difference}。"
      ),
      consequence: (
        en: "Scores here are those of the converted file. A bundle freezes it and needs no Python.",
        zh: "此处的得分来自转换后的文件；资产包冻结该文件，无需 Python。"
      ), remedy: (en: "Nothing is needed.", zh: "无需处理。"))
  }
}

extension TrainerRun {
  /// Recorded weights as ONNX, held to PyTorch's scores; a network that was converted before is read.
  ///
  /// - Parameters:
  ///   - features: in the order in which the network takes them.
  ///   - steps: days of an instrument that a score looks at; nil for a row.
  ///   - runtime: has ONNX Runtime.
  /// - Throws: `model.onnx-parity`, and what `answer(to:code:secondsMax:)` throws.
  package func convert(
    _ recorded: RecordedWeights, for trainer: NetworkTrainer, features: [String], steps: Int?, _ runtime: ModelRuntime
  ) throws -> ConvertedNetwork {
    let source = FileReader.exists(code) ? try FileReader.bytes(code, as: .code) : nil
    let decides: JSONValue = [
      "worker": try identity(code: source), "weights": .string(recorded.digest), "form": .string(recorded.form),
      "entry": .string(trainer.entry), "structure": trainer.structure, "features": .array(features.map { .string($0) }),
      "steps": steps.map { .integer($0) } ?? .null, "schema": 1,
    ]
    let store = place.kept.map { ConversionStore(folder: $0, key: SHA256Digest(hashing: decides.canonical).hex) }
    if let known = store?.network(of: recorded, features) { return known }
    let job = ConversionJob(
      trainer: trainer, weights: recorded, hasCode: source != nil, features: features, steps: steps)
    return try inTurn {
      // An equal migration may have converted it meanwhile.
      if let known = store?.network(of: recorded, features) { return known }
      let answer = try answer(to: job, code: source, secondsMax: place.conversionSecondsMax)
      let difference = try answer.weights.check(answer.probe, scores: answer.probeScores, runtime)
      let network = ConvertedNetwork(
        weights: answer.weights, file: recorded.name, digest: recorded.digest, torch: answer.torch,
        rows: answer.probeScores.count, difference: difference)
      try store?.keep(network)
      return network
    }
  }
}

/// A converted network in the folder where they are kept, by everything that decides it.
private struct ConversionStore {
  private let network: String
  private let facts: String

  init(folder: String, key: String) {
    network = Path.join(folder, key + ".onnx")
    facts = Path.join(folder, key + ".json")
  }

  /// Nil where it is not kept. A damaged entry is as good as none: it is made again.
  func network(of recorded: RecordedWeights, _ features: [String]) -> ConvertedNetwork? {
    guard FileReader.exists(facts), FileReader.exists(network),
      let json = try? JSONReader.read(file: facts, id: "trainer.kept"),
      let bytes = try? FileReader.bytes(network, as: .model),
      json["sha256"]?.stringValue == SHA256Digest(hashing: bytes).hex, let torch = json["torch"]?.stringValue,
      let rows = json["rows"]?.intValue, let difference = json["difference"]?.doubleValue,
      let weights = try? NetworkWeights(bytes, path: NetworkKind().weightsFile), weights.featureNames == features
    else { return nil }
    return ConvertedNetwork(
      weights: weights, file: recorded.name, digest: recorded.digest, torch: torch, rows: rows, difference: difference)
  }

  /// The facts last: without them the network counts for nothing.
  func keep(_ converted: ConvertedNetwork) throws {
    try FileWriter.write(converted.weights.bytes, to: network)
    try FileWriter.write(converted.facts.pretty, to: facts)
  }
}

extension ConvertedNetwork {
  fileprivate var facts: JSONValue {
    [
      "schema": 1, "sha256": .string(weights.digest), "file": .string(file), "weights": .string(digest),
      "torch": .string(torch), "rows": .integer(rows), "difference": .number(difference),
    ]
  }
}
