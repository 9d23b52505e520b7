import Metrics
import Primitives
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
    _ definition: ModelDefinition, model: ModelConfig, builder: DatasetBuilder, library: () throws -> LightGBMLibrary,
    allowsOverlap: Bool = false, progress: (String) -> Void = { _ in }
  ) throws {
    if !allowsOverlap { try TrainingRun.refuseOverlap(definition) }
    // Asked for before the features are computed: a missing library is said at once.
    if model.isSeeded { _ = try library() }
    progress("computing features")
    let views = try builder.views(definition.dataset)
    try self.init(definition, model: model, views: views, library: library, progress: progress)
  }

  /// The same on views that are there already.
  package init(
    _ definition: ModelDefinition, model: ModelConfig, views: DatasetViews, library: () throws -> LightGBMLibrary,
    progress: (String) -> Void = { _ in }
  ) throws {
    guard let rows = views.training else {
      throw Diagnostic(
        "model.empty", "the configuration has no train segment",
        at: .init(definition.configuration.document.path, field: "task.dataset.kwargs.segments"),
        remedy: "Add segments.train.")
    }
    progress("training on \(rows.train.count) rows of \(rows.frame.names(of: "feature").count) features")
    let trained = try model.train(on: rows, library: library)
    self.definition = definition
    self.model = trained
    featuresDigest = rows.frame.digest
    processing = try FittedProcessing(definition.configuration, views)
    findings = definition.findings + FeatureFindings.of(views, train: rows)
    metrics = []
    if let test = views.inference(in: "test") {
      guard test.rowCount > 0 else {
        throw Diagnostic(
          "model.empty", "the test segment has no row",
          at: .init(definition.configuration.document.path, field: "task.dataset.kwargs.segments.test"),
          remedy: "Correct the segment, or load data of its days.")
      }
      progress("scoring \(test.rowCount) rows")
      let scores = try trained.weights.predictions(of: test, library: library).compacted
      predictions = scores
      labels = views.labels(in: "test")?.compacted
      if let labels { metrics = RunMetrics.quality(predictions: scores, labels: labels) }
    }
    metrics += trained.losses
  }

  /// Throws `model.segments` where two segments share days: the model would be judged on what it has seen.
  package static func refuseOverlap(_ definition: ModelDefinition) throws {
    guard let finding = definition.dataset.findings.first(where: { $0.id == "dataset.segments-overlap" })
    else { return }
    throw Diagnostic(
      "model.segments", "two segments share days: \(finding.evidence)",
      at: .init(definition.configuration.document.path, field: "task.dataset.kwargs.segments"),
      remedy: finding.remedy.english + " Or train all the same with --allow-overlap.")
  }
}
