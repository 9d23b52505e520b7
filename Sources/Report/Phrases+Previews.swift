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
}
