package import MarketData
import Metrics
package import Records

/// Everything that is said of predictions: against their labels, and against longer returns of a market.
package struct SignalReport: Sendable {
  private let market: any Market

  package init(market: any Market) { self.market = market }

  /// - Parameter name: what the labels are.
  package func document(_ predictions: PanelTable, labels: PanelTable, name: String) throws -> SignalDocument {
    var document = SignalEvaluation.document(
      SignalPairs(predictions: predictions, labels: labels), label: name, hash: predictions.fingerprint)
    document.decay = try SignalDecay(market: market).horizons(predictions)
    document.decayNote = SignalDecay.note
    return document
  }
}
