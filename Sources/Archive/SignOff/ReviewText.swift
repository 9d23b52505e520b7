package import Primitives
package import Records

extension ReviewStatement.Exception {
  /// `SUBJECT=YYYY-MM-DD:REASON`; an empty reason is refused where the decision is made.
  package init(_ text: String) throws {
    let parts = text.split(separator: "=", maxSplits: 1)
    let rest = parts.last?.split(separator: ":", maxSplits: 1) ?? []
    guard parts.count == 2, let subject = parts.first, let date = rest.first,
      let day = TradingDay(String(date))
    else {
      throw Diagnostic(
        "review.exception", .usage, ["text": .text(text)],
        (
          en: "`{text}` does not have the form `SUBJECT=YYYY-MM-DD:REASON`.",
          zh: "`{text}` 不符合 `SUBJECT=YYYY-MM-DD:REASON` 的形式。"
        ),
        remedy: (
          en: "Write it as `import.benchmark-empty=2027-03-31:index arrives in March`.",
          zh: "请写成 `import.benchmark-empty=2027-03-31:三月补齐指数` 的形式。"
        ))
    }
    self.init(
      subject: String(subject), reason: rest.count > 1 ? String(rest[1]) : "", expires: day)
  }
}

extension ReviewStatement {
  /// The act stands as in the statement, for scripts that read lines.
  package func lines(_ language: Language) -> [String] {
    var lines = [time + "  " + act.rawValue + "  " + subject.migration + "  " + person]
    var details = [Message.night(subject), .verdict(subject)]
    details += subject.findings.map { .finding($0) } + exceptions.map { .exception($0) }
    if !note.isEmpty { details.append(.note(note)) }
    lines += details.map { "  " + $0[language] }
    return lines
  }
}

extension ReviewStatus {
  package func lines(_ name: String, _ language: Language) -> [String] {
    [state.rawValue + "  " + name]
      + reasons.map { "  " + $0.cause.rawValue + ": " + $0.detail[language] }
      + (exceptions.isEmpty ? [] : ["  " + Message.withExceptions(exceptions)[language]])
      + notes.map { "  " + $0[language] } + statements.suffix(1).flatMap { $0.lines(language).map { "  " + $0 } }
  }
}

extension Message {
  fileprivate static func night(_ subject: ReviewSubject) -> Message {
    Message(
      "review.night", ["day": .day(subject.day), "manifest": .text(subject.manifest)],
      en: "night {day}, manifest {manifest}", zh: "{day} 之夜，清单 {manifest}")
  }

  fileprivate static func verdict(_ subject: ReviewSubject) -> Message {
    Message(
      "review.verdict",
      [
        "verdict": .message(Comparison.Verdict.phrase(raw: subject.verdict, ran: subject.rungsRan)),
        "version": .text(subject.toolVersion),
      ],
      en: "verdict {verdict}, aistock {version}", zh: "判定 {verdict}，aistock {version}")
  }

  fileprivate static func finding(_ finding: String) -> Message {
    Message("review.finding", ["finding": .text(finding)], en: "finding {finding}", zh: "发现 {finding}")
  }

  fileprivate static func exception(_ exception: ReviewStatement.Exception) -> Message {
    guard !exception.reason.isEmpty else {
      return Message(
        "review.exception-line", ["subject": .text(exception.subject), "expires": .day(exception.expires)],
        en: "exception {subject} through {expires}", zh: "例外 {subject}，有效至 {expires}")
    }
    return Message(
      "review.exception-with-reason",
      ["subject": .text(exception.subject), "expires": .day(exception.expires), "reason": .text(exception.reason)],
      en: "exception {subject} through {expires}: {reason}", zh: "例外 {subject}，有效至 {expires}：{reason}")
  }

  fileprivate static func note(_ note: String) -> Message {
    Message("review.note", ["note": .text(note)], en: "note: {note}", zh: "备注：{note}")
  }
}
