package import Primitives
package import Records

/// The local definition of a model: what was asked, what was built, and which document was believed.
package struct ModelDefinition: Sendable {
  /// One field: as the believed document asks, as it is built here, and what other documents say.
  package struct Row: Equatable, Sendable {
    package var account: FieldAccount
    /// Kind of the other document → its text; only where it differs.
    package var others: [String: String]

    package init(account: FieldAccount, others: [String: String]) {
      self.account = account
      self.others = others
    }
  }

  package struct Source: Equatable, Sendable {
    package var kind: String
    package var path: String
    package var isBelieved: Bool
    package var because: String
  }

  package let model: ModelConfig
  package let dataset: DatasetConfig
  package let configuration: QrunConfiguration
  package let sources: [Source]
  package let rows: [Row]
  package let findings: [Finding]

  /// - Parameters:
  ///   - sources: the documents at hand. A configuration is believed before `model_meta.json`, and that
  ///     before a catalog: the first two kinds of the list can name the run, a catalog cannot.
  /// - Throws: `config.missing` without a source; what the believed document is refused for.
  package init(_ sources: [DefinitionSource]) throws {
    let ranks: [DefinitionSource.Kind] = [.configuration, .modelMeta, .catalog]
    let ranked = ranks.flatMap { kind in sources.filter { $0.kind == kind } }
    guard let believed = ranked.first else {
      throw Diagnostic("config.missing", "no document says how the model is made", remedy: "Name a configuration.")
    }
    configuration = believed.configuration
    model = try ModelConfig(configuration)
    dataset = try DatasetConfig(configuration)
    let others = ranked.dropFirst()
    rows = (model.account + dataset.account).map { account in
      var differing: [String: String] = [:]
      for other in others {
        let said = ModelDefinition.text(at: account.field, in: other.configuration.document.root)
        if said != account.asked { differing[other.kind.rawValue] = said ?? "not recorded" }
      }
      return Row(account: account, others: differing)
    }
    self.sources =
      [
        Source(kind: believed.kind.rawValue, path: believed.path, isBelieved: true, because: believed.because)
      ]
      + others.map {
        Source(
          kind: $0.kind.rawValue, path: $0.path, isBelieved: false,
          because: $0.kind == .configuration ? "another configuration is believed" : $0.because)
      }
    findings =
      model.findings + dataset.findings + ModelDefinition.candidates(believed, rows)
      + ranked.compactMap(ModelDefinition.otherClass)
  }

  package var json: JSONValue {
    [
      "schema": 1, "configuration_sha256": .string(configuration.digest),
      "model_class": .optional(configuration.modelClass),
      "sources": .array(
        sources.map {
          [
            "kind": .string($0.kind), "file": .string(Path.lastComponent($0.path)), "believed": .bool($0.isBelieved),
            "because": .string($0.because),
          ]
        }),
      "fields": .array(
        rows.map { row in
          guard case .object(var members) = row.account.json else { return .null }
          members["others"] = .object(row.others.mapValues { .string($0) })
          return .object(members)
        }),
      "findings": .array(findings.map(\.json)),
    ]
  }

  /// The text at a dotted path, `[n]` for the place in a list; nil where there is nothing.
  private static func text(at path: String, in root: YAMLValue) -> String? {
    var value: YAMLValue? = root
    for piece in path.split(separator: ".") {
      let parts = piece.split { $0 == "[" || $0 == "]" }
      value = parts.first.flatMap { value?[String($0)] }
      for index in parts.dropFirst().compactMap({ Int($0) }) {
        let items = value?.items ?? []
        value = items.indices.contains(index) ? items[index] : nil
      }
    }
    return value.flatMap { value in
      value.isNull ? nil : value.text ?? String(decoding: value.json.canonical, as: UTF8.self)
    }
  }

  private static func candidates(_ believed: DefinitionSource, _ rows: [Row]) -> [Finding] {
    var findings: [Finding] = []
    if believed.kind != .configuration {
      findings.append(
        Finding(
          id: "model.candidate-definition", severity: .warning,
          evidence: "no configuration of the run is known; \(Path.lastComponent(believed.path)) is believed, "
            + believed.because,
          consequence: "the model trained here may be another than the one that ran",
          remedy: "Export the recorder: it knows the configuration that ran."))
    }
    let differing = rows.filter { !$0.others.isEmpty }
    if let first = differing.first {
      let said = first.others.sorted { $0.key < $1.key }.map { "\($0.key) says \($0.value)" }.joined(separator: ", ")
      findings.append(
        Finding(
          id: "model.sources-differ", severity: .note,
          evidence: "\(differing.count) fields differ between the documents, first \(first.account.field): "
            + "\(first.account.asked ?? "not written") is believed, \(said)",
          consequence: "whoever rebuilds the model from the other document gets another one",
          remedy: "Read the table of what was asked and what was built."))
    }
    return findings
  }

  /// `model_type` names the class in `model.py`; beside another class in the configuration block the
  /// block is that of the baseline.
  private static func otherClass(_ source: DefinitionSource) -> Finding? {
    guard let type = source.modelType, let written = source.configuration.modelClass,
      !written.hasSuffix(type), type != written
    else { return nil }
    return Finding(
      id: "model.other-class", severity: .serious,
      evidence: "\(Path.lastComponent(source.path)) says model_type \(type) and configures \(written)",
      consequence: "the configuration beside it is that of another run, often the baseline's",
      remedy: "Export the configuration that the recorder keeps.")
  }
}
