package import Primitives
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
  /// Why it is at hand, and what it can tell.
  package var because: Message
  package var configuration: QrunConfiguration
  /// The class in the first line of `model.py`, where the document names one: RD-Agent's `model_type`.
  package var modelType: String?

  package init(
    kind: Kind, path: String, because: Message, configuration: QrunConfiguration, modelType: String? = nil
  ) {
    self.kind = kind
    self.path = path
    self.because = because
    self.configuration = configuration
    self.modelType = modelType
  }

  /// What is written in the documents of RD-Agent was taken from the first file of a workspace that
  /// parses, whatever ran (`RD:tools/export_aistock_model_catalog.py`).
  private static let candidate = Message(
    "model.source-candidate",
    en: "It was taken from the first configuration of the workspace that parses, not from the run.",
    zh: "取自工作区中第一个可解析的配置，而不是来自运行本身。")

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
        kind: .configuration, path: path, because: .wasNamed, configuration: try QrunConfiguration(document))
    }
  }

  private init(
    _ kind: Kind, _ document: YAMLDocument, _ value: YAMLValue, model: String, dataset: String
  ) throws {
    guard let block = value[model], block.members != nil else {
      throw Diagnostic(
        "config.missing", .absent, at: document.place(value, field: model),
        (en: "The field is missing.", zh: "缺少该字段。"),
        remedy: (en: "Name the configuration that was really run.", zh: "请指定实际运行的配置。"))
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
    if let wanted { throw Diagnostic.noEntry(wanted, document.path, known) }
    throw Diagnostic.severalEntries(entries.count, document.path, known)
  }
}

extension Message {
  /// Why a document is believed that a person named.
  package static let wasNamed = Message("model.source-named", en: "It was named.", zh: "由用户指定。")
}

extension Diagnostic {
  fileprivate static func noEntry(_ entry: String, _ path: String, _ known: [String]) -> Diagnostic {
    Diagnostic(
      "model.catalog-entry", .absent, at: .init(path), ["entry": .text(entry), "known": .names(known.prefix(5))],
      (en: "The catalog has no entry '{entry}'.", zh: "目录中没有条目“{entry}”。"),
      remedy: (en: "Name one with --entry, such as {known}.", zh: "请用 --entry 指定，如 {known}。"))
  }

  fileprivate static func severalEntries(_ count: Int, _ path: String, _ known: [String]) -> Diagnostic {
    Diagnostic(
      "model.catalog-entry", .absent, at: .init(path), ["count": .count(count), "known": .names(known.prefix(5))],
      (en: "The catalog has {count} {count:entry|entries}.", zh: "目录中有 {count} 个条目。"),
      remedy: (en: "Name one with --entry, such as {known}.", zh: "请用 --entry 指定，如 {known}。"))
  }
}
