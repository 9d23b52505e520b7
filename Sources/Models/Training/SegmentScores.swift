import Metrics
package import Primitives
package import Records

/// The scores of a model on one segment of a dataset, beside the raw labels.
package struct SegmentScores: Sendable {
  package var predictions: PanelTable
  package var labels: PanelTable?
  package var metrics: [MetricValue]
  package var findings: [Finding]

  /// - Parameter path: of the configuration, for messages.
  /// - Throws: `model.segment` for a segment that is not configured, `model.empty` for one without rows,
  ///   `model.features` for other features than the model's.
  package init(
    _ name: String, views: DatasetViews, path: String, weights: any ModelWeights, runtime: ModelRuntime
  ) throws {
    let field = "task.dataset.kwargs.segments"
    guard let rows = views.inference(in: name) else {
      throw Diagnostic(
        "model.segment", .absent, at: .init(path, field: field), ["segment": .text(name)],
        (en: "The configuration has no segment '{segment}'.", zh: "配置没有区段“{segment}”。"),
        remedy: (en: "Name one of its segments, such as test.", zh: "请指定其中一个区段，如 test。"))
    }
    guard rows.rowCount > 0 else { throw Diagnostic.noRow(in: name, at: .init(path, field: field + "." + name)) }
    predictions = try weights.predictions(of: rows, runtime).compacted
    labels = views.labels(in: name)?.compacted
    metrics = labels.map { [predictions] in RunMetrics.quality(predictions: predictions, labels: $0) } ?? []
    metrics += weights.losses
    findings = weights.findings
  }

  package var json: JSONValue {
    [
      "rows": .integer(predictions.count), "days": .integer(predictions.days.count),
      "instruments": .integer(predictions.instruments.count), "predictions_sha256": .string(predictions.digest),
      "metrics": .array(metrics.map(\.json)), "findings": .array(findings.map(\.json)),
    ]
  }
}
