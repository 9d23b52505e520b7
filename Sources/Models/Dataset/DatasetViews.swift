package import Records

/// The three views of a handler's data (`DataHandlerLP.process_data`).
package struct DatasetViews: Sendable {
  /// As loaded: the label of reports and of the signal's evaluation.
  package let raw: Frame
  /// What the model is applied to.
  package let infer: Frame
  /// What the model learns from.
  package let learn: Frame
  /// The shared and the infer processors with what they learned.
  package let inferenceChain: ProcessorChain
  private let segments: [DatasetConfig.Segment]

  /// Runs the chains; each processor is fitted on the frame it is about to transform.
  ///
  /// Throws what a processor throws.
  package init(_ raw: Frame, _ config: DatasetConfig) throws {
    var fitted: [any Processor] = []
    func run(_ list: [ProcessorConfig], _ frame: Frame, forInference: Bool) throws -> Frame {
      var chain = ProcessorChain(list.map { $0.processor() })
      let result = try chain.fitAndApply(to: frame, forInference: forInference)
      if forInference { fitted += chain.processors }
      return result
    }
    let shared = try run(config.sharedProcessors, raw, forInference: true)
    self.raw = raw
    infer = try run(config.inferProcessors, shared, forInference: true)
    learn = try run(
      config.learnProcessors, config.processType == .append ? infer : shared, forInference: false)
    inferenceChain = ProcessorChain(fitted)
    segments = config.segments
  }

  /// The rows that the model is applied to in a segment.
  package func inference(in name: String) -> Frame? {
    segments.first { $0.name == name }.map { infer.segment(from: $0.start, through: $0.end) }
  }

  /// The raw label of a segment's rows, as a record keeps it; nil without the segment or a label.
  package func labels(in name: String) -> PanelTable? {
    guard let segment = segments.first(where: { $0.name == name }) else { return nil }
    let rows = raw.segment(from: segment.start, through: segment.end)
    guard let label = rows.columns(of: "label").first else { return nil }
    return PanelTable(keys: rows.keys, values: (0..<rows.rowCount).map { label.values[$0] })
  }

  /// The rows to train on, and those that stop the training where there is a `valid` segment; nil
  /// where the configuration has no `train`.
  package var training: TrainingRows? {
    func rows(_ name: String) -> Range<Int>? {
      segments.first { $0.name == name }.map { learn.keys.rows(from: $0.start, through: $0.end) }
    }
    return rows("train").map { TrainingRows(frame: learn, train: $0, valid: rows("valid")) }
  }
}
