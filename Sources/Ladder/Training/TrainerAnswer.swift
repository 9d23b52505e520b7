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
  private static let idMax = 60

  /// Lower-case letters, full stops and hyphens.
  private static func isOfIDs(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || byte == 0x2E || byte == 0x2D }

  /// The network that the script wrote, and what it says of it.
  struct Network {
    let weights: NetworkWeights
    /// Inputs of some rows, and what PyTorch gives for them.
    let probe: [Float]
    let probeScores: [Float]
    fileprivate let document: JSONValue
    fileprivate let answer: TrainerAnswer

    /// The version that made it.
    var torch: String { String((document["versions"]?["torch"]?.stringValue ?? "-").printable.prefix(40)) }

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
    guard let probe = try bytes("probe.f32"), let scores = try bytes("probe_scores.f32") else {
      throw damaged(.noAnswer)
    }
    let size = job.features.count * (job.steps ?? 1)
    guard !scores.isEmpty, scores.count.isMultiple(of: 4), probe.count == scores.count * size else {
      throw damaged(.otherProbe)
    }
    let probeScores = TrainerAnswer.floats(scores)
    guard probeScores.allSatisfy(\.isFinite) else { throw damaged(.endlessScores) }
    return Network(
      weights: weights, probe: TrainerAnswer.floats(probe), probeScores: probeScores, document: document, answer: self)
  }

  /// What the script says against the job; nil where it says nothing.
  ///
  /// - Parameter gigabytes: the limit of its memory.
  /// - Throws: `trainer.answer` for an id that is none of the script's.
  func refusal(gigabytes: Double) throws -> Diagnostic? {
    guard let document = try json("error.json"), let id = document["id"]?.stringValue else { return nil }
    guard (1...TrainerAnswer.idMax).contains(id.utf8.count), id.utf8.allSatisfy(TrainerAnswer.isOfIDs) else {
      throw damaged(.noAnswer)
    }
    let detail = String(decoding: (document["detail"] ?? .null).canonical.prefix(300), as: UTF8.self).printable
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
  fileprivate static let otherProbe = Message(
    "trainer.answer-probe", en: "The sizes of the probe's inputs and scores do not fit the network.",
    zh: "探测输入与得分的大小与网络不符。")
  fileprivate static let endlessScores = Message(
    "trainer.answer-scores", en: "A score that the network gives is no finite number.", zh: "网络给出的某个得分不是有限数。")
  fileprivate static let tooLarge = Message(
    "trainer.answer-large", en: "A file of the trainer is larger than 1 GiB.", zh: "训练脚本的某个文件大于 1 GiB。")
}

extension String {
  /// Without control characters and without those that turn the direction of what follows.
  var printable: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.filter { scalar in
          switch scalar.value {
          case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: false
          default: true
          }
        }))
  }
}
