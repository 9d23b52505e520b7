import Primitives
import Records

/// What code and weights in a workspace say: look-ahead in factor code, weights that only a pickle holds, pickles that
/// were opened without a sandbox.
enum CodeFindings {
  static func all(of evidence: WorkspaceEvidence) throws -> [Finding] {
    [try lookAhead(evidence), pickles(evidence), evidence.sandbox?.finding("export.json")].compactMap { $0 }
  }

  /// Calls that reach into the future when their argument is negative.
  private static let calls = ["shift(-", "diff(-", "pct_change(-", "shift(periods=-"]

  private static func lookAhead(_ evidence: WorkspaceEvidence) throws -> Finding? {
    var found: [String] = []
    for name in evidence.names where name.hasSuffix(".py") {
      // Python takes other encodings too; what is searched for is ASCII.
      let bytes = try FileReader.unpacked(Path.join(evidence.folder, name), as: .code)
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated() {
        let code = line.prefix { $0 != "#" }.filter { $0 != " " }
        if calls.contains(where: { code.contains($0) }) { found.append("\(name):\(index + 1)") }
      }
    }
    guard let first = found.first else { return nil }
    return Finding(
      "import.look-ahead", .serious, ["count": .count(found.count), "first": .text(first)],
      title: (en: "Factor code looks ahead", zh: "因子代码使用未来数据"),
      evidence: (
        en: "Factor code takes values of later days in {count} {count:place|places}. The first is {first}.",
        zh: "因子代码有 {count} 处取用其后交易日的值，第一处是 {first}。"
      ),
      consequence: (
        en: "Factor values of a day know later days. No result that uses them can be traded.",
        zh: "当日因子值包含其后交易日的信息，所得结果无法交易。"
      ),
      remedy: (
        en: "Shift by positive periods only, and run the loop again.", zh: "只用正的平移期数，并重新运行该循环。"
      ))
  }

  /// Pickles are never opened here: the exporter turns them into plain forms.
  private static func pickles(_ evidence: WorkspaceEvidence) -> Finding? {
    let found = evidence.names.filter { $0.hasSuffix(".pkl") }
    guard evidence.modelPath == nil, !found.isEmpty else { return nil }
    return Finding(
      "import.weights-in-pickle", .note, ["files": .names(found)],
      title: (en: "The weights are only in a pickle", zh: "权重只在 pickle 中"),
      evidence: (
        en: "The workspace has no `model.txt`. Its pickles are not opened: {files}.",
        zh: "工作区没有 `model.txt`。以下 pickle 不予打开：{files}。"
      ),
      consequence: (
        en: "The rungs with a model cannot run: a pickle runs code of whoever wrote it.",
        zh: "需要模型的各级无法运行：打开 pickle 会执行写入者的代码。"
      ),
      remedy: (
        en: "Export the recorder with the script of `aistock rdagent exporter`.",
        zh: "用 `aistock rdagent exporter` 的脚本导出记录器。"
      ))
  }
}
