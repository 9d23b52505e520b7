import Foundation
import Primitives
import RDAgent

/// The exporter of `aistock rdagent exporter`, run with RD-Agent's own Python on a workspace.
///
/// Pickles are opened by the script alone, in its sandbox.
package struct ExporterRun: Sendable {
  private let python: PythonRun

  /// - Parameters:
  ///   - python: a path, or a name that is looked for in PATH.
  ///   - secondsMax: after so many it is ended.
  package init(python: String, environment: [String: String], secondsMax: Int = 3600) {
    self.python = PythonRun(python: python, environment: environment, secondsMax: secondsMax)
  }

  /// - Parameter scratch: a folder in which the script may stand while it runs.
  /// - Throws: `migrate.no-python`, `migrate.export-slow`, `migrate.export-environment` (exit 4),
  ///   `migrate.export-failed` (exit 3).
  package func run(on workspace: String, scratch: String) throws {
    let script = Path.join(scratch, "export_recorder.\(getpid()).py")
    try FileWriter.write(ExporterScript.source, to: script)
    defer { unlink(script) }
    switch try python.run([script, "--workspace", workspace]) {
    case .done: return
    case .slow: throw Diagnostic.slow(workspace, python.secondsMax)
    // The exporter's own exit codes: 3 nothing to export, 4 a library or the sandbox is missing.
    case .failed(4, let line): throw Diagnostic.lacking(workspace, line)
    case .failed(let status, let line), .killed(let status, let line):
      throw Diagnostic.failed(workspace, status, line)
    }
  }
}

extension Diagnostic {
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
