import ArgumentParser
import Foundation
package import Primitives

/// The program's life from its arguments to its exit code.
package enum Entry {
  /// Runs the command line and leaves the process.
  package static func main() -> Never {
    // A reader that goes away (`| head`) ends the program quietly, as other tools do.
    signal(SIGPIPE, SIG_DFL)
    // A file beyond a size limit is then an error of its write, with its path.
    signal(SIGXFSZ, SIG_IGN)
    holdStandardStreams()
    exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  /// Runs one command line.
  package static func run(_ arguments: [String]) -> Primitives.ExitCode {
    let arguments = globalOptionsLast(arguments)
    let console = Console(json: arguments.contains("--json"), quiet: arguments.contains("--quiet"))
    do {
      var command = try Aistock.parseAsRoot(arguments)
      try command.run()
      return .done
    } catch let error as any DiagnosableError {
      let diagnostic = error.diagnostic
      console.report(diagnostic)
      if console.json { console.document(["schema": 1, "error": diagnostic.json(console.language)]) }
      return diagnostic.exit
    } catch is Differs {
      return .differs
    } catch let ended as Ended {
      return ended.exit
    } catch {
      return reportParsing(error, arguments, console)
    }
  }

  /// Without this the first file that is opened takes the place of a closed stream, and output is written into it.
  ///
  /// A closed standard output stays one that cannot be written to, which is reported; a closed standard error has
  /// nobody to tell.
  private static func holdStandardStreams() {
    for (stream, mode) in [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY)]
    where fcntl(stream, F_GETFD) == -1 {
      _ = open("/dev/null", mode)
    }
  }

  /// `aistock --json reconcile …` is read as `aistock reconcile … --json`.
  private static func globalOptionsLast(_ arguments: [String]) -> [String] {
    var rest = arguments[...]
    var moved: [String] = []
    while let first = rest.first {
      if first == "--json" || first == "--quiet" || first.hasPrefix("--config=") {
        moved.append(first)
        rest = rest.dropFirst()
      } else if first == "--config", rest.count > 1 {
        moved.append(contentsOf: rest.prefix(2))
        rest = rest.dropFirst(2)
      } else {
        break
      }
    }
    return rest + moved
  }

  private static func reportParsing(
    _ error: any Error, _ arguments: [String], _ console: Console
  ) -> Primitives.ExitCode {
    let message = Aistock.fullMessage(for: error)
    if Aistock.exitCode(for: error).isSuccess {
      console.data(message)
      return .done
    }
    let isUsage = Aistock.exitCode(for: error) == .validationFailure
    let mistyped = isUsage ? Mistyped.diagnostic(of: arguments) : nil
    let said = Aistock.message(for: error)
    let diagnostic = mistyped ?? (isUsage ? Diagnostic.misunderstood(said) : .unforeseen(said))
    if mistyped == nil { console.note(message) } else { console.report(diagnostic) }
    if console.json { console.document(["schema": 1, "error": diagnostic.json(console.language)]) }
    return diagnostic.exit
  }
}

/// Thrown by a command that compared and found a difference, after it has said so.
struct Differs: Error {}

/// Thrown by a command that did all it could and reported what failed.
struct Ended: Error {
  var exit: Primitives.ExitCode
}

extension Diagnostic {
  /// The form of files, which know no terminal.
  var json: JSONValue { json(.english) }

  /// For scripts: identifier, kind and arguments stay, the texts are in the terminal's language.
  func json(_ language: Language) -> JSONValue {
    [
      "id": .string(id), "kind": .string(kind.rawValue), "severity": .string(severity.rawValue),
      "summary": .string(summary[language]), "arguments": .object(summary.arguments.mapValues(\.json)),
      "file": .optional(place?.file), "line": place?.line.map { .integer($0) } ?? .null,
      "field": .optional(place?.field), "remedy": .string(remedy[language]), "exit": .integer(Int(exit.rawValue)),
    ]
  }

  /// - Parameter text: what the parser of the command line says.
  fileprivate static func misunderstood(_ text: String) -> Diagnostic {
    Diagnostic(
      "usage", .usage, ["text": .text(text)], (en: "{text}", zh: "{text}"),
      remedy: (en: "See `aistock --help`.", zh: "请查看 `aistock --help`。"))
  }

  fileprivate static func unforeseen(_ text: String) -> Diagnostic {
    Diagnostic(
      "fault", .fault, ["text": .text(text)], (en: "{text}", zh: "{text}"),
      remedy: (en: "Report this message.", zh: "请报告此信息。"))
  }
}

extension ValidationError {
  /// A rule of the command line that does not hold.
  init(_ message: Message) { self.init(message[.ofTerminal]) }
}
