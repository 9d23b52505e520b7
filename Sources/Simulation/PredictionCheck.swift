import MarketData
import Primitives
import Records

/// Predictions of another market are refused: a stock or a day that this one does not know.
enum PredictionCheck {
  /// Throws `predictions.empty`, `predictions.unknown-stock` and `predictions.unknown-day`.
  static func check(_ predictions: PanelTable, _ market: any Market) throws {
    guard predictions.count > 0 else {
      throw Diagnostic(
        "predictions.empty", "there is no prediction", remedy: "Export the predictions again.")
    }
    let listed = Set(try market.universe("all").instruments)
    let unknown = predictions.instruments.filter { !listed.contains($0) && !market.hasData($0) }
    if let first = unknown.first {
      throw Diagnostic(
        "predictions.unknown-stock",
        "\(unknown.count) of \(predictions.instruments.count) predicted codes are unknown to the market, first \(first)",
        at: .init(market.location), remedy: "Use the market that the predictions were made on.")
    }
    if let day = predictions.days.first(where: { market.calendar.index(of: $0) == nil }) {
      throw Diagnostic(
        "predictions.unknown-day",
        "there are predictions for \(day), which is no trading day of the market",
        at: .init(market.location), remedy: "Use the market that the predictions were made on.")
    }
  }
}
