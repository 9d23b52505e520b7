import ArgumentParser
import Primitives
import RDAgent

/// `aistock rdagent audit`: judges reference code before anything imports it.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Judges reference code in Python without running it.",
    discussion: "Exit 0 where nothing is found, 1 with findings, 3 where a file is no Python that can be judged.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "A Python file, or a folder of them.") var path: String

  func run() throws {
    let audit = try ReferenceAudit(path: path)
    global.console.answer(
      audit.json,
      lines: audit.findings.flatMap { ["\($0.file):\($0.line): \($0.id): \($0.symbol): \($0.reason)", "  \($0.text)"] }
        + (audit.findings.isEmpty ? ["clean: \(audit.files.count) files"] : []))
    if !audit.findings.isEmpty { throw Differs() }
  }
}
