import Foundation
import Models
import Primitives
import Records

/// What the trainer's script left. Code of others ran beside it: nothing is followed, and everything is checked.
struct TrainerAnswer {
  let folder: String
  /// The code that was trained, for messages.
  let code: String

  private static let bytesMax = 1 << 30

  /// Throws `trainer.answer` for an answer that is not whole, and what an ONNX file is refused for.
  func network(_ job: TrainerJob) throws -> TrainedNetwork {
    guard let document = try json("training.json"), let onnx = try bytes("model.onnx") else {
      throw damaged(.noAnswer)
    }
    guard document["onnx"]?["digest"]?.stringValue == SHA256Digest(hashing: onnx).hex else {
      throw damaged(.otherDigest)
    }
    let epochs = document["curve"]?.arrayValue ?? []
    let curve = epochs.compactMap { epoch -> [Evaluation]? in
      guard let train = epoch["train"]?.doubleValue, let valid = epoch["valid"]?.doubleValue, train.isFinite,
        valid.isFinite
      else { return nil }
      return [
        Evaluation(set: "train", metric: "loss", value: train), Evaluation(set: "valid", metric: "loss", value: valid),
      ]
    }
    guard let best = document["best_epoch"]?.intValue, curve.indices.contains(best), curve.count == epochs.count,
      curve.count <= job.trainer.epochs
    else { throw damaged(.otherCurve) }
    let weights = try NetworkWeights(onnx, features: job.features, path: "model.onnx")
    guard weights.steps == job.steps else { throw damaged(.otherWindows) }
    guard let probe = try bytes("probe.f32"), let scores = try bytes("probe_scores.f32"), !scores.isEmpty else {
      throw damaged(.noAnswer)
    }
    return TrainedNetwork(
      weights: weights, curve: curve, keptEpoch: best + 1, probe: TrainerAnswer.floats(probe),
      probeScores: TrainerAnswer.floats(scores))
  }

  /// What the script says against the job; nil where it says nothing.
  func refusal() throws -> Diagnostic? {
    guard let document = try json("error.json"), let id = document["id"]?.stringValue else { return nil }
    let detail = String(decoding: (document["detail"] ?? .null).canonical.prefix(300), as: UTF8.self)
    let isMachine = ["trainer.torch", "trainer.memory"].contains(id)
    return Diagnostic(
      "trainer.refused", isMachine ? .environment : .unsupported, at: .init(code),
      ["id": .text(id), "detail": .text(detail)],
      (en: "The trainer refused the network with {id}: {detail}.", zh: "训练脚本拒绝该网络：{id}，{detail}。"),
      remedy: (
        en: "Correct what it names. `aistock rdagent trainer` prints the script with a list of refusals.",
        zh: "请更正它指出的内容；`aistock rdagent trainer` 打印的脚本列有全部拒绝原因。"
      ))
  }

  private func json(_ name: String) throws -> JSONValue? {
    guard let bytes = try bytes(name) else { return nil }
    guard let json = try? JSONReader.read(bytes, duplicates: .refused) else { throw damaged(.noAnswer) }
    return json
  }

  /// Nil where there is no such file; a link is none.
  private func bytes(_ name: String) throws -> [UInt8]? {
    let path = Path.join(folder, name)
    var status = stat()
    guard lstat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, lstat(path, &status) == 0,
      status.st_mode & S_IFMT == S_IFREG
    else { return nil }
    guard status.st_size <= TrainerAnswer.bytesMax else { throw damaged(.tooLarge) }
    return try FileReader.bytes(path)
  }

  private static func floats(_ bytes: [UInt8]) -> [Float] {
    bytes.withUnsafeBytes { raw in
      (0..<raw.count / 4).map {
        Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
      }
    }
  }

  private func damaged(_ problem: Message) -> Diagnostic {
    Diagnostic(
      "trainer.answer", .unsupported, at: .init(code), ["problem": .message(problem)],
      (en: "{problem}", zh: "{problem}"),
      remedy: (
        en: "Run the script of `aistock rdagent trainer` by hand and look at its folder `out`.",
        zh: "请手动运行 `aistock rdagent trainer` 的脚本，并查看其 `out` 文件夹。"
      ))
  }
}

/// What is wrong with an answer.
extension Message {
  fileprivate static let noAnswer = Message(
    "trainer.answer-absent", en: "The training left no whole answer.", zh: "训练没有留下完整的结果。")
  fileprivate static let otherDigest = Message(
    "trainer.answer-digest", en: "The network is not the one that the training describes.", zh: "网络与训练所述的不一致。")
  fileprivate static let otherCurve = Message(
    "trainer.answer-curve", en: "The losses of the epochs do not fit the training.", zh: "各轮损失与训练不符。")
  fileprivate static let otherWindows = Message(
    "trainer.answer-windows", en: "The network looks at other days than the dataset gives.", zh: "网络所看的天数与数据集不符。")
  fileprivate static let tooLarge = Message(
    "trainer.answer-large", en: "A file of the training is larger than 1 GiB.", zh: "训练的某个文件大于 1 GiB。")
}
