import ArgumentParser
import Primitives
import RDAgent
import Records
import Store

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
    let sets = try catalogs.map { try CatalogSet(folder: $0) }
    var found: [(source: String, finding: Finding)] = sets.flatMap { set in
      CatalogFindings.all(of: set).map { (set.folder, $0) }
    }
    for (left, right) in zip(sets, sets.dropFirst()) {
      if let twin = CatalogFindings.twins(left, right) { found.append((right.folder, twin)) }
    }
    if let registry {
      found += try RegistryFindings.all(of: try RegistryFile(path: registry)).map { (registry, $0) }
    }
    let console = global.console
    console.answer(
      .array(
        found.map { item in
          var members = item.finding.json.objectValue ?? [:]
          members["source"] = .string(item.source)
          return .object(members)
        }),
      lines: found.map { console.text(.line(of: $0.finding)) } + [console.text(.count(found.count))])
    if found.contains(where: { $0.finding.severity == .serious }) { throw Differs() }
  }
}

extension Message {
  fileprivate static func line(of finding: Finding) -> Message {
    switch finding.severity {
    case .note:
      Message(
        "finding.note-line",
        [
          "id": .text(finding.id), "evidence": .message(finding.evidence), "consequence": .message(finding.consequence),
        ], en: "note  {id}: {evidence} {consequence}", zh: "提示  {id}：{evidence}{consequence}")
    case .warning:
      Message(
        "finding.warning-line",
        [
          "id": .text(finding.id), "evidence": .message(finding.evidence), "consequence": .message(finding.consequence),
        ], en: "warning  {id}: {evidence} {consequence}", zh: "警告  {id}：{evidence}{consequence}")
    case .serious:
      Message(
        "finding.serious-line",
        [
          "id": .text(finding.id), "evidence": .message(finding.evidence), "consequence": .message(finding.consequence),
        ], en: "serious  {id}: {evidence} {consequence}", zh: "严重  {id}：{evidence}{consequence}")
    }
  }

  fileprivate static func count(_ count: Int) -> Message {
    Message("finding.count", ["count": .count(count)], en: "{count} {count:finding|findings}", zh: "{count} 个发现")
  }
}
