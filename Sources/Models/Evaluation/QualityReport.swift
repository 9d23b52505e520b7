package import MarketData
import Metrics
package import Primitives
package import Records

/// Everything that is said of predictions: against their labels, and against longer returns of a market.
package struct QualityReport: Sendable {
  private let market: any Market

  package init(market: any Market) { self.market = market }

  /// - Parameter label: what the labels are.
  package func document(_ predictions: PanelTable, labels: PanelTable, label: Message) throws -> PredictionQuality {
    var document = QualityEvaluation.document(
      PredictionPairs(predictions: predictions, labels: labels), label: label, digest: predictions.digest)
    document.decay = try PredictionDecay(market: market).horizons(predictions)
    document.decayNote = PredictionDecay.note
    return document
  }
}

/// What predictions are held against.
extension Message {
  /// - Parameter label: the expression, or the file it was read from.
  package static func recordedLabels(_ label: String) -> Message {
    Message("models.recorded-labels", ["label": .text(label)], en: "as recorded: `{label}`", zh: "采用记录：`{label}`")
  }

  package static func computedLabels(_ label: String) -> Message {
    Message("models.computed-labels", ["label": .text(label)], en: "computed here: `{label}`", zh: "本地计算：`{label}`")
  }
}
