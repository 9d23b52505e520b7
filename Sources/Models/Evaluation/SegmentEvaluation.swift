import Metrics
package import Records

/// The same model on all segments of its dataset: figures of train, valid and test side by side.
package enum SegmentEvaluation {
  /// - Parameter predictions: scores over all segments.
  /// - Returns: in the order of their first days.
  package static func segments(
    _ config: DatasetConfig, predictions: PanelTable, labels: PanelTable
  ) -> [ModelEvaluation.Segment] {
    let days = InformationCoefficient.daily(predictions: predictions, labels: labels)
    return config.segments.sorted { ($0.start, $0.name) < ($1.start, $1.name) }.map { segment in
      ModelEvaluation.Segment(
        name: segment.name, start: segment.start,
        // An open end is that of the data.
        end: segment.end == OpenWindow.anyDays.end ? days.last?.day ?? segment.end : segment.end,
        figures: QualityEvaluation.correlation(days.filter { $0.day >= segment.start && $0.day <= segment.end }))
    }
  }
}
