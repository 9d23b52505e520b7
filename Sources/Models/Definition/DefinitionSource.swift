import Primitives
package import Records

/// A document that says how a model was made: a configuration, or what RD-Agent wrote about one.
package struct DefinitionSource: Sendable {
  package enum Kind: String, Sendable {
    /// A `qrun` configuration.
    case configuration
    /// `model_meta.json` of a workspace: `model_conf`, `dataset_conf`.
    case modelMeta = "model_meta"
    /// An entry of `model_catalog.json` or `strategy_catalog.json`: `model_config`, `dataset_config`.
    case catalog
  }

  package var kind: Kind
  package var path: String
  /// What is held of it, one clause.
  package var because: String
  package var configuration: QrunConfiguration
  /// The class in the first line of `model.py`, where the document names one: RD-Agent's `model_type`.
  package var modelType: String?

  package init(
    kind: Kind, path: String, because: String, configuration: QrunConfiguration, modelType: String? = nil
  ) {
    self.kind = kind
    self.path = path
    self.because = because
    self.configuration = configuration
    self.modelType = modelType
  }

  /// What is written in the documents of RD-Agent was taken from the first file of a workspace that
  /// parses, whatever ran (`RD:tools/export_aistock_model_catalog.py`).
  private static let candidate = "taken from the first configuration of the workspace that parses, not from the run"

  /// Reads a document of any of the three kinds; JSON is YAML, so lines are known in all of them.
  ///
  /// - Parameter entry: which entry of a catalog, by `model_id`, `workspace_id` or `strategy_id`; needed
  ///   where it has several.
  /// - Throws: `config.not-a-template` for a document of none of the kinds, `model.catalog-entry`.
  package init(file path: String, entry: String? = nil) throws {
    let document = try YAMLDocument(file: path)
    if let entries = document.root["models"]?.items ?? document.root["strategies"]?.items {
      let found = try DefinitionSource.choose(entries, entry, document)
      try self.init(.catalog, document, found, model: "model_config", dataset: "dataset_config")
    } else if document.root["model_conf"] != nil {
      try self.init(.modelMeta, document, document.root, model: "model_conf", dataset: "dataset_conf")
    } else if document.root["model_config"] != nil {
      try self.init(.catalog, document, document.root, model: "model_config", dataset: "dataset_config")
    } else {
      self.init(
        kind: .configuration, path: path, because: "it was named", configuration: try QrunConfiguration(document))
    }
  }

  private init(
    _ kind: Kind, _ document: YAMLDocument, _ value: YAMLValue, model: String, dataset: String
  ) throws {
    guard let block = value[model], block.members != nil else {
      throw Diagnostic(
        "config.missing", "the field is missing", at: document.place(value, field: model),
        remedy: "Name the configuration that was really run.")
    }
    let task: YAMLValue = .mapping(
      [("model", block)] + (value[dataset].map { [("dataset", $0)] } ?? []), line: block.line)
    let root: YAMLValue = .mapping([("task", task)], line: value.line)
    self.init(
      kind: kind, path: document.path, because: DefinitionSource.candidate,
      configuration: try QrunConfiguration(YAMLDocument(root, path: document.path)),
      modelType: value["model_type"]?.text)
  }

  private static func choose(_ entries: [YAMLValue], _ wanted: String?, _ document: YAMLDocument) throws -> YAMLValue {
    func names(_ entry: YAMLValue) -> [String] {
      ["model_id", "workspace_id", "strategy_id"].compactMap { entry[$0]?.text }
    }
    if let wanted, let found = entries.first(where: { names($0).contains(wanted) }) { return found }
    if wanted == nil, entries.count == 1, let only = entries.first { return only }
    let known = entries.compactMap { names($0).first }
    throw Diagnostic(
      "model.catalog-entry",
      wanted.map { "the catalog has no entry '\($0)'" } ?? "the catalog has \(entries.count) entries",
      at: .init(document.path), remedy: "Name one: \(known.prefix(5).joined(separator: ", ")).")
  }
}
