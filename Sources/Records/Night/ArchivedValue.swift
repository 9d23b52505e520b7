package import Primitives

/// What an archived night says of one thing.
package enum ArchivedValue: Equatable, Sendable {
  /// A name, a version, a verdict, a state, a digest.
  case text(String)
  case number(Double)
  case file(size: Int, sha256: String)
  case finding(Finding.Severity, evidence: Message)
  /// The thing is there, and nothing else is known of it.
  case present

  package var json: JSONValue {
    switch self {
    case .text(let text): .string(text)
    case .number(let value): .number(value)
    case .file(let size, let sha256): ["size": .integer(size), "sha256": .string(sha256)]
    case .finding(let severity, let evidence):
      ["severity": .string(severity.rawValue), "evidence": evidence.json]
    case .present: true
    }
  }

  package subscript(language: Language) -> String {
    switch self {
    case .text(let text): text
    case .number(let value): Figures.exact(value)
    case .file(let size, let sha256): Message.file(size, sha256)[language]
    case .finding(let severity, let evidence): Message.finding(severity, evidence)[language]
    case .present: Message("archive.judged", en: "judged", zh: "已判定")[language]
    }
  }

  /// Whether both nights say the same.
  ///
  /// Findings are compared by severity and arguments, so that new words for one fact are no difference. A
  /// finding of version 0.1.0 has no arguments: beside a later one only its severity counts.
  package func isSame(as other: ArchivedValue) -> Bool {
    guard case .finding(let severity, let evidence) = self, case .finding(let otherSeverity, let others) = other
    else { return self == other }
    guard severity == otherSeverity else { return false }
    switch (evidence.isVerbatim, others.isVerbatim) {
    case (true, true): return evidence == others
    case (false, false): return evidence.arguments == others.arguments
    default: return true
    }
  }
}

extension ArchivedValue {
  /// Reads what `json` writes; nil for null and for anything else.
  package init?(_ json: JSONValue) {
    if let text = json.stringValue {
      self = .text(text)
    } else if let number = json.doubleValue {
      self = .number(number)
    } else if json.boolValue == true {
      self = .present
    } else if let size = json["size"]?.intValue, let sha256 = json["sha256"]?.stringValue {
      self = .file(size: size, sha256: sha256)
    } else if let severity = json["severity"]?.stringValue.flatMap(Finding.Severity.init),
      let evidence = json["evidence"].flatMap({ Message($0) })
    {
      self = .finding(severity, evidence: evidence)
    } else {
      return nil
    }
  }
}

extension Message {
  /// Whether it was a plain text before messages were typed.
  fileprivate var isVerbatim: Bool { self == .verbatim(english) }

  fileprivate static func file(_ size: Int, _ sha256: String) -> Message {
    Message(
      "archive.file", ["digest": .text(String(sha256.prefix(16))), "size": .count(size)],
      en: "{digest} ({size} {size:byte|bytes})", zh: "{digest}（{size} 字节）")
  }

  fileprivate static func finding(_ severity: Finding.Severity, _ evidence: Message) -> Message {
    switch severity {
    case .note:
      Message("archive.note", ["evidence": .message(evidence)], en: "note: {evidence}", zh: "提示：{evidence}")
    case .warning:
      Message("archive.warning", ["evidence": .message(evidence)], en: "warning: {evidence}", zh: "警告：{evidence}")
    case .serious:
      Message("archive.serious", ["evidence": .message(evidence)], en: "serious: {evidence}", zh: "严重：{evidence}")
    }
  }
}
