import Foundation
import Primitives

/// Where computed factors go: standard output, or a file that takes its place when it is whole.
final class FactorOutput {
  private let file: GrowingFile?

  /// Nil where nothing is to be written.
  ///
  /// - Parameter output: as on the command line: a path, `-` or `none`.
  init?(_ output: String) throws {
    if output == "none" { return nil }
    file = output == "-" ? nil : try GrowingFile(output)
  }

  func write(_ bytes: [UInt8]) throws {
    if let file { return try file.append(bytes) }
    try FileHandle.standardOutput.write(contentsOf: Data(bytes))
  }

  func finish() throws { try file?.commit() }
}
