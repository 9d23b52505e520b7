import MarketData
import Primitives
import Records

/// What a run must say about the predictions it rests on, where they decide less than they seem to.
enum PredictionFindings {
  /// - Parameter range: calendar indexes of the run.
  static func of(_ predictions: PanelTable, _ calendar: TradingCalendar, _ range: Range<Int>) -> [Finding] {
    var findings: [Finding] = []
    let infinite = predictions.values.count { $0.isInfinite }
    if infinite > 0 {
      findings.append(
        Finding(
          id: "predictions.infinite", severity: .warning,
          evidence: "\(infinite) of \(predictions.count) scores are infinite",
          consequence: "They rank before or behind every number, in the order of codes among each other.",
          remedy: "Look for a division by zero in the model or its features."))
    }
    // The first day's decision would need a prediction from before the run; few records hold one.
    let empty = range.dropFirst().filter { predictions.rows(of: calendar[$0 - 1]).isEmpty }
    if let first = empty.first {
      findings.append(
        Finding(
          id: "predictions.missing-days", severity: .warning,
          evidence: "\(empty.count) of \(range.count) days have no scores to decide them, first \(calendar[first])",
          consequence: "No order is given on them, as in qlib.",
          remedy: "Predict the trading day before each of them."))
    }
    return findings
  }
}
