import Foundation
import Primitives

/// Where the program speaks: data on standard output, progress and diagnostics on standard error.
struct Console: Sendable {
  var json = false
  var quiet = false

  /// Data, the reason the command was called.
  func data(_ text: String) { Console.write(text + "\n", to: STDOUT_FILENO) }

  func document(_ value: JSONValue) {
    Console.write(String(decoding: value.pretty, as: UTF8.self), to: STDOUT_FILENO)
  }

  /// Data that is a JSON document with `--json` and lines for people otherwise.
  func answer(_ value: JSONValue, lines: [String]) {
    if json { document(value) } else { lines.forEach(data) }
  }

  /// A step that has been reached; silent with `--quiet`.
  func progress(_ text: String) {
    if !quiet { Console.write(text + "\n", to: STDERR_FILENO) }
  }

  func report(_ diagnostic: Diagnostic) {
    Console.write(diagnostic.description + "\n", to: STDERR_FILENO)
  }

  private static func write(_ text: String, to descriptor: Int32) {
    Array(text.utf8).withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let count = Foundation.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
        if count <= 0 { return }
        written += count
      }
    }
  }
}
