import MarketData
import Primitives
import Records

/// What a run must say about the predictions it rests on, where they decide less than they seem to.
enum PredictionFindings {
  /// - Parameter range: calendar indexes of the run.
  static func of(_ predictions: PanelTable, _ calendar: TradingCalendar, _ range: Range<Int>) -> [Finding] {
    scores(predictions, calendar, range) + days(predictions, calendar, range)
  }

  /// Rows that the market does not know: of codes that it neither lists nor has data of, and of days without trading.
  ///
  /// - Parameter predictions: as recorded.
  static func strays(_ predictions: PanelTable, _ market: any Market) throws -> [Finding] {
    var findings: [Finding] = []
    let unknown = try PredictionCheck.unknown(predictions.instruments, market)
    if !unknown.isEmpty {
      let places = Set(unknown.compactMap { predictions.instruments.binarySearch($0).map { Int32($0) } })
      var (rows, days): (Int, [TradingDay]) = (0, [])
      for index in predictions.days.indices {
        let count = predictions.codes[predictions.rows(ofDay: index)].count { places.contains($0) }
        rows += count
        if count > 0 { days.append(predictions.days[index]) }
      }
      if let first = days.first, let last = days.last {
        findings.append(.unknownStocks(unknown, of: predictions.instruments.count, rows: rows, from: first, to: last))
      }
    }
    let closed = predictions.days.indices.filter { market.calendar.index(of: predictions.days[$0]) == nil }
    if !closed.isEmpty {
      let rows = closed.reduce(0) { $0 + predictions.rows(ofDay: $1).count }
      findings.append(.closedDays(closed.map { predictions.days[$0] }, rows: rows))
    }
    return findings
  }

  /// What the scores themselves are: infinite ones, and days on which all are equal.
  static func scores(_ predictions: PanelTable, _ calendar: TradingCalendar, _ range: Range<Int>) -> [Finding] {
    var findings: [Finding] = []
    let infinite = predictions.values.count { $0.isInfinite }
    if infinite > 0, let row = predictions.values.firstIndex(where: \.isInfinite) {
      let day = predictions.days[max(0, predictions.offsets.partitioningIndex { $0 > row } - 1)]
      findings.append(
        .infinite(
          infinite, of: predictions.count, first: predictions.instruments[Int(predictions.codes[row])], on: day))
    }
    let decided = range.filter { $0 > 0 && isDecided(predictions, calendar[$0 - 1]) }
    let equal = decided.filter { index in
      let values = predictions.values[predictions.rows(of: calendar[index - 1])].filter { !$0.isNaN }
      return values.count > 1 && values.allSatisfy { $0 == values[0] }
    }
    if let first = equal.first {
      findings.append(
        equal.count == decided.count
          ? .allEqual(equal.count, first: calendar[first])
          : .equal(equal.count, of: decided.count, first: calendar[first]))
    }
    return findings
  }

  private static func days(_ predictions: PanelTable, _ calendar: TradingCalendar, _ range: Range<Int>) -> [Finding] {
    // The first day's decision would need a prediction from before the run; few records hold one.
    let empty = range.dropFirst().filter { predictions.rows(of: calendar[$0 - 1]).isEmpty }
    let missing = range.filter { index in
      index > 0 && !predictions.rows(of: calendar[index - 1]).isEmpty && !isDecided(predictions, calendar[index - 1])
    }
    var findings: [Finding] = []
    if let first = empty.first { findings.append(.missingDays(empty.count, of: range.count, first: calendar[first])) }
    if let first = missing.first {
      findings.append(.missingScores(missing.count, of: range.count, first: calendar[first]))
    }
    return findings
  }

  /// Whether a day has a score that is not missing.
  static func isDecided(_ predictions: PanelTable, _ day: TradingDay) -> Bool {
    predictions.rows(of: day).contains { !predictions.values[$0].isNaN }
  }
}

extension Finding {
  fileprivate static func unknownStocks(
    _ unknown: [InstrumentID], of codes: Int, rows: Int, from first: TradingDay, to last: TradingDay
  ) -> Finding {
    Finding(
      "predictions.unknown-stocks", .serious,
      [
        "count": .count(unknown.count), "codes": .count(codes), "rows": .count(rows), "first": .day(first),
        "last": .day(last),
        "names": .list(
          unknown.prefix(5).map { .instrument($0) } + (unknown.count > 5 ? [.text("…")] : [])),
      ], title: (en: "The market does not know some predicted codes", zh: "行情中没有部分预测代码"),
      evidence: (
        en: "{count} of {codes} predicted codes {count:is|are} not in the market: {names}. "
          + "{rows} {rows:score|scores} {rows:is|are} theirs, {first} to {last}.",
        zh: "预测的 {codes} 个代码中有 {count} 个不在行情中：{names}；涉及 {first} 至 {last} 的 {rows} 个得分。"
      ),
      consequence: (
        en: "They are ranked and never traded, as in qlib. A record that traded them differs.",
        zh: "与 qlib 一致，它们参与排名但从不成交；若记录中有其成交，结果会不同。"
      ),
      remedy: (en: "Use the market that the predictions were made on.", zh: "请用生成预测的行情。"))
  }

  fileprivate static func closedDays(_ days: [TradingDay], rows: Int) -> Finding {
    Finding(
      "predictions.closed-days", .serious,
      [
        "count": .count(days.count), "rows": .count(rows),
        "days": .list(days.prefix(5).map { .day($0) } + (days.count > 5 ? [.text("…")] : [])),
      ], title: (en: "Predictions of days without trading", zh: "预测含非交易日"),
      evidence: (
        en: "{rows} {rows:score is|scores are} of {count} {count:day|days} without trading: {days}.",
        zh: "有 {rows} 个得分属于 {count} 个非交易日：{days}。"
      ),
      consequence: (
        en: "They replace the scores of the trading day before, as in qlib.", zh: "与 qlib 一致，它们取代前一交易日的得分。"
      ),
      remedy: (
        en: "Predict the market's trading days alone, or correct its calendar.", zh: "请只预测行情的交易日，或更正行情日历。"
      ))
  }

  fileprivate static func infinite(
    _ count: Int, of scores: Int, first: InstrumentID, on day: TradingDay
  ) -> Finding {
    Finding(
      "predictions.infinite", .serious,
      ["count": .count(count), "scores": .count(scores), "first": .instrument(first), "day": .day(day)],
      title: (en: "Infinite scores", zh: "无穷大的得分"),
      evidence: (
        en: "{count} of {scores} scores {count:is|are} infinite, first {first} on {day}.",
        zh: "{scores} 个得分中有 {count} 个为无穷大，首个是 {day} 的 {first}。"
      ),
      consequence: (
        en: "They rank before or behind every number, among each other by code.", zh: "它们排在所有数值之前或之后，彼此按代码排序。"
      ),
      remedy: (
        en: "Look for a division by zero in the model or its features.", zh: "检查模型或特征中的除零。"
      ))
  }

  fileprivate static func allEqual(_ count: Int, first: TradingDay) -> Finding {
    Finding(
      "predictions.equal-scores", .serious, ["count": .count(count), "first": .day(first)],
      title: (en: "All scores are equal", zh: "全部得分相同"),
      evidence: (
        en: "On each of {count} {count:day|days} all scores are equal, first for {first}.",
        zh: "{count} 个交易日所依的得分各自全部相同，首个 {first}。"
      ),
      consequence: (en: "Ties decide every order, in the order of codes.", zh: "每笔委托都只由并列时的代码顺序决定。"),
      remedy: (
        en: "Check the model: it may have no tree, or features that are missing everywhere.",
        zh: "检查模型：可能没有一棵树，或特征全部缺失。"
      ))
  }

  fileprivate static func equal(_ count: Int, of days: Int, first: TradingDay) -> Finding {
    Finding(
      "predictions.equal-scores", .warning, ["count": .count(count), "days": .count(days), "first": .day(first)],
      title: (en: "Days with equal scores", zh: "得分全部相同的交易日"),
      evidence: (
        en: "All scores that decide {count} of {days} days are equal, first {first}.",
        zh: "{days} 个交易日中有 {count} 日所依的得分全部相同，首个 {first}。"
      ),
      consequence: (en: "Ties decide the orders of these days, in the order of codes.", zh: "这些日的委托只由并列时的代码顺序决定。"),
      remedy: (en: "Check the features of these days.", zh: "检查这些日的特征。"))
  }

  fileprivate static func missingDays(_ count: Int, of days: Int, first: TradingDay) -> Finding {
    Finding(
      "predictions.missing-days", .warning, ["count": .count(count), "days": .count(days), "first": .day(first)],
      title: (en: "Days without predictions", zh: "缺预测的交易日"),
      evidence: (
        en: "No scores decide {count} of {days} days, first {first}.",
        zh: "{days} 个交易日中有 {count} 日没有得分，首个 {first}。"
      ), consequence: (en: "No order is given on them, as in qlib.", zh: "与 qlib 一致，这些日不下单。"),
      remedy: (en: "Predict the trading day before each of them.", zh: "补上其前一交易日的预测。"))
  }

  fileprivate static func missingScores(_ count: Int, of days: Int, first: TradingDay) -> Finding {
    Finding(
      "predictions.missing-scores", .warning,
      ["count": .count(count), "days": .count(days), "first": .day(first)],
      title: (en: "Days on which every score is missing", zh: "得分全部缺失的交易日"),
      evidence: (
        en: "Every score that decides {count} of {days} days is missing, first {first}.",
        zh: "{days} 个交易日中有 {count} 日所依的得分全部缺失，首个 {first}。"
      ),
      consequence: (
        en:
          "As in qlib, TopkDropoutStrategy then ranks stocks by code, and EnhancedTopkDropoutStrategy gives no order.",
        zh: "与 qlib 一致，TopkDropoutStrategy 此时按代码排序，EnhancedTopkDropoutStrategy 不下单。"
      ),
      remedy: (en: "Predict the trading day before each of them.", zh: "补上其前一交易日的预测。"))
  }
}
