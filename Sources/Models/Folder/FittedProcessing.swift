import Primitives
package import Records

/// Everything between a market and a model's input: the configuration that says which features are
/// computed, and what its processors learned.
///
/// With it a later day is scored without the days the processors were fitted on.
package struct FittedProcessing: Sendable {
  /// The configuration, in the form it was read from.
  package let configuration: QrunConfiguration
  /// Its dataset block.
  package let dataset: DatasetConfig
  /// The shared and the infer processors, fitted.
  private let chain: ProcessorChain

  /// What the views of a dataset learned.
  package init(_ configuration: QrunConfiguration, _ views: DatasetViews) throws {
    self.configuration = configuration
    dataset = try DatasetConfig(configuration)
    chain = views.inferenceChain
  }

  /// - Parameter learned: by processor of the shared and the infer chain, empty where it has no
  ///   memory. Throws `model.statistics` where a processor lacks what it learned.
  package init(_ configuration: QrunConfiguration, learned: [[LearnedColumn]]) throws {
    self.configuration = configuration
    dataset = try DatasetConfig(configuration)
    let configs = dataset.sharedProcessors + dataset.inferProcessors
    guard configs.count == learned.count else {
      throw Diagnostic(
        "model.statistics", .damaged, ["learned": .count(learned.count), "chain": .count(configs.count)],
        (
          en: "There are statistics of {learned} {learned:processor|processors} for a chain of {chain}.",
          zh: "处理器链有 {chain} 个处理器，而统计量只有 {learned} 个。"
        ), remedy: (en: "Train the model again.", zh: "请重新训练模型。"))
    }
    chain = ProcessorChain(
      try zip(configs, learned).map { config, columns in
        let processor = config.processor()
        guard var learning = processor as? any LearningProcessor else { return processor }
        guard !columns.isEmpty else {
          throw Diagnostic(
            "model.statistics", .damaged, ["processor": .text(config.name)],
            (
              en: "{processor} learns from days. The folder holds nothing that it learned.",
              zh: "{processor} 需要从历史中学习，而文件夹中没有其统计量。"
            ), remedy: (en: "Train the model again.", zh: "请重新训练模型。"))
        }
        learning.learned = columns
        return learning
      })
  }

  /// By processor of the chain, empty where it has no memory.
  package var learned: [[LearnedColumn]] {
    chain.processors.map { ($0 as? any LearningProcessor)?.learned ?? [] }
  }

  /// The model's input from raw features, of whatever days.
  package func input(from raw: Frame) throws -> Frame { try chain.apply(to: raw) }
}

extension FittedProcessing: Equatable {
  package static func == (left: FittedProcessing, right: FittedProcessing) -> Bool {
    left.configuration.digest == right.configuration.digest && left.learned == right.learned
  }
}

// MARK: - On disk

extension FittedProcessing {
  /// `processing.json`: the configuration, and for each processor in order what it learned.
  var json: JSONValue {
    [
      "schema": 1, "configuration": configuration.document.root.json,
      "processors": .array(
        zip(chain.processors, learned).map { processor, columns in
          [
            "class": .string(processor.name),
            "learned": .array(
              columns.map {
                [
                  "group": .string($0.group), "name": .string($0.name), "first": .optional($0.first),
                  "second": .optional($0.second),
                ]
              }),
          ]
        }),
    ]
  }

  /// Throws `model.folder` for a form that is not known or lacks something.
  init(_ bytes: [UInt8], path: String) throws {
    func lacking(_ problem: Message, line: Int? = nil) -> Diagnostic {
      Diagnostic(
        "model.folder", .damaged, at: .init(path, line: line), ["problem": .message(problem)],
        (en: "{problem}", zh: "{problem}"),
        remedy: (en: "Train or import the model again.", zh: "请重新训练或导入模型。"))
    }
    let json: JSONValue
    do { json = try JSONReader.read(bytes, duplicates: .refused) } catch {
      throw lacking(error.message, line: error.line)
    }
    guard json["schema"]?.intValue == 1, let configuration = json["configuration"],
      let processors = json["processors"]?.arrayValue
    else { throw lacking(.noProcessing) }
    // JSON is YAML: the configuration is read by the reader of all configurations.
    let document = try YAMLDocument(String(decoding: configuration.canonical, as: UTF8.self), path: path)
    try self.init(
      QrunConfiguration(document),
      learned: processors.map { processor in
        guard let columns = processor["learned"]?.arrayValue else { throw lacking(.incompleteProcessor) }
        return try columns.map { column in
          guard let group = column["group"]?.stringValue, let name = column["name"]?.stringValue,
            let first = column["first"], let second = column["second"]
          else { throw lacking(.incompleteColumn) }
          return LearnedColumn(
            group: group, name: name, first: first.doubleValue ?? .nan, second: second.doubleValue ?? .nan)
        }
      })
  }
}

/// What the document lacks.
extension Message {
  fileprivate static let noProcessing = Message(
    "model.no-processing", en: "The configuration or the processors are missing.", zh: "缺少配置或处理器。")
  fileprivate static let incompleteProcessor = Message(
    "model.incomplete-processor", en: "A processor is incomplete.", zh: "某个处理器不完整。")
  fileprivate static let incompleteColumn = Message(
    "model.incomplete-column", en: "A learned column is incomplete.", zh: "某个统计列不完整。")
}
