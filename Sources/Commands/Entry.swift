import ArgumentParser
import Foundation
package import Primitives

/// The program's life from its arguments to its exit code.
package enum Entry {
  /// Runs the command line and leaves the process.
  package static func main() -> Never {
    // A reader that goes away (`| head`) ends the program quietly, as other tools do.
    signal(SIGPIPE, SIG_DFL)
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
      if console.json { console.document(["schema": 1, "error": diagnostic.json]) }
      return diagnostic.exit
    } catch is Differs {
      return .differs
    } catch let ended as Ended {
      return ended.exit
    } catch {
      return reportParsing(error, console)
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

  private static func reportParsing(_ error: any Error, _ console: Console) -> Primitives.ExitCode {
    let message = Aistock.fullMessage(for: error)
    if Aistock.exitCode(for: error).isSuccess {
      print(message)
      return .done
    }
    FileHandle.standardError.write(Data((message + "\n").utf8))
    let exit: Primitives.ExitCode = Aistock.exitCode(for: error) == .validationFailure ? .usage : .fault
    if console.json {
      let diagnostic = Diagnostic(
        exit == .usage ? "usage" : "fault", Aistock.message(for: error), remedy: "See `aistock --help`.", exit: exit)
      console.document(["schema": 1, "error": diagnostic.json])
    }
    return exit
  }
}

/// Thrown by a command that compared and found a difference, after it has said so.
struct Differs: Error {}

/// Thrown by a command that did all it could and reported what failed.
struct Ended: Error {
  var exit: Primitives.ExitCode
}

extension Diagnostic {
  var json: JSONValue {
    [
      "id": .string(id), "severity": .string(severity.rawValue), "summary": .string(summary.english),
      "file": .optional(place?.file), "line": place?.line.map { .integer($0) } ?? .null,
      "field": .optional(place?.field), "remedy": .string(remedy.english), "exit": .integer(Int(exit.rawValue)),
    ]
  }
}
