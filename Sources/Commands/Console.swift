import Foundation
import Primitives
import Records

/// Where the program speaks: data on standard output, progress and diagnostics on standard error.
///
/// What it says is a message in the terminal's language. Plain texts are what has no language: rows of numbers,
/// identifiers, paths.
struct Console: Sendable {
  var json = false
  var quiet = false
  var language = Language.ofTerminal

  /// A message as the terminal reads it, for lines that are put together.
  func text(_ message: Message) -> String { message[language] }

  /// Data, the reason the command was called.
  func data(_ message: Message) { data(text(message)) }

  func data(_ text: String) { Console.write(text + "\n", to: STDOUT_FILENO) }

  /// Data that ends its own last line: a file as it is.
  func verbatim(_ text: String) { Console.write(text, to: STDOUT_FILENO) }

  func document(_ value: JSONValue) {
    Console.write(String(decoding: value.pretty, as: UTF8.self), to: STDOUT_FILENO)
  }

  /// Data that is a JSON document with `--json` and lines for people otherwise.
  func answer(_ value: @autoclosure () throws -> JSONValue, lines: @autoclosure () throws -> [Message]) rethrows {
    try answer(try value(), lines: try lines().map(text))
  }

  /// Only what is asked for is made.
  func answer(_ value: @autoclosure () throws -> JSONValue, lines: @autoclosure () throws -> [String]) rethrows {
    if json {
      document(try value())
    } else {
      let lines = try lines()
      if !lines.isEmpty { data(lines.joined(separator: "\n")) }
    }
  }

  /// What is being done; silent with `--quiet`.
  func progress(_ message: Message) {
    if !quiet { Console.write(text(message) + "\n", to: STDERR_FILENO) }
  }

  /// A step of many; on a terminal one line that is drawn over, with the time that is left, elsewhere a line each.
  ///
  /// - Parameters:
  ///   - left: seconds that are left; nil: as `passed` since the first step tells.
  ///   - passed: since the first step.
  func step(_ name: String, _ place: Int, _ count: Int, left: Double?, passed: Duration) {
    guard !quiet else { return }
    if Console.isTerminal {
      draw(name, place, count, left: left.map { .seconds($0) } ?? Console.left(max(0, place - 1), count, passed))
    } else {
      Console.write("\(place)/\(count) \(name)\n", to: STDERR_FILENO)
    }
  }

  /// A rung of a ladder or a part of one: on a terminal the same bar, elsewhere the message alone. Rungs take unlike
  /// times, so no rest is foretold.
  func rung(_ message: Message, _ place: Int, _ count: Int) {
    guard !quiet, Console.isTerminal else { return progress(message) }
    draw(text(message), place, count, left: nil)
  }

  /// How many of many like pieces are done; only on a terminal.
  func pieces(_ message: Message, _ done: Int, _ count: Int, passed: Duration) {
    if !quiet, Console.isTerminal { draw(text(message), done, count, left: Console.left(done, count, passed)) }
  }

  /// What is left where all pieces take as long as those that are done; nil where none is.
  private static func left(_ done: Int, _ count: Int, _ passed: Duration) -> Duration? {
    done > 0 ? passed / done * (count - done) : nil
  }

  private func draw(_ name: String, _ place: Int, _ count: Int, left: Duration?) {
    let full = min(12, place * 12 / max(count, 1))
    let bar = "[" + String(repeating: "#", count: full) + String(repeating: ".", count: 12 - full) + "]"
    let rest = left.map { "  " + text(.remaining(Int($0.components.seconds) + 1)) } ?? ""
    Console.write("\r\u{1B}[2K\(bar) \(place)/\(count) \(name)\(rest)", to: STDERR_FILENO)
  }

  /// What a step is at; only where it does not disturb the bar.
  func detail(_ message: Message) {
    if !quiet, !Console.isTerminal { Console.write("  " + text(message) + "\n", to: STDERR_FILENO) }
  }

  func endSteps() {
    if !quiet, Console.isTerminal { Console.write("\r\u{1B}[2K", to: STDERR_FILENO) }
  }

  /// A text of the argument parser, on standard error.
  func note(_ text: String) { Console.write(text + "\n", to: STDERR_FILENO) }

  private static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  func report(_ diagnostic: Diagnostic) {
    Console.write(diagnostic.text(language) + "\n", to: STDERR_FILENO)
  }

  /// Findings beside the data, a line each; a serious one with what it does and what to do.
  func findings(_ findings: [Finding]) {
    for finding in findings { progress(.line(of: finding)) }
  }

  /// `NAME,value`, or why there is none.
  func lines(_ metrics: [MetricValue]) -> [String] {
    metrics.map { metric in
      let value = metric.value.map { $0.description } ?? "n/a: " + (metric.reason.map(text) ?? "")
      return metric.name + "," + value
    }
  }

  /// Output that cannot be written ends the program with exit 4: what was asked for was not delivered. What cannot be
  /// written to standard error is lost.
  private static func write(_ text: String, to descriptor: Int32) {
    guard let code = written(Array(text.utf8), to: descriptor), descriptor == STDOUT_FILENO else { return }
    let diagnostic = Diagnostic.noOutput(String(cString: strerror(code)))
    _ = written(Array((diagnostic.text(.ofTerminal) + "\n").utf8), to: STDERR_FILENO)
    exit(diagnostic.exit.rawValue)
  }

  /// The system's error number; nil where all bytes are written.
  private static func written(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let count = Foundation.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
        if count < 0, errno == EINTR { continue }
        if count < 0, errno == EAGAIN {
          // A pipe that somebody made non-blocking is full: wait for its reader.
          var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          if poll(&waiting, 1, -1) >= 0 { continue }
        }
        if count <= 0 { return errno }
        written += count
      }
      return nil
    }
  }
}

extension Language {
  /// What the environment asks the terminal to speak.
  static var ofTerminal: Language { Language(environment: ProcessInfo.processInfo.environment) }
}

extension Diagnostic {
  fileprivate static func noOutput(_ reason: String) -> Diagnostic {
    Diagnostic(
      "terminal.output", .environment, ["reason": .text(reason)],
      (en: "Standard output cannot be written: {reason}.", zh: "无法写入标准输出：{reason}。"),
      remedy: (en: "Check where the output goes, and the free space there.", zh: "请检查输出去向及其剩余空间。"))
  }
}

extension Message {
  /// To two digits at most: more would be a promise.
  fileprivate static func remaining(_ seconds: Int) -> Message {
    if seconds < 100 {
      return Message(
        "terminal.remaining", ["seconds": .count(seconds)], en: "about {seconds} s left", zh: "约剩 {seconds} 秒")
    }
    let minutes = (seconds + 30) / 60
    if minutes < 100 {
      return Message(
        "terminal.remaining-minutes", ["minutes": .count(minutes)], en: "about {minutes} min left",
        zh: "约剩 {minutes} 分钟")
    }
    return Message(
      "terminal.remaining-hours", ["hours": .count((minutes + 30) / 60)], en: "about {hours} h left",
      zh: "约剩 {hours} 小时")
  }

  fileprivate static func line(of finding: Finding) -> Message {
    if finding.severity == .serious {
      return Message(
        "terminal.serious-finding",
        [
          "id": .text(finding.id), "evidence": .message(finding.evidence),
          "consequence": .message(finding.consequence), "remedy": .message(finding.remedy),
        ], en: "serious finding {id}: {evidence} {consequence} {remedy}",
        zh: "严重发现 {id}：{evidence}{consequence}{remedy}")
    }
    return Message(
      "terminal.finding", ["id": .text(finding.id), "evidence": .message(finding.evidence)],
      en: "finding {id}: {evidence}", zh: "发现 {id}：{evidence}")
  }
}
