import Primitives
import Records

/// Sentences of previews in the reader's language.
extension Phrases {
  /// `score 0.12, rank 3 of 300` in Chinese; anything else stays as it was written.
  static func tradeReason(_ reason: String, _ language: Language) -> String {
    guard language == .chinese else { return reason }
    if reason == "no score" { return "无得分" }
    guard let match = reason.wholeMatch(of: /score (\S+), rank (\d+) of (\d+)/) else { return reason }
    return "得分 \(match.1)，第 \(match.2) 名 / 共 \(match.3)"
  }

  /// One source that did not answer as it should on a day.
  static func fall(_ row: QuoteFallRow, _ language: Language) -> String {
    language == .chinese
      ? "\(row.source)：\(refusals[row.reason] ?? row.reason)，\(row.minutes) 次，最近一次涉及 \(row.count) 只，\(row.lastAt)"
      : "\(row.source): \(row.reason), \(row.minutes) times, at last for \(row.count) stocks, \(row.lastAt)"
  }

  private static let refusals = [
    "no quote": "无行情", "a quote without a price": "行情缺价格", "a price of zero or below": "价格为零或负",
    "a price out of any range": "价格超出合理范围", "a quote of an earlier day": "行情不是当日的",
    "a quote that is too old": "行情过旧", "a quote from the future": "行情时间在未来",
  ]

  /// Which close and which scores decide, or why nothing does.
  static func signalNote(_ signal: SiteInput.Signal, _ language: Language) -> String {
    if let absence = signal.absence {
      return language == .chinese
        ? "没有信号：\(absence.summary[language])（\(absence.id)）。\(absence.remedy[language])"
        : "No signal: \(absence.summary[language]) (\(absence.id)). \(absence.remedy[language])"
    }
    switch (signal.origin, language) {
    case (.live, .chinese): return "依据 \(signal.decidedOn) 收盘与本程序用所存模型算出的得分；股数按该日收盘价估算，未发出任何委托。"
    case (.live, .english):
      return
        "Decided by the close of \(signal.decidedOn) and scores computed here with the kept model; sized at that close; nothing is sent."
    case (.none, .chinese): return "\(signal.decidedOn) 及以前没有得分：不下单。"
    case (.none, .english): return "There are no scores up to \(signal.decidedOn): no orders."
    case (_, .chinese): return "依据 \(signal.decidedOn) 收盘与所录预测；股数按该日收盘价估算，未发出任何委托。"
    case (_, .english):
      return
        "Decided by the close of \(signal.decidedOn) and recorded predictions; sized at that close; nothing is sent."
    }
  }

  static func signalKept(_ count: Int, _ cash: Double, _ language: Language) -> String {
    language == .chinese
      ? "其余 \(count) 只不动；之后现金占 \(PageFigures.percent(cash))。"
      : "\(count) others are kept; cash is then \(PageFigures.percent(cash))."
  }

  /// `rank 3 of 300; takes a free place` in Chinese, part by part.
  static func signalReason(_ reason: String, _ language: Language) -> String {
    guard language == .chinese else { return reason }
    let parts = reason.split(separator: "; ").map { part -> String in
      if let match = part.wholeMatch(of: /rank (\d+) of (\d+)/) { return "第 \(match.1) 名 / 共 \(match.2)" }
      for (start, chinese) in [("at the last close ", "以收盘价论"), ("at the quote ", "以现价论")] where part.hasPrefix(start) {
        return chinese + Phrases.skip(String(part.dropFirst(start.count)), language)
      }
      return signalParts[String(part)] ?? String(part)
    }
    return parts.joined(separator: "；")
  }

  private static let signalParts = [
    "no score": "无得分", "reduced": "减持", "leaves for a better candidate": "让位于得分更高者",
    "wanted, but the money is below one lot": "想买，但资金不足一手", "added to": "增持", "takes a free place": "填补空位",
    "kept": "保留", "kept: no scores, no orders": "保留：没有得分，不下单",
  ]

  static func event(_ event: PreviewEvent, _ language: Language) -> String {
    let noticed = String(event.at.prefix(10))
    return switch (event.kind, language) {
    case (.restated, .chinese): "\(event.tradingDay) 起的行情被修订：该日及以后重新结算（\(noticed) 发现），此前报告的数值不同。"
    case (.restated, .english):
      "Prices from \(event.tradingDay) on were restated: this day and all later ones were settled again (noticed \(noticed)); earlier reports show other values."
    case (.scoresChanged, .chinese): "决定 \(event.tradingDay) 的得分后来变了（\(noticed) 发现）：已结算的成交保持不变。"
    case (.scoresChanged, .english):
      "The scores that decided \(event.tradingDay) are others now (noticed \(noticed)): settled trades stand."
    }
  }
}
