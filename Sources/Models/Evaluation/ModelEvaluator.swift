package import MarketData
import Primitives
package import Records

/// Makes everything that is said of a model beside its scores.
package struct ModelEvaluator: Sendable {
  private let market: any Market

  package init(market: any Market) { self.market = market }

  /// - Parameters:
  ///   - weights: nil where no model is known; `note` then says why.
  ///   - library: asked for only where LightGBM is needed.
  package func evaluate(
    _ config: DatasetConfig, _ views: DatasetViews, weights: ModelWeights?, note: String,
    library: () throws -> LightGBMLibrary
  ) throws -> ModelEvaluation {
    var segments: [ModelEvaluation.Segment] = []
    var why = note
    if let weights, let rows = views.inferenceOfAllSegments {
      let scores = try weights.predictions(of: rows, library: library)
      if let labels = views.labels {
        segments = SegmentEvaluation.segments(config, predictions: scores, labels: labels)
      } else {
        why = "the dataset has no label"
      }
    }
    var importance: [ModelEvaluation.Importance] = []
    if case .lightGBM(let text) = weights {
      importance = LightGBMImportance(text, names: views.infer.names(of: "feature")).rows.map {
        ModelEvaluation.Importance(feature: $0.feature, gain: $0.gain, splits: $0.splits)
      }
    }
    return ModelEvaluation(
      segments: segments, segmentNote: segments.isEmpty ? .verbatim(why) : nil, importance: importance,
      leaks: try [FutureCutoff(market: market).check(config, raw: views.raw)]
        + LeakChecks.of(config, calendar: market.calendar))
  }
}
