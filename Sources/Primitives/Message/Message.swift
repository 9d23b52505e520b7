/// One statement to a reader: an identifier, typed arguments, and the same fact in every language.
///
/// A message is made where the fact is known, with one pattern in each language; `{name}` in a pattern stands
/// for the argument of that name, and `{count:day|days}` for the first word where that argument is 1 and the
/// second elsewhere. Both patterns have the same holes, and every argument has its hole: a test of the
/// repository holds each message in the sources to that. Nothing reads a rendered text back.
///
///     Message(
///       "replay.no-predictions", ["decision": .day(decision), "day": .day(day)],
///       en: "There are no predictions of {decision}, which decide {day}.",
///       zh: "缺少 {decision} 的预测，而 {day} 的交易由它决定。")
package struct Message: Hashable, Sendable {
  /// Stable name, `room.fact`, by which scripts, tests and documentation refer to it.
  package let id: String
  package let arguments: [String: MessageArgument]
  /// Rendered with the arguments.
  package let english: String
  package let chinese: String

  package init(_ id: String, _ arguments: [String: MessageArgument] = [:], en: String, zh: String) {
    self.id = id
    self.arguments = arguments
    english = MessagePattern.render(en, arguments, .english)
    chinese = MessagePattern.render(zh, arguments, .chinese)
  }

  /// Texts that were rendered before: read back from disk.
  init(id: String, arguments: [String: MessageArgument], english: String, chinese: String) {
    self.id = id
    self.arguments = arguments
    self.english = english
    self.chinese = chinese
  }

  /// A text that stands as it is in every language: a person's note, a line of another program, a sentence of
  /// a record that was written before messages were typed.
  package static func verbatim(_ text: String) -> Message {
    Message(id: "verbatim", arguments: [:], english: text, chinese: text)
  }

  package subscript(language: Language) -> String {
    switch language {
    case .english: english
    case .chinese: chinese
    }
  }
}

/// Reports of tests and logs of faults show a message in English.
extension Message: CustomStringConvertible {
  package var description: String { english }
}

/// A pattern in each language.
package typealias Wording = (en: String, zh: String)

/// Puts arguments into the holes of a pattern.
enum MessagePattern {
  /// A hole without an argument stays as it is written.
  static func render(_ pattern: String, _ arguments: [String: MessageArgument], _ language: Language) -> String {
    guard pattern.contains("{") else { return pattern }
    var text = ""
    var rest = pattern[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      text += rest[..<open]
      let hole = rest[rest.index(after: open)..<close]
      text += value(hole, arguments, language) ?? String(rest[open...close])
      rest = rest[rest.index(after: close)...]
    }
    return text + rest
  }

  private static func value(
    _ hole: Substring, _ arguments: [String: MessageArgument], _ language: Language
  ) -> String? {
    let parts = hole.split(separator: ":", maxSplits: 1)
    guard let name = parts.first, let argument = arguments[String(name)] else { return nil }
    guard parts.count == 2 else { return argument.text(language) }
    let forms = parts[1].split(separator: "|", omittingEmptySubsequences: false)
    guard forms.count == 2 else { return nil }
    return String(argument == .count(1) ? forms[0] : forms[1])
  }
}
