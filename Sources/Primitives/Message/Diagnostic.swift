/// What the process tells its caller when it ends (`Commands.docc/Commands.md`, exit codes).
package enum ExitCode: Int32, Sendable, Comparable, CaseIterable {
  case done = 0
  /// Compared and found different, or a check failed.
  case differs = 1
  /// The command line or the configuration cannot be understood.
  case usage = 2
  /// An input is missing or damaged.
  case input = 3
  /// A library, a program or a service is missing.
  case environment = 4
  /// Pages could not be rendered or did not pass their check.
  case render = 5
  /// A fault of the program itself.
  case fault = 70
  /// Another run holds the lock.
  case locked = 75

  package static func < (left: ExitCode, right: ExitCode) -> Bool { left.rawValue < right.rawValue }
}

/// One thing that the user must know and can act on: what, where, and what to do.
package struct Diagnostic: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Severity: String, Sendable {
    case error, warning, note
  }

  /// What the problem is to the program: code steers by it, never by an identifier or a text.
  package enum Kind: String, Sendable {
    /// The command line or the configuration of this program asks for something that cannot be.
    case usage
    /// An input is not there, or does not say what is needed.
    case absent
    /// An input asks for something that is not built here.
    case unsupported
    /// An input is there and cannot be read, or contradicts itself.
    case damaged
    /// A check failed, or a condition that opens something does not hold.
    case refused
    /// A library, a program, a service or a right of the machine is missing.
    case environment
    /// Pages or charts could not be made or did not pass their check.
    case render
    /// Another run is at work.
    case locked
    /// A fault of the program itself.
    case fault

    /// How a run ends on such a problem.
    package var exit: ExitCode {
      switch self {
      case .usage: .usage
      case .absent, .unsupported, .damaged: .input
      case .refused: .differs
      case .environment: .environment
      case .render: .render
      case .locked: .locked
      case .fault: .fault
      }
    }
  }

  /// A place in one of the user's files.
  package struct Place: Equatable, Sendable {
    package var file: String
    /// Counted from 1.
    package var line: Int?
    package var field: String?

    package init(_ file: String, line: Int? = nil, field: String? = nil) {
      self.file = file
      self.line = line
      self.field = field
    }
  }

  /// Stable name, `room.problem`, by which scripts and documentation refer to the problem.
  package var id: String
  package var kind: Kind
  package var severity: Severity
  /// What is wrong, with the offending value.
  package var summary: Message
  package var place: Place?
  /// An instruction that can be typed or followed.
  package var remedy: Message
  /// The exit code of a run that ends on this diagnostic.
  package var exit: ExitCode

  /// - Parameters:
  ///   - arguments: values of the summary and of the remedy.
  ///   - exit: where the kind alone does not tell it.
  package init(
    _ id: String, _ kind: Kind, at place: Place? = nil, _ arguments: [String: MessageArgument] = [:],
    _ summary: Wording, remedy: Wording, severity: Severity = .error, exit: ExitCode? = nil
  ) {
    self.id = id
    self.kind = kind
    self.severity = severity
    self.summary = Message(id, arguments, en: summary.en, zh: summary.zh)
    self.place = place
    self.remedy = Message(id, arguments, en: remedy.en, zh: remedy.zh)
    self.exit = exit ?? kind.exit
  }

  /// A problem without values.
  package init(
    _ id: String, _ kind: Kind, at place: Place? = nil, _ summary: Wording, remedy: Wording,
    severity: Severity = .error, exit: ExitCode? = nil
  ) {
    self.init(id, kind, at: place, [:], summary, remedy: remedy, severity: severity, exit: exit)
  }

  /// A diagnostic whose texts were rendered before: read back from disk.
  package init(
    id: String, kind: Kind, severity: Severity, at place: Place?, summary: Message, remedy: Message, exit: ExitCode
  ) {
    self.id = id
    self.kind = kind
    self.severity = severity
    self.summary = summary
    self.place = place
    self.remedy = remedy
    self.exit = exit
  }

  package var description: String { text(.english) }

  /// Two lines: `error[market.bin-odd]: features/sh600000/close.day.bin: …`, then the remedy.
  package func text(_ language: Language) -> String {
    var head = "\(severity.rawValue)[\(id)]: "
    if let place {
      head += place.file
      if let line = place.line { head += ":\(line)" }
      if let field = place.field { head += language[(": 字段 '\(field)'", ": field '\(field)'")] }
      head += ": "
    }
    return head + summary[language] + "\n  " + language[("处理", "remedy")] + ": " + remedy[language]
  }
}

/// An error of a room that can say, in one place, what it means for the user.
package protocol DiagnosableError: Error {
  var diagnostic: Diagnostic { get }
}

extension Diagnostic: DiagnosableError {
  package var diagnostic: Diagnostic { self }
}
