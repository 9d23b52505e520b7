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
        "model.statistics", "statistics of \(learned.count) processors for a chain of \(configs.count)",
        remedy: "Train the model again.")
    }
    chain = ProcessorChain(
      try zip(configs, learned).map { config, columns in
        let processor = config.processor()
        guard var learning = processor as? any LearningProcessor else { return processor }
        guard !columns.isEmpty else {
          throw Diagnostic(
            "model.statistics", "\(config.name) learns from days, and the folder holds nothing it learned",
            remedy: "Train the model again.")
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
    func damaged(_ what: String) -> Diagnostic {
      Diagnostic("model.folder", what, at: .init(path), remedy: "Train or import the model again.")
    }
    let json: JSONValue
    do { json = try JSONReader.read(bytes) } catch {
      throw Diagnostic(
        "model.folder", "not readable as JSON: \(error.message)", at: .init(path, line: error.line),
        remedy: "Train or import the model again.")
    }
    guard json["schema"]?.intValue == 1, let configuration = json["configuration"],
      let processors = json["processors"]?.arrayValue
    else { throw damaged("the configuration or the processors are missing") }
    // JSON is YAML: the configuration is read by the reader of all configurations.
    let document = try YAMLDocument(String(decoding: configuration.canonical, as: UTF8.self), path: path)
    try self.init(
      QrunConfiguration(document),
      learned: processors.map { processor in
        guard let columns = processor["learned"]?.arrayValue else { throw damaged("a processor is incomplete") }
        return try columns.map { column in
          guard let group = column["group"]?.stringValue, let name = column["name"]?.stringValue,
            let first = column["first"], let second = column["second"]
          else { throw damaged("a learned column is incomplete") }
          return LearnedColumn(
            group: group, name: name, first: first.doubleValue ?? .nan, second: second.doubleValue ?? .nan)
        }
      })
  }
}
