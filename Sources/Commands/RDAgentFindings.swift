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
        "rdagent.findings", "there is nothing to read",
        remedy: "Name --catalogs DIR or --registry FILE.", exit: .usage)
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
    global.console.answer(
      .array(
        found.map { item in
          var members = item.finding.json.objectValue ?? [:]
          members["source"] = .string(item.source)
          return .object(members)
        }),
      lines: found.map {
        "\($0.finding.severity.rawValue)  \($0.finding.id): \($0.finding.evidence) \($0.finding.consequence)"
      }
        + ["\(found.count) findings"])
    if found.contains(where: { $0.finding.severity == .serious }) { throw Differs() }
  }
}
