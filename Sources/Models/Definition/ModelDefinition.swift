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
    package var because: Message
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
      throw Diagnostic(
        "config.missing", .absent, (en: "No document says how the model is made.", zh: "没有文档说明模型如何生成。"),
        remedy: (en: "Name a configuration.", zh: "请指定配置。"))
    }
    configuration = believed.configuration
    model = try ModelConfig(configuration)
    dataset = try DatasetConfig(configuration)
    if let steps = dataset.steps, !model.kind.takesWindows {
      throw Diagnostic(
        "model.windows", .unsupported, at: .init(configuration.document.path, field: "task.dataset.class"),
        ["class": .text(model.kind.className), "steps": .count(steps)],
        (
          en: "A {class} takes one row a day, and the dataset gives windows of {steps} {steps:day|days}.",
          zh: "{class} 每天只取一行，而数据集给出 {steps} 天的窗口。"
        ), remedy: (en: "Use `DatasetH`.", zh: "请使用 `DatasetH`。"))
    }
    let others = ranked.dropFirst()
    rows = (model.account + dataset.account).map { account in
      var differing: [String: String] = [:]
      for other in others {
        let said = ModelDefinition.text(at: account.field, in: other.configuration.document.root)
        if said != account.asked { differing[other.kind.rawValue] = said ?? "-" }
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
          because: $0.kind == .configuration ? .anotherIsBelieved : $0.because)
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
            "because": $0.because.json,
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
      findings.append(.candidateDefinition(believed))
    }
    let differing = rows.filter { !$0.others.isEmpty }
    if let first = differing.first {
      findings.append(.sourcesDiffer(differing.count, first))
    }
    return findings
  }

  /// `model_type` names the class in `model.py`; beside another class in the configuration block the
  /// block is that of the baseline.
  private static func otherClass(_ source: DefinitionSource) -> Finding? {
    guard let type = source.modelType, let written = source.configuration.modelClass,
      !written.hasSuffix(type), type != written
    else { return nil }
    return .otherClass(Path.lastComponent(source.path), type: type, configured: written)
  }
}

extension Message {
  fileprivate static let anotherIsBelieved = Message(
    "model.source-another-believed", en: "Another configuration is believed.", zh: "采用的是另一份配置。")
}

extension Finding {
  fileprivate static func candidateDefinition(_ believed: DefinitionSource) -> Finding {
    Finding(
      "model.candidate-definition", .warning,
      ["file": .text(Path.lastComponent(believed.path)), "because": .message(believed.because)],
      title: (en: "The configuration that ran is unknown", zh: "实际运行的配置未知"),
      evidence: (
        en: "No configuration of the run is known. {file} is believed. {because}",
        zh: "没有该次运行的配置，采用 {file}。{because}"
      ),
      consequence: (
        en: "The model trained here may be another than the one that ran.", zh: "此处训练的模型可能不是当时运行的模型。"
      ),
      remedy: (
        en: "Export the recorder. It knows the configuration that ran.", zh: "请导出记录器，它保存了实际运行的配置。"
      ))
  }

  fileprivate static func sourcesDiffer(_ count: Int, _ first: ModelDefinition.Row) -> Finding {
    let said = first.others.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    return Finding(
      "model.sources-differ", .note,
      [
        "count": .count(count), "field": .text(first.account.field), "asked": .text(first.account.asked ?? "-"),
        "others": .names(said),
      ],
      title: (en: "Documents about the model differ", zh: "关于模型的文档不一致"),
      evidence: (
        en: "{count} {count:field differs|fields differ} between the documents. The first is {field}: "
          + "{asked} is believed, against {others}.",
        zh: "文档之间有 {count} 个字段不同，首个为 {field}：采用 {asked}，另有 {others}。"
      ),
      consequence: (
        en: "A model rebuilt from the other document is another model.", zh: "按另一份文档重建会得到另一个模型。"
      ),
      remedy: (
        en: "Read the table of what was asked and what was built.", zh: "请查看“要求与实际”表。"
      ))
  }

  fileprivate static func otherClass(_ file: String, type: String, configured: String) -> Finding {
    Finding(
      "model.other-class", .serious, ["file": .text(file), "type": .text(type), "configured": .text(configured)],
      title: (en: "The document names two models", zh: "文档写了两个模型"),
      evidence: (
        en: "{file} says `model_type` {type} and configures {configured}.",
        zh: "{file} 的 `model_type` 为 {type}，而配置的是 {configured}。"
      ),
      consequence: (
        en: "The configuration beside it is that of another run, often the baseline's.",
        zh: "其中的配置属于另一次运行，往往是基线的。"
      ),
      remedy: (en: "Export the configuration that the recorder keeps.", zh: "请导出记录器保存的配置。"))
  }
}
