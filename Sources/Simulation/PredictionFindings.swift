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
          "predictions.infinite", .warning, ["count": .count(infinite), "scores": .count(predictions.count)],
          title: (en: "Infinite scores", zh: "无穷大的得分"),
          evidence: (en: "{count} of {scores} scores are infinite.", zh: "{scores} 个得分中有 {count} 个为无穷大。"),
          consequence: (
            en: "They rank before or behind every number, among each other by code.", zh: "它们排在所有数值之前或之后，彼此按代码排序。"
          ),
          remedy: (
            en: "Look for a division by zero in the model or its features.", zh: "检查模型或特征中的除零。"
          )))
    }
    // The first day's decision would need a prediction from before the run; few records hold one.
    let empty = range.dropFirst().filter { predictions.rows(of: calendar[$0 - 1]).isEmpty }
    if let first = empty.first {
      findings.append(
        Finding(
          "predictions.missing-days", .warning,
          ["count": .count(empty.count), "days": .count(range.count), "first": .day(calendar[first])],
          title: (en: "Days without predictions", zh: "缺预测的交易日"),
          evidence: (
            en: "No scores decide {count} of {days} days, first {first}.",
            zh: "{days} 个交易日中有 {count} 日没有得分，首个 {first}。"
          ), consequence: (en: "No order is given on them, as in qlib.", zh: "与 qlib 一致，这些日不下单。"),
          remedy: (en: "Predict the trading day before each of them.", zh: "补上其前一交易日的预测。")))
    }
    return findings
  }
}
