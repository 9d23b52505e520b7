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
    let console = global.console
    console.answer(
      audit.json,
      lines: audit.findings.flatMap {
        ["\($0.file):\($0.line): \($0.id): \($0.symbol): \(console.text($0.reason))", "  \($0.text)"]
      } + (audit.findings.isEmpty ? [console.text(.clean(audit.files.count))] : []))
    if !audit.findings.isEmpty { throw Differs() }
  }
}

extension Message {
  fileprivate static func clean(_ count: Int) -> Message {
    Message(
      "audit.clean", ["count": .count(count)], en: "clean: {count} {count:file|files}", zh: "未发现问题：{count} 个文件")
  }
}
