package import Primitives

/// Something about data or record that a reviewer must know before believing a number.
package struct Finding: Equatable, Sendable {
  package enum Severity: String, Sendable, Comparable {
    case note, warning, serious

    package static func < (left: Severity, right: Severity) -> Bool { left.order < right.order }
    private var order: Int { [.note, .warning, .serious].firstIndex(of: self) ?? 0 }
  }

  /// Stable name: `market.field-missing`.
  package var id: String
  package var severity: Severity
  /// A few words: what it is.
  package var title: Message
  /// What was seen, with names and counts.
  package var evidence: Message
  /// What it does to the numbers.
  package var consequence: Message
  /// An instruction that can be typed or followed.
  package var remedy: Message

  /// - Parameter arguments: values of all four texts.
  package init(
    _ id: String, _ severity: Severity, _ arguments: [String: MessageArgument] = [:], title: Wording,
    evidence: Wording, consequence: Wording, remedy: Wording
  ) {
    func message(_ wording: Wording) -> Message { Message(id, arguments, en: wording.en, zh: wording.zh) }
    self.id = id
    self.severity = severity
    self.title = message(title)
    self.evidence = message(evidence)
    self.consequence = message(consequence)
    self.remedy = message(remedy)
  }
}

/// On disk the arguments stand once, beside the texts that they enter.
extension Finding {
  package var json: JSONValue {
    var arguments: [String: MessageArgument] = [:]
    for message in [title, evidence, consequence, remedy] {
      arguments.merge(message.arguments) { first, _ in first }
    }
    return [
      "id": .string(id), "severity": .string(severity.rawValue), "arguments": .object(arguments.mapValues(\.json)),
      "title": Finding.texts(title), "evidence": Finding.texts(evidence),
      "consequence": Finding.texts(consequence), "remedy": Finding.texts(remedy),
    ]
  }

  private static func texts(_ message: Message) -> JSONValue {
    ["en": .string(message.english), "zh": .string(message.chinese)]
  }

  /// Reads what `json` wrote, and findings whose texts were plain.
  package init?(_ json: JSONValue) {
    guard let id = json["id"]?.stringValue, let severity = json["severity"]?.stringValue.flatMap(Severity.init)
    else { return nil }
    let arguments = json["arguments"] ?? [:]
    func message(_ key: String) -> Message? {
      guard let value = json[key] else { return nil }
      guard case .object(var members) = value else { return Message(value) }
      members["id"] = .string(id)
      members["arguments"] = arguments
      return Message(.object(members))
    }
    guard let evidence = message("evidence"), let consequence = message("consequence"), let remedy = message("remedy")
    else { return nil }
    self.id = id
    self.severity = severity
    self.title = message("title") ?? .verbatim(id)
    self.evidence = evidence
    self.consequence = consequence
    self.remedy = remedy
  }
}
