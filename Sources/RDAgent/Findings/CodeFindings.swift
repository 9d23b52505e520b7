import Primitives
import Records

/// What code and weights in a workspace say: look-ahead in factor code, weights that only a pickle holds.
enum CodeFindings {
  static func all(of evidence: WorkspaceEvidence) throws -> [Finding] {
    [try lookAhead(evidence), pickles(evidence)].compactMap { $0 }
  }

  /// Calls that reach into the future when their argument is negative.
  private static let calls = ["shift(-", "diff(-", "pct_change(-", "shift(periods=-"]

  private static func lookAhead(_ evidence: WorkspaceEvidence) throws -> Finding? {
    var found: [String] = []
    for name in evidence.names where name.hasSuffix(".py") {
      let lines = try FileReader.text(Path.join(evidence.folder, name)).split(
        separator: "\n", omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated() {
        let code = line.prefix { $0 != "#" }.filter { $0 != " " }
        if calls.contains(where: { code.contains($0) }) { found.append("\(name):\(index + 1)") }
      }
    }
    guard let first = found.first else { return nil }
    return Finding(
      id: "import.look-ahead", severity: .serious,
      evidence: "Factor code takes values of later days in \(found.count) places, first \(first).",
      consequence:
        "Factor values of a day know what comes after it: no result of them can be traded.",
      remedy: "Shift by positive periods only, and run the loop again.")
  }

  /// Pickles are never opened here: the exporter turns them into plain forms.
  private static func pickles(_ evidence: WorkspaceEvidence) -> Finding? {
    let found = evidence.names.filter { $0.hasSuffix(".pkl") }
    guard evidence.modelPath == nil, !found.isEmpty else { return nil }
    return Finding(
      id: "import.weights-in-pickle", severity: .note,
      evidence:
        "There is no model.txt; \(found.joined(separator: ", ")) lies in the workspace and is not opened.",
      consequence: "The rungs with a model cannot run: a pickle runs code of whoever wrote it.",
      remedy: "Export the recorder with the script of `aistock rdagent exporter`.")
  }
}
