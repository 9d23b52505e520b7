package import Primitives
package import Records
import Store

/// A finding with the file or folder that it was found in.
package struct SourcedFinding {
  private let source: String
  package let finding: Finding

  /// What folders of catalogs and a registry say against themselves and each other.
  package static func all(catalogs: [String], registry: String?) throws -> [SourcedFinding] {
    let sets = try catalogs.map { try CatalogSet(folder: $0) }
    var found = sets.flatMap { set in
      CatalogFindings.all(of: set).map { SourcedFinding(source: set.folder, finding: $0) }
    }
    for (left, right) in zip(sets, sets.dropFirst()) {
      if let twin = CatalogFindings.twins(left, right) { found.append(.init(source: right.folder, finding: twin)) }
    }
    if let registry {
      found += try RegistryFindings.all(of: try RegistryFile(path: registry)).map {
        SourcedFinding(source: registry, finding: $0)
      }
    }
    return found
  }

  package var json: JSONValue {
    var members = finding.json.objectValue ?? [:]
    members["source"] = .string(source)
    return .object(members)
  }

  /// Its line: severity, identifier, evidence and consequence.
  package var line: Message {
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
}
