import MarketData
import Primitives
import Records

/// Predictions of another market are refused: a stock or a day that this one does not know.
enum PredictionCheck {
  /// Throws `predictions.empty`, `predictions.unknown-stock` and `predictions.unknown-day`.
  static func check(_ predictions: PanelTable, _ market: any Market) throws {
    guard predictions.count > 0 else {
      throw Diagnostic(
        "predictions.empty", .absent, [:], (en: "The predictions are empty.", zh: "预测为空。"),
        remedy: (en: "Export the predictions again.", zh: "请重新导出预测。"))
    }
    let listed = Set(try market.universe("all").instruments)
    let unknown = predictions.instruments.filter { !listed.contains($0) && !market.hasData($0) }
    if let first = unknown.first {
      throw Diagnostic(
        "predictions.unknown-stock", .damaged, at: .init(market.location),
        ["count": .count(unknown.count), "codes": .count(predictions.instruments.count), "first": .instrument(first)],
        (
          en: "The market does not know {count} of {codes} predicted codes, first {first}.",
          zh: "预测的 {codes} 个代码中有 {count} 个不在行情中，首个 {first}。"
        ), remedy: (en: "Use the market that the predictions were made on.", zh: "请用生成预测的行情。"))
    }
    if let day = predictions.days.first(where: { market.calendar.index(of: $0) == nil }) {
      throw Diagnostic(
        "predictions.unknown-day", .damaged, at: .init(market.location), ["day": .day(day)],
        (
          en: "There are predictions of {day}, which is no trading day of the market.",
          zh: "预测含 {day}，而它不是该行情的交易日。"
        ), remedy: (en: "Use the market that the predictions were made on.", zh: "请用生成预测的行情。"))
    }
  }
}
