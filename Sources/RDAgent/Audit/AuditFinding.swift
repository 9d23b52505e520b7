package import Primitives

/// One thing in reference code that a reader should know before anything imports it.
package struct AuditFinding: Equatable, Sendable {
  /// How much hangs on a finding.
  package enum Severity: String, Sendable {
    /// The code does more than compute, or the audit cannot tell.
    case refused
    /// The values do not mean what a factor's values should.
    case serious
    /// It should be looked at.
    case notice
  }

  package var file: String
  /// Counted from 1.
  package var line: Int
  /// Stable: `audit.import`, `audit.look-ahead`, ...
  package var id: String
  package var severity: Severity
  /// The name in the code that the finding is about.
  package var symbol: String
  /// The line as it stands in the file, without blanks around it.
  package var text: String
  /// What it is and what follows from it.
  package var reason: Message
  package var remedy: Message

  package var json: JSONValue {
    [
      "file": .string(file), "line": .integer(line), "id": .string(id), "severity": .string(severity.rawValue),
      "symbol": .string(symbol), "text": .string(text),
      "reason": ["en": .string(reason.english), "zh": .string(reason.chinese)],
      "remedy": ["en": .string(remedy.english), "zh": .string(remedy.chinese)],
    ]
  }
}
