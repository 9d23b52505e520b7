import Foundation
import Primitives
import TestSupport

/// The exporter's script, run by a Python of this machine.
struct PythonHalf {
  let program: Program

  /// Without it the tests of the script are skipped.
  static let hasPython = runs("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 8))"])

  /// A Python with pandas and PyTables: `AISTOCK_PYTHON`, or the machine's own.
  static let withPandas: String? = [ProcessInfo.processInfo.environment["AISTOCK_PYTHON"], "python3"].compactMap { $0 }
    .first { runs($0, ["-c", "import pandas, tables"]) }

  /// A Python with numpy and torch: `AISTOCK_TORCH`, or the machine's own.
  static let withTorch: String? = [ProcessInfo.processInfo.environment["AISTOCK_TORCH"], "python3"].compactMap { $0 }
    .first { runs($0, ["-B", "-c", "import numpy, torch"]) }

  /// Whether foreign code can be walled in here.
  static let hasSandbox = runs("/usr/bin/bwrap", ["--ro-bind", "/", "/", "--unshare-all", "true"])

  static let absence = "needs a Python with pandas and tables (AISTOCK_PYTHON), and bubblewrap"

  /// Writes the script into the program's folder.
  init(_ program: Program) throws {
    self.program = program
    try program.temporary.write(try program.run("rdagent", "exporter").out, to: "export_recorder.py")
  }

  func run(_ arguments: [String], python: String = "python3") throws -> Program.Result {
    try script("export_recorder.py", arguments, python: python)
  }

  func script(_ name: String, _ arguments: [String] = [], python: String) throws -> Program.Result {
    let process = PythonHalf.process(python, [program.path(name)] + arguments)
    process.currentDirectoryURL = URL(fileURLWithPath: program.temporary.path)
    let (out, err) = (".test/python-out", ".test/python-err")
    process.standardOutput = FileHandle(forWritingAtPath: try program.temporary.write("", to: out))
    process.standardError = FileHandle(forWritingAtPath: try program.temporary.write("", to: err))
    try process.run()
    process.waitUntilExit()
    return Program.Result(
      exit: process.terminationStatus, out: try FileReader.text(program.path(out)),
      err: try FileReader.text(program.path(err)))
  }

  private static func process(_ python: String, _ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [python] + arguments
    process.standardInput = FileHandle.nullDevice
    return process
  }

  private static func runs(_ python: String, _ arguments: [String]) -> Bool {
    let process = process(python, arguments)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
