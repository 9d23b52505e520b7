package import Foundation
package import Primitives

/// The real program, run in a folder of its own as a user would.
package struct Program {
  package let temporary: TemporaryFolder
  /// Added to the environment of the tests.
  package var environment: [String: String] = [:]

  package init() throws { temporary = try TemporaryFolder() }

  package struct Result {
    /// Negative: the signal that ended the process.
    package var exit: Int32
    package var out: String
    package var err: String

    package init(exit: Int32, out: String, err: String) {
      self.exit = exit
      self.out = out
      self.err = err
    }

    /// The one JSON document on standard output; nil where it is not one.
    package var json: JSONValue? { try? JSONReader.read(Array(out.utf8)) }

    /// Identifiers of the diagnostics on standard error.
    package var diagnostics: [String] {
      err.split(separator: "error[", omittingEmptySubsequences: false).dropFirst().map {
        String($0.prefix { $0 != "]" })
      }
    }
  }

  /// Built beside the tests.
  package static let binary: String = {
    let own =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments[0]
    let beside = Path.join(Path.folder(of: own), "aistock")
    if FileReader.exists(beside) { return beside }
    return (RepositoryRoot.folder ?? ".") + "/.build/release/aistock"
  }()

  /// Without LightGBM's library two rungs are not available.
  package static let hasLightGBM =
    ProcessInfo.processInfo.environment["AISTOCK_LIGHTGBM"] != nil
    || RepositoryRoot.folder.map { FileReader.exists($0 + "/.lightgbm/lib_lightgbm.so") } == true

  /// Without ONNX Runtime's library no network scores.
  package static let hasOnnxRuntime =
    ProcessInfo.processInfo.environment["AISTOCK_ONNXRUNTIME"] != nil
    || RepositoryRoot.folder.map { FileReader.exists($0 + "/.onnxruntime/libonnxruntime.so") } == true

  package func path(_ name: String) -> String { temporary.path(name) }

  /// - Parameter environment: goes before that of the program.
  package func start(
    _ arguments: [String], environment: [String: String] = [:], out: String, err: String
  ) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.binary)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: temporary.path)
    let added = self.environment.merging(environment) { _, new in new }
    if !added.isEmpty {
      process.environment = ProcessInfo.processInfo.environment.merging(added) { _, new in new }
    }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: try temporary.write("", to: out))
    process.standardError = FileHandle(forWritingAtPath: try temporary.write("", to: err))
    try process.run()
    return process
  }

  package func run(_ arguments: String...) throws -> Result { try run(arguments) }

  package func run(environment: [String: String] = [:], _ arguments: [String]) throws -> Result {
    let (out, err) = (".test/out", ".test/err")
    let process = try start(arguments, environment: environment, out: out, err: err)
    process.waitUntilExit()
    let exit =
      process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    return Result(
      exit: exit, out: try FileReader.text(path(out)), err: try FileReader.text(path(err)))
  }

  /// Every file below a folder with its bytes; the whole place without the outputs of `run` by default.
  package func bytes(below folder: String = "") throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    for name in try temporary.contents() where name.hasPrefix(folder) && !name.hasPrefix(".test") {
      if !FileReader.isFolder(path(name)) { found[name] = try FileReader.bytes(path(name)) }
    }
    return found
  }

  /// One of the demo's results in the checkout, made by qlib itself.
  package static func demo(_ name: String) -> String {
    (RepositoryRoot.folder ?? "") + "/Sources/CEmbedded/demo/" + name
  }
}

/// Names of the files that differ between two places, or stand in one only.
package func differing(_ left: [String: [UInt8]], _ right: [String: [UInt8]]) -> [String] {
  Set(left.keys).union(right.keys).filter { left[$0] != right[$0] }.sorted()
}
