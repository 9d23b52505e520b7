import Foundation
import Primitives
import RDAgent

/// The exporter of `aistock rdagent exporter`, run with RD-Agent's own Python on a workspace.
///
/// Pickles are opened by the script alone, in its sandbox; here a program is started and its end is waited for.
package struct ExporterRun: Sendable {
  private let python: String
  private let environment: [String: String]
  private let secondsMax: Int

  /// - Parameters:
  ///   - python: a path, or a name that is looked for in PATH.
  ///   - secondsMax: after so many it is ended.
  package init(python: String, environment: [String: String], secondsMax: Int = 3600) {
    self.python = python
    self.environment = environment
    self.secondsMax = secondsMax
  }

  /// - Parameter scratch: a folder in which the script may stand while it runs.
  /// - Throws: `migrate.no-python`, `migrate.export-slow`, `migrate.export-environment` (exit 4),
  ///   `migrate.export-failed` (exit 3).
  package func run(on workspace: String, scratch: String) throws {
    let program = try located()
    let script = Path.join(scratch, "export_recorder.\(getpid()).py")
    try FileWriter.write(ExporterScript.source, to: script)
    defer { unlink(script) }
    guard let said = tmpfile() else { throw FileWriter.unwritable("the temporary folder") }
    defer { fclose(said) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = [script, "--workspace", workspace]
    process.environment = environment.filter { ExporterRun.passedOn.contains($0.key) }
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
        throw Diagnostic.slow(workspace, secondsMax)
      }
    }
    process.waitUntilExit()
    guard process.terminationStatus != 0 || process.terminationReason == .uncaughtSignal else { return }
    let line = ExporterRun.lastLine(of: said)
    // The exporter's own exit codes: 3 nothing to export, 4 a library or the sandbox is missing.
    throw process.terminationStatus == 4
      ? Diagnostic.lacking(workspace, line) : Diagnostic.failed(workspace, process.terminationStatus, line)
  }

  /// What the program is given of the environment; secrets of this program's configuration are not among it.
  private static let passedOn: Set<String> = [
    "HOME", "PATH", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV", "CONDA_PREFIX",
  ]

  private func located() throws -> String {
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

  fileprivate static func slow(_ workspace: String, _ seconds: Int) -> Diagnostic {
    Diagnostic(
      "migrate.export-slow", .environment, at: .init(workspace), ["seconds": .count(seconds)],
      (en: "The exporter did not end within {seconds} seconds.", zh: "导出脚本在 {seconds} 秒内没有结束。"),
      remedy: (
        en:
          "The copy stays. Remove the cause, then run the script of `aistock rdagent exporter` with `--workspace` on it.",
        zh: "副本已保留。排除原因后，请对其运行 `aistock rdagent exporter` 的脚本（`--workspace`）。"
      ))
  }

  fileprivate static func lacking(_ workspace: String, _ line: String) -> Diagnostic {
    Diagnostic(
      "migrate.export-environment", .environment, at: .init(workspace), ["line": .text(line)],
      (en: "The exporter lacks a library or its sandbox: {line}", zh: "导出脚本缺少库或沙箱：{line}"),
      remedy: (
        en:
          "The copy stays. Remove the cause, then run the script of `aistock rdagent exporter` with `--workspace` on it.",
        zh: "副本已保留。排除原因后，请对其运行 `aistock rdagent exporter` 的脚本（`--workspace`）。"
      ))
  }

  fileprivate static func failed(_ workspace: String, _ status: Int32, _ line: String) -> Diagnostic {
    Diagnostic(
      "migrate.export-failed", .absent, at: .init(workspace), ["status": .count(Int(status)), "line": .text(line)],
      (en: "The exporter ended with {status}: {line}", zh: "导出脚本以 {status} 结束：{line}"),
      remedy: (
        en:
          "The copy stays. Remove the cause, then run the script of `aistock rdagent exporter` with `--workspace` on it.",
        zh: "副本已保留。排除原因后，请对其运行 `aistock rdagent exporter` 的脚本（`--workspace`）。"
      ))
  }
}
