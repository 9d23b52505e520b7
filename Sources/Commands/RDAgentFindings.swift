import ArgumentParser
import Primitives
import RDAgent
import Records

/// `aistock rdagent findings`: what not to believe of RD-Agent's catalogs and registry.
struct RDAgentFindings: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "findings",
    abstract:
      "What RD-Agent's catalogs and registry say against themselves; exit 1 where it is serious.")

  @OptionGroup var global: GlobalOptions
  @Option(help: "A folder of catalogs; two are compared.") var catalogs: [String] = []
  @Option(help: "RD-Agent's registry.sqlite.") var registry: String?

  func run() throws {
    guard !catalogs.isEmpty || registry != nil else {
      throw Diagnostic(
        "rdagent.findings", .usage, (en: "There is nothing to read.", zh: "没有要读取的内容。"),
        remedy: (
          en: "Name `--catalogs DIR` or `--registry FILE`.", zh: "指定 `--catalogs DIR` 或 `--registry FILE`。"
        ))
    }
    let found = try SourcedFinding.all(catalogs: catalogs, registry: registry)
    let console = global.console
    console.answer(
      .array(found.map(\.json)),
      lines: found.map { console.text($0.line) } + [console.text(.count(found.count))])
    if found.contains(where: { $0.finding.severity == .serious }) { throw Differs() }
  }
}

extension Message {
  fileprivate static func count(_ count: Int) -> Message {
    Message("finding.count", ["count": .count(count)], en: "{count} {count:finding|findings}", zh: "{count} 个发现")
  }
}
