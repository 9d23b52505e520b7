package import MarketData
package import Primitives
package import Records

/// Makes everything that is said of a model beside its scores.
package struct ModelEvaluator: Sendable {
  private let market: any Market

  package init(market: any Market) { self.market = market }

  /// Evaluates a model on every segment of its data set.
  ///
  /// - Parameters:
  ///   - weights: nil where no model is known; `note` then says why.
  ///   - scores: the model's, over all segments.
  package func evaluate(
    _ config: DatasetConfig, _ views: DatasetViews, weights: (any ModelWeights)?, scores: PanelTable?, note: Message?
  ) throws -> ModelEvaluation {
    var segments: [ModelEvaluation.Segment] = []
    var why = note
    if let scores {
      if let labels = views.labels {
        segments = SegmentEvaluation.segments(config, predictions: scores, labels: labels)
      } else {
        why = .noLabel
      }
    }
    let importance = weights?.importance(views.infer.names(of: "feature"))
    return ModelEvaluation(
      segments: segments, segmentNote: segments.isEmpty ? why : nil,
      importance: (importance?.rows ?? []).map {
        ModelEvaluation.Importance(feature: $0.feature, gain: $0.gain, splits: $0.splits)
      },
      leaks: try [FutureCutoff(market: market).check(config, raw: views.raw)]
        + LeakChecks.of(config, calendar: market.calendar))
  }
}

extension Message {
  fileprivate static let noLabel = Message("model.no-label", en: "The dataset has no label.", zh: "数据集没有标签。")
}
