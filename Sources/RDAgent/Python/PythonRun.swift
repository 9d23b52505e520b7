import Foundation
import Primitives

/// RD-Agent's own Python running a script of this program, which opens what others wrote in its own sandbox; here a
/// program is started and its end is waited for.
package struct PythonRun: Sendable {
  /// As it is named; what `run` starts is looked for.
  package let python: String
  private let environment: [String: String]
  /// After so many it is ended.
  package let secondsMax: Int

  package enum End: Equatable, Sendable {
    case done
    /// It was ended after `secondsMax`.
    case slow
    /// Its exit code, and the last line that it wrote to standard error.
    case failed(Int32, String)
    /// The signal that ended it, and the same line.
    case killed(Int32, String)
  }

  /// - Parameter python: a path, or a name that is looked for in PATH.
  package init(python: String, environment: [String: String], secondsMax: Int = 3600) {
    self.python = python
    self.environment = environment
    self.secondsMax = secondsMax
  }

  /// - Parameter arguments: a script and what it is given.
  /// - Throws: `migrate.no-python` (exit 4).
  package func run(_ arguments: [String]) throws -> End { try saying(arguments).end }

  /// The same, and the last line that it wrote to standard error.
  ///
  /// The thread that starts the program waits for its end: a program may ask Linux to be told when that thread ends.
  package func saying(_ arguments: [String]) throws -> (end: End, line: String) {
    let program = try located()
    guard let said = tmpfile() else { throw FileWriter.unwritable("the temporary folder") }
    defer { fclose(said) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = environment.filter { PythonRun.passedOn.contains($0.key) }
    process.standardInput = FileHandle.nullDevice
    // A file and no pipe: a full pipe would hold the program up.
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle(fileDescriptor: fileno(said), closeOnDealloc: false)
    do { try process.run() } catch { throw Diagnostic.noPython(python) }
    var milliseconds = 0
    while process.isRunning {
      usleep(5000)
      milliseconds += 5
      guard milliseconds < secondsMax * 1000 else {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        return (.slow, PythonRun.lastLine(of: said))
      }
    }
    process.waitUntilExit()
    let line = PythonRun.lastLine(of: said)
    let status = process.terminationStatus
    if process.terminationReason == .uncaughtSignal { return (.killed(status, line), line) }
    return (status == 0 ? .done : .failed(status, line), line)
  }

  /// What the program is given of the environment; secrets of this program's configuration are not among it.
  private static let passedOn: Set<String> = [
    "HOME", "PATH", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV", "CONDA_PREFIX",
  ]

  /// The path of what is started.
  ///
  /// - Throws: `migrate.no-python` (exit 4).
  package func located() throws -> String {
    if python.contains("/") {
      guard !FileReader.isFolder(python), access(python, X_OK) == 0 else { throw Diagnostic.noPython(python) }
      return python.hasPrefix("/") ? python : Path.join(FileManager.default.currentDirectoryPath, python)
    }
    // A folder of the PATH that is relative could be anyone's, and is passed over.
    let folders = (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":").map(String.init)
    let found = folders.filter { $0.hasPrefix("/") }.map { Path.join($0, python) }
      .first { !FileReader.isFolder($0) && access($0, X_OK) == 0 }
    guard let found else { throw Diagnostic.noPython(python) }
    return found
  }

  /// The last line that the program wrote, from the end of its messages.
  private static func lastLine(of file: UnsafeMutablePointer<FILE>) -> String {
    fseek(file, 0, SEEK_END)
    let size = ftell(file)
    fseek(file, max(0, size - (16 << 10)), SEEK_SET)
    let bytes = [UInt8](unsafeUninitializedCapacity: 16 << 10) { buffer, count in
      count = fread(buffer.baseAddress, 1, buffer.count, file)
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    return lines.last.map { String($0.prefix(300)) } ?? ""
  }
}

extension Diagnostic {
  fileprivate static func noPython(_ python: String) -> Diagnostic {
    Diagnostic(
      "migrate.no-python", .environment, ["python": .text(python)],
      (en: "There is no program '{python}' that can be started.", zh: "没有可启动的程序“{python}”。"),
      remedy: (
        en: "Name the Python that runs RD-Agent with `--python` or `rdagent.python`.",
        zh: "请用 `--python` 或 `rdagent.python` 指定运行 RD-Agent 的 Python。"
      ))
  }
}
