import Metrics
package import Primitives
package import Records

/// A model trained from its definition on a market, with everything that is written about it.
package struct TrainingRun: Sendable {
  package var definition: ModelDefinition
  package var model: TrainedModel
  /// Scores and raw labels of the test segment; nil where the configuration has none.
  package var predictions: PanelTable?
  package var labels: PanelTable?
  /// IC and its kin on the test segment, then the losses of the last round.
  package var metrics: [MetricValue]
  package var featuresDigest: String
  /// From a market to the model's input, for later days.
  package var processing: FittedProcessing
  package var findings: [Finding]

  /// - Parameters:
  ///   - allowsOverlap: trains although two segments share days.
  ///   - progress: is told each step as it begins.
  /// - Throws: `model.segments` for segments that share days, `model.empty` for one without rows, and
  ///   what the dataset and the training throw.
  package init(
    _ definition: ModelDefinition, model: ModelConfig, builder: DatasetBuilder, runtime: ModelRuntime,
    allowsOverlap: Bool = false, progress: (Message) -> Void = { _ in }
  ) throws {
    if !allowsOverlap { try TrainingRun.refuseOverlap(definition) }
    // Asked for before the features are computed: a missing library is said at once.
    try model.trainer.prepare(runtime)
    progress(.computingFeatures)
    let views = try builder.views(definition.dataset)
    try self.init(definition, model: model, views: views, runtime: runtime, progress: progress)
  }

  /// The same on views that are there already.
  package init(
    _ definition: ModelDefinition, model: ModelConfig, views: DatasetViews, runtime: ModelRuntime,
    progress: (Message) -> Void = { _ in }
  ) throws {
    guard let rows = views.training else {
      throw Diagnostic(
        "model.empty", .absent,
        at: .init(definition.configuration.document.path, field: "task.dataset.kwargs.segments"),
        (en: "The configuration has no train segment.", zh: "配置没有训练区段。"),
        remedy: (en: "Add `segments.train`.", zh: "请补上 `segments.train`。"))
    }
    progress(.training(rows: rows.train.count, features: rows.frame.names(of: "feature").count))
    let trained = try model.trainer.train(on: rows, runtime)
    self.definition = definition
    self.model = trained
    featuresDigest = rows.frame.digest
    processing = try FittedProcessing(definition.configuration, views)
    findings = definition.findings + FeatureFindings.of(views, train: rows)
    metrics = []
    if let test = views.inference(in: "test") {
      guard test.rowCount > 0 else {
        throw Diagnostic.noRow(
          in: "test", at: .init(definition.configuration.document.path, field: "task.dataset.kwargs.segments.test"))
      }
      progress(.scoring(rows: test.rowCount))
      let scores = try trained.weights.predictions(of: test, runtime).compacted
      predictions = scores
      labels = views.labels(in: "test")?.compacted
      if let labels { metrics = RunMetrics.quality(predictions: scores, labels: labels) }
    }
    metrics += trained.losses
  }

  /// Throws `model.segments` where two segments share days: the model would be judged on what it has seen.
  package static func refuseOverlap(_ definition: ModelDefinition) throws {
    guard let (earlier, later) = definition.dataset.overlaps.first else { return }
    throw Diagnostic(
      "model.segments", .unsupported,
      at: .init(definition.configuration.document.path, field: "task.dataset.kwargs.segments"),
      [
        "earlier": .text(earlier.name), "end": .day(earlier.end), "later": .text(later.name),
        "start": .day(later.start),
      ],
      (
        en: "Two segments share days. '{earlier}' ends on {end}, and '{later}' starts on {start}.",
        zh: "两个区段有重叠：“{earlier}”止于 {end}，“{later}”始于 {start}。"
      ),
      remedy: (
        en: "Let each segment start after the end of the one before, or add --allow-overlap.",
        zh: "请让每个区段在前一区段结束之后开始，或加 --allow-overlap。"
      ))
  }
}

/// What a training is at.
extension Message {
  package static let computingFeatures = Message("model.computing-features-name", en: "computing features", zh: "计算特征")

  fileprivate static func training(rows: Int, features: Int) -> Message {
    Message(
      "model.training-name", ["rows": .count(rows), "features": .count(features)],
      en: "training on {rows} {rows:row|rows} of {features} {features:feature|features}",
      zh: "用 {rows} 行、{features} 个特征训练")
  }

  fileprivate static func scoring(rows: Int) -> Message {
    Message("model.scoring-name", ["rows": .count(rows)], en: "scoring {rows} {rows:row|rows}", zh: "为 {rows} 行计算得分")
  }
}

extension Diagnostic {
  static func noRow(in segment: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "model.empty", .absent, at: place, ["segment": .text(segment)],
      (en: "The segment '{segment}' has no row.", zh: "区段“{segment}”没有行。"),
      remedy: (en: "Correct the segment, or load data of its days.", zh: "请更正该区段，或载入其日期的数据。"))
  }
}
