import ArgumentParser
import Primitives
import RDAgent

/// `aistock rdagent audit`: judges reference code before anything imports it.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Judges reference code in Python without running it.",
    discussion: """
      Exit 0 where nothing is found, 1 with findings, 3 where a file is no Python that can be judged. No finding is no
      proof: the wall around foreign code is the sandbox, the audit is a courtesy.
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "A Python file, or a folder of them.") var path: String

  func run() throws {
    let audit = try ReferenceAudit(path: path)
    let console = global.console
    console.answer(
      audit.json,
      lines: audit.findings.flatMap {
        [
          "\($0.file):\($0.line): \($0.id): \($0.symbol): \(console.text($0.reason))", "  \($0.text)",
          "  \(console.text($0.remedy))",
        ]
      } + [
        console.text(audit.findings.isEmpty ? .nothing(audit.files.count) : .some(audit.findings.count)),
        console.text(.wall),
      ])
    if !audit.findings.isEmpty { throw Differs() }
  }
}

extension Message {
  fileprivate static func nothing(_ count: Int) -> Message {
    Message(
      "audit.no-finding", ["count": .count(count)], en: "No finding in {count} {count:file|files}. This is no proof.",
      zh: "{count} 个文件没有发现问题，但这并非证明。")
  }

  fileprivate static func some(_ count: Int) -> Message {
    Message(
      "audit.findings", ["count": .count(count)], en: "{count} {count:finding|findings}.", zh: "共 {count} 项发现。")
  }

  fileprivate static var wall: Message {
    Message(
      "audit.wall", en: "The audit is a courtesy. Run foreign code only in the sandbox.",
      zh: "审查只是提示。外来代码只应在沙箱中运行。")
  }
}
