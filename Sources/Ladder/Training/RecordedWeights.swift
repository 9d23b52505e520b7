import Models
import Primitives
import RDAgent
import Reconciliation

/// Weights of a network in PyTorch's own forms, as a workspace holds them.
package struct RecordedWeights {
  /// In the workspace.
  let name: String
  let bytes: [UInt8]

  /// What the name ends with: `pt`, `pth` or `safetensors`.
  var form: String { String(name.split(separator: ".").last ?? "") }
  var digest: String { SHA256Digest(hashing: bytes).hex }

  private static let forms = ["pt", "pth", "safetensors"]
  /// How qlib and others name whole models that only unpickling reads.
  private static let pickles: Set<String> = ["params.pkl", "model.pkl", "model.pickle"]

  package init(file path: String) throws {
    name = Path.lastComponent(path)
    bytes = try FileReader.bytes(path, as: .model)
  }

  /// Whether names in a workspace hold such weights and no model that is read as it is.
  package static func areNeeded(among names: [String]) -> Bool {
    let read = ModelKinds.all.flatMap { [$0.weightsFile] + $0.foreignFiles }
    return names.contains(where: isOne) && !names.contains(where: read.contains)
  }

  private static func isOne(_ name: String) -> Bool { forms.contains { name.hasSuffix("." + $0) } }

  /// The one file of weights; of several, the one that is named `model`.
  ///
  /// - Parameter file: what the ladder would read without a conversion, for the reason.
  static func find(in evidence: WorkspaceEvidence, insteadOf file: String) throws -> Climbed<RecordedWeights> {
    let all = evidence.names.filter(isOne)
    let named = all.filter { name in forms.contains { name == "model." + $0 } }
    let found = named.isEmpty ? all : named
    guard let name = found.first else {
      return .unavailable(evidence.names.first(where: pickles.contains).map { .pickled($0) } ?? .noNetwork(file))
    }
    guard found.count == 1 else { return .unavailable(.severalWeights(found)) }
    do {
      return .made(try RecordedWeights(file: Path.join(evidence.folder, name)))
    } catch let diagnostic as Diagnostic where diagnostic.id == "file.too-large" {
      return .unavailable(diagnostic.summary)
    }
  }
}

extension Message {
  fileprivate static func noNetwork(_ file: String) -> Message {
    Message(
      "ladder.no-network", ["file": .text(file)],
      en:
        "The workspace holds neither {file} nor a .pt, .pth or .safetensors. Save the network's state_dict beside its model.py.",
      zh: "工作区既没有 {file}，也没有 .pt、.pth 或 .safetensors，请把网络的 state_dict 保存到 model.py 旁。")
  }

  fileprivate static func pickled(_ file: String) -> Message {
    Message(
      "ladder.network-pickle", ["file": .text(file)],
      en: "{file} is a pickle of a whole model, which is not opened. Save the network's state_dict as model.pt.",
      zh: "{file} 是整个模型的 pickle，不予打开，请把网络的 state_dict 保存为 model.pt。")
  }

  fileprivate static func severalWeights(_ files: [String]) -> Message {
    Message(
      "ladder.several-networks", ["files": .names(files)],
      en: "Several files may hold the network's weights: {files}. Keep one, or name it `model`.",
      zh: "有多个文件可能是网络的权重：{files}。请只保留一个，或以 `model` 命名。")
  }
}
