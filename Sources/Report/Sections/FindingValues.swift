import Primitives
import Records

/// A finding as the pages list it.
enum FindingValues {
  static func of(_ finding: Finding, _ language: Language) -> [String: PageValue] {
    let tone = finding.severity == .serious ? "bad" : finding.severity == .warning ? "warn" : "none"
    return [
      "tone": .text(tone),
      "severity": .text(StringTable.require("severity." + finding.severity.rawValue, language)),
      "title": .prose(finding.title, language), "id": .text(finding.id),
      "evidence": .prose(finding.evidence, language), "consequence": .prose(finding.consequence, language),
      "remedy": .prose(finding.remedy, language),
    ]
  }
}
