package import MarketData
import Metrics
package import Records

/// Everything that is said of predictions: against their labels, and against longer returns of a market.
package struct QualityReport: Sendable {
  private let market: any Market

  package init(market: any Market) { self.market = market }

  /// - Parameter name: what the labels are.
  package func document(_ predictions: PanelTable, labels: PanelTable, name: String) throws -> PredictionQuality {
    var document = QualityEvaluation.document(
      PredictionPairs(predictions: predictions, labels: labels), label: name, hash: predictions.digest)
    document.decay = try PredictionDecay(market: market).horizons(predictions)
    document.decayNote = PredictionDecay.note
    return document
  }
}
