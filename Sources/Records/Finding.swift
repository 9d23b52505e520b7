package import Primitives

/// Something about the evidence that a reviewer must know before believing a number.
package struct Finding: Equatable, Sendable {
  package enum Severity: String, Sendable, Comparable {
    case note, warning, serious

    package static func < (left: Severity, right: Severity) -> Bool { left.order < right.order }
    private var order: Int { [.note, .warning, .serious].firstIndex(of: self) ?? 0 }
  }

  /// Stable name: `market.field-missing`.
  package var id: String
  package var severity: Severity
  /// What was seen, with names and counts.
  package var evidence: String
  /// What it does to the numbers.
  package var consequence: String
  package var remedy: String

  package init(id: String, severity: Severity, evidence: String, consequence: String, remedy: String) {
    self.id = id
    self.severity = severity
    self.evidence = evidence
    self.consequence = consequence
    self.remedy = remedy
  }

  package var json: JSONValue {
    [
      "id": .string(id), "severity": .string(severity.rawValue), "evidence": .string(evidence),
      "consequence": .string(consequence), "remedy": .string(remedy),
    ]
  }

  package init?(_ json: JSONValue) {
    guard let id = json["id"]?.stringValue, let severity = json["severity"]?.stringValue.flatMap(Severity.init),
      let evidence = json["evidence"]?.stringValue, let consequence = json["consequence"]?.stringValue,
      let remedy = json["remedy"]?.stringValue
    else { return nil }
    self.init(id: id, severity: severity, evidence: evidence, consequence: consequence, remedy: remedy)
  }
}
