import Primitives
import Records

/// A finding as the pages list it.
enum FindingValues {
  static func of(_ finding: Finding) -> [String: PageValue] {
    let tone = finding.severity == .serious ? "bad" : finding.severity == .warning ? "warn" : "none"
    return [
      "tone": .text(tone), "severity": .label("severity." + finding.severity.rawValue),
      "title": .message(finding.title), "id": .text(finding.id), "evidence": .message(finding.evidence),
      "consequence": .message(finding.consequence), "remedy": .message(finding.remedy),
    ]
  }

  static func of(_ finding: Finding, _ language: Language) -> [String: PageValue] { of(finding) }
}
