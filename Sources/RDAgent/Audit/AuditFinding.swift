package import Primitives

/// One thing in reference code that keeps it from being imported.
package struct AuditFinding: Equatable, Sendable {
  package var file: String
  /// Counted from 1.
  package var line: Int
  /// Stable: `audit.import`, `audit.look-ahead`, ...
  package var id: String
  /// The name in the code that the finding is about.
  package var symbol: String
  /// The line as it stands in the file, without blanks around it.
  package var text: String
  package var reason: Message

  package var json: JSONValue {
    [
      "file": .string(file), "line": .integer(line), "id": .string(id), "symbol": .string(symbol),
      "text": .string(text),
      "reason": ["en": .string(reason.english), "zh": .string(reason.chinese)],
    ]
  }
}
