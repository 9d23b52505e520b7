import Foundation
import Models
import Primitives
import Records

/// What the trainer's script left. Code of others ran beside it: nothing is followed, and everything is checked.
struct TrainerAnswer {
  let folder: String
  /// The code of the network, for messages.
  let code: String

  private static let bytesMax = 1 << 30

  /// The network that the script wrote, and what it says of it.
  struct Network {
    let weights: NetworkWeights
    /// Inputs of some rows, and what PyTorch gives for them.
    let probe: [Float]
    let probeScores: [Float]
    fileprivate let document: JSONValue
    fileprivate let answer: TrainerAnswer

    /// The version that made it.
    var torch: String { String((document["versions"]?["torch"]?.stringValue ?? "-").prefix(40)) }

    /// By epoch the losses, and the place of the best one; throws `trainer.answer` for losses that fit no training.
    func curve(epochs epochsMax: Int) throws -> (curve: [[Evaluation]], best: Int) {
      let epochs = document["curve"]?.arrayValue ?? []
      let curve = epochs.compactMap { epoch -> [Evaluation]? in
        guard let train = epoch["train"]?.doubleValue, let valid = epoch["valid"]?.doubleValue, train.isFinite,
          valid.isFinite
        else { return nil }
        return [
          Evaluation(set: "train", metric: "loss", value: train),
          Evaluation(set: "valid", metric: "loss", value: valid),
        ]
      }
      guard let best = document["best_epoch"]?.intValue, curve.indices.contains(best), curve.count == epochs.count,
        curve.count <= epochsMax
      else { throw answer.damaged(.otherCurve) }
      return (curve, best)
    }
  }

  /// Throws `trainer.answer` for an answer that is not whole, and what an ONNX file is refused for.
  func network(_ job: any TrainerTask) throws -> Network {
    guard let document = try json("training.json"), let onnx = try bytes("model.onnx") else {
      throw damaged(.noAnswer)
    }
    guard document["onnx"]?["digest"]?.stringValue == SHA256Digest(hashing: onnx).hex else {
      throw damaged(.otherDigest)
    }
    let weights: NetworkWeights
    do {
      weights = try NetworkWeights(onnx, features: job.features, path: NetworkKind().weightsFile)
    } catch let diagnostic as Diagnostic where diagnostic.kind == .damaged {
      // Code of others wrote it: no file of the workspace is damaged.
      throw damaged(.noNetwork(diagnostic.summary))
    }
    guard weights.steps == job.steps else { throw damaged(.otherWindows) }
    guard let probe = try bytes("probe.f32"), let scores = try bytes("probe_scores.f32"), !scores.isEmpty else {
      throw damaged(.noAnswer)
    }
    return Network(
      weights: weights, probe: TrainerAnswer.floats(probe), probeScores: TrainerAnswer.floats(scores),
      document: document, answer: self)
  }

  /// What the script says against the job; nil where it says nothing.
  ///
  /// - Parameter gigabytes: the limit of its memory.
  func refusal(gigabytes: Double) throws -> Diagnostic? {
    guard let document = try json("error.json"), let id = document["id"]?.stringValue else { return nil }
    let detail = String(decoding: (document["detail"] ?? .null).canonical.prefix(300), as: UTF8.self)
    if id == "trainer.memory" {
      return Diagnostic(
        "trainer.memory", .environment, at: .init(code), ["gigabytes": .number(gigabytes)],
        (
          en: "The trainer ran out of memory. Its limit is {gigabytes} GiB.", zh: "训练脚本内存不足，上限为 {gigabytes} GiB。"
        ),
        remedy: (
          en: "Lower `batch_size` or the size of the network, or correct code that keeps what it does not need.",
          zh: "请减小 `batch_size` 或网络规模，或更正占用无用内存的代码。"
        ))
    }
    return Diagnostic(
      "trainer.refused", id == "trainer.torch" ? .environment : .unsupported, at: .init(code),
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

  fileprivate func damaged(_ problem: Message) -> Diagnostic {
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
    "trainer.answer-absent", en: "The trainer left no whole answer.", zh: "训练脚本没有留下完整的结果。")
  fileprivate static let otherDigest = Message(
    "trainer.answer-digest", en: "The network is not the one that the trainer describes.", zh: "网络与训练脚本所述的不一致。")
  fileprivate static func noNetwork(_ why: Message) -> Message {
    Message(
      "trainer.answer-network", ["why": .message(why)], en: "The trainer left no network. {why}",
      zh: "训练脚本没有留下网络。{why}")
  }
  fileprivate static let otherCurve = Message(
    "trainer.answer-curve", en: "The losses of the epochs do not fit the training.", zh: "各轮损失与训练不符。")
  fileprivate static let otherWindows = Message(
    "trainer.answer-windows", en: "The network looks at other days than the dataset gives.", zh: "网络所看的天数与数据集不符。")
  fileprivate static let tooLarge = Message(
    "trainer.answer-large", en: "A file of the trainer is larger than 1 GiB.", zh: "训练脚本的某个文件大于 1 GiB。")
}
