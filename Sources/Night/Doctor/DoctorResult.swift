package import Primitives

/// What one check of `doctor` found.
package struct DoctorResult {
  /// `doubtful`: a night runs on it, and what it gives may be wrong.
  package enum State: String { case good, stale, doubtful, wrong }

  /// The stable name of the check.
  var what: String
  /// What it looks at.
  var title: Message
  package var state: State
  var detail: Message
  var remedy: Message?
  package var exit = ExitCode.input

  package func json(_ language: Language) -> JSONValue {
    [
      "check": .string(what), "state": .string(state.rawValue), "detail": .string(detail[language]),
      "remedy": .optional(remedy?[language]),
    ]
  }

  /// How it stands, and what to do about it.
  package var lines: [Message] { [.line(of: self)] + (remedy.map { [.line(ofRemedy: $0)] } ?? []) }
}

extension Message {
  fileprivate static func line(of result: DoctorResult) -> Message {
    let (title, detail) = (MessageArgument.message(result.title), MessageArgument.message(result.detail))
    return switch result.state {
    case .good:
      Message(
        "doctor.good", ["title": title, "detail": detail], en: "ok     {title}: {detail}", zh: "正常  {title}：{detail}")
    case .stale:
      Message(
        "doctor.stale", ["title": title, "detail": detail], en: "stale  {title}: {detail}", zh: "过期  {title}：{detail}")
    case .doubtful:
      Message(
        "doctor.doubtful", ["title": title, "detail": detail], en: "doubt  {title}: {detail}",
        zh: "存疑  {title}：{detail}")
    case .wrong:
      Message(
        "doctor.wrong", ["title": title, "detail": detail], en: "wrong  {title}: {detail}", zh: "有误  {title}：{detail}")
    }
  }

  fileprivate static func line(ofRemedy remedy: Message) -> Message {
    Message(
      "doctor.remedy", ["remedy": .message(remedy)], en: "         remedy: {remedy}", zh: "      处理：{remedy}")
  }
}
