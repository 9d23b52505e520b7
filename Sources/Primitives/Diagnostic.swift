/// What the process tells its caller when it ends (`README.md`, exit codes).
package enum ExitCode: Int32, Sendable, Comparable {
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
  package var severity: Severity
  /// One sentence: what is wrong, with the offending value.
  package var summary: String
  package var place: Place?
  /// One sentence in the imperative: what the user does about it.
  package var remedy: String
  /// The exit code of a run that ends on this diagnostic.
  package var exit: ExitCode

  package init(
    _ id: String, _ summary: String, at place: Place? = nil, remedy: String,
    severity: Severity = .error, exit: ExitCode = .input
  ) {
    self.id = id
    self.severity = severity
    self.summary = summary
    self.place = place
    self.remedy = remedy
    self.exit = exit
  }

  /// `error[market.bin-odd]: features/sh600000/close.day.bin: 13 bytes is … — do this`, on one line each.
  package var description: String {
    var head = "\(severity.rawValue)[\(id)]: "
    if let place {
      head += place.file
      if let line = place.line { head += ":\(line)" }
      if let field = place.field { head += ": field '\(field)'" }
      head += ": "
    }
    return head + summary + "\n  remedy: " + remedy
  }
}

/// An error of a room that can say, in one place, what it means for the user.
package protocol DiagnosableError: Error {
  var diagnostic: Diagnostic { get }
}

extension Diagnostic: DiagnosableError {
  package var diagnostic: Diagnostic { self }
}
