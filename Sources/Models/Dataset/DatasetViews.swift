import Primitives
package import Records

/// The three views of a handler's data (`DataHandlerLP.process_data`).
package struct DatasetViews: Sendable {
  /// As loaded: the label of reports and of the signal's evaluation.
  package let raw: Frame
  /// What the model is applied to.
  package let infer: Frame
  /// What the model learns from.
  package var learn: Frame {
    guard let learned else { preconditionFailure("the learn view was not asked for") }
    return learned
  }
  private let learned: Frame?
  /// The shared and the infer processors with what they learned.
  package let inferenceChain: ProcessorChain
  private var segments: [DatasetConfig.Segment]
  private let steps: Int?

  /// Runs the chains; each processor is fitted on the frame it is about to transform.
  ///
  /// Throws what a processor throws.
  ///
  /// - Parameter learns: whether the learn view is wanted; without it there is nothing to train on.
  package init(_ raw: Frame, _ config: DatasetConfig, learns: Bool = true) throws {
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
    learned =
      learns
      ? try run(config.learnProcessors, config.processType == .append ? infer : shared, forInference: false) : nil
    inferenceChain = ProcessorChain(fitted)
    segments = config.segments
    steps = config.steps
  }

  /// The same frames cut into other segments: no processor learns from a segment.
  func segmented(_ segments: [DatasetConfig.Segment]) -> DatasetViews {
    var views = self
    views.segments = segments
    return views
  }

  /// The rows that the model is applied to in a segment.
  package func inference(in name: String) -> Frame? {
    segments.first { $0.name == name }.map { inference(from: $0.start, through: $0.end) }
  }

  /// The rows that the model is applied to, from the first day of any segment to the last.
  package var inferenceOfAllSegments: Frame? {
    guard let start = segments.map(\.start).min(), let end = segments.map(\.end).max() else { return nil }
    return inference(from: start, through: end)
  }

  /// Behind the rows of the days before where a model looks back: as many days of the loaded data as it looks at
  /// (`TSDatasetH._extend_slice`).
  private func inference(from start: TradingDay, through end: TradingDay) -> Frame {
    guard let steps else { return infer.segment(from: start, through: end) }
    let days = raw.keys.days
    let first = days.firstIndex { $0 >= start } ?? days.count
    let earliest = days.isEmpty ? start : days[min(max(0, first - steps), days.count - 1)]
    return infer.windowed(steps, from: start, through: end, since: earliest)
  }

  /// The raw label of all rows; nil without a label.
  package var labels: PanelTable? {
    raw.columns(of: "label").first.map { label in
      PanelTable(keys: raw.keys, values: (0..<raw.rowCount).map { label.values[$0] })
    }
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
    return rows("train").map { TrainingRows(frame: learn, train: $0, valid: rows("valid"), steps: steps) }
  }
}
