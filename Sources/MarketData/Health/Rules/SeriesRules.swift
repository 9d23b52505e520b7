import Primitives
import Records

/// Series without a single close.
struct EmptySeriesRule: InstrumentRule {
  func cases(_ bars: InstrumentBars) -> [HealthCase] {
    guard bars.series["close"] != nil, bars.priced.isEmpty else { return [] }
    return [HealthCase(bars.instrument, .noClose(rows: bars.close.count))]
  }

  func finding(_ tally: Tally, of count: Int) -> Finding { .emptySeries(tally, of: count) }
}

/// Series that cover less than the instrument's spans in the universe `all`, outside of which qlib never looks.
struct SpanRule: InstrumentRule {
  /// By instrument, clipped to the calendar: calendar indexes of the first and the last day of its spans.
  let spans: [InstrumentID: ClosedRange<Int>]

  init(_ universe: Universe, _ calendar: TradingCalendar) {
    var spans: [InstrumentID: ClosedRange<Int>] = [:]
    for member in universe.members {
      guard let start = member.spans.map(\.start).min(), let end = member.spans.map(\.end).max(),
        let first = calendar.firstIndex(onOrAfter: start), let last = calendar.lastIndex(onOrBefore: end), first <= last
      else { continue }
      spans[member.instrument] = first...last
    }
    self.spans = spans
  }

  func cases(_ bars: InstrumentBars) -> [HealthCase] {
    guard let span = spans[bars.instrument], bars.close.count > 0, !bars.priced.isEmpty else { return [] }
    var cases: [HealthCase] = []
    let (first, last) = (bars.close.start, bars.close.range.upperBound - 1)
    if first > span.lowerBound {
      let until = min(first - 1, span.upperBound)
      let count = until - span.lowerBound + 1
      cases.append(
        HealthCase(
          bars.instrument, days: bars.days(span.lowerBound, until), count: count, weight: Double(count),
          .startsLate(bars.calendar[first])))
    }
    if last < span.upperBound {
      let from = max(last + 1, span.lowerBound)
      let count = span.upperBound - from + 1
      cases.append(
        HealthCase(
          bars.instrument, days: bars.days(from, span.upperBound), count: count, weight: Double(count),
          .endsEarly(bars.calendar[last])))
    }
    return cases
  }

  func finding(_ tally: Tally, of count: Int) -> Finding { .shortOfSpan(tally, of: count) }

  /// Half of all instruments are no accident: list, calendar and bins were not made together.
  static func severity(_ tally: Tally, of count: Int) -> Finding.Severity {
    tally.instruments >= wholesaleMin && tally.instruments * 2 > count ? .serious : .warning
  }

  /// Fewer instruments are no market.
  static let wholesaleMin = 20
}

/// Prices before or behind the instrument's spans in the universe `all`: the list or the dates of the data are wrong.
struct OutsideSpanRule: InstrumentRule {
  let spans: [InstrumentID: ClosedRange<Int>]

  init(_ universe: Universe, _ calendar: TradingCalendar) { spans = SpanRule(universe, calendar).spans }

  func cases(_ bars: InstrumentBars) -> [HealthCase] {
    guard let span = spans[bars.instrument], let first = bars.priced.first, let last = bars.priced.last,
      !bars.isIndex
    else { return [] }
    var cases: [HealthCase] = []
    if first < span.lowerBound {
      let until = min(span.lowerBound - 1, last)
      let count = until - first + 1
      cases.append(
        HealthCase(
          bars.instrument, days: bars.days(first, until), count: count, weight: Double(count),
          .listed(from: bars.calendar[span.lowerBound])))
    }
    if last > span.upperBound {
      let from = max(span.upperBound + 1, first)
      let count = last - from + 1
      cases.append(
        HealthCase(
          bars.instrument, days: bars.days(from, last), count: count, weight: Double(count),
          .listed(until: bars.calendar[span.upperBound])))
    }
    return cases
  }

  func finding(_ tally: Tally, of count: Int) -> Finding { .outsideSpan(tally, of: count) }
}

/// Days inside of an index's series on which it has no close: qlib counts a benchmark's return as 0 there
/// (`qlib/backtest/report.py`, `_cal_benchmark`).
struct IndexRule: InstrumentRule {
  func cases(_ bars: InstrumentBars) -> [HealthCase] {
    guard bars.isIndex, let first = bars.priced.first, let last = bars.priced.last else { return [] }
    let close = bars.close.view
    return bars.runs(in: first..<(last + 1)) { close[$0].isNaN }.map { run in
      HealthCase(
        bars.instrument, days: bars.days(run.lowerBound, run.upperBound - 1), count: run.count,
        weight: Double(run.count), .withoutClose(run.count))
    }
  }

  func finding(_ tally: Tally, of count: Int) -> Finding { .indexHoles(tally) }
}

extension Finding {
  fileprivate static func emptySeries(_ tally: Tally, of count: Int) -> Finding {
    Finding(
      "market.series-empty", .warning,
      ["stocks": .count(tally.instruments), "count": .count(count), "worst": tally.named],
      title: (en: "Series have no close", zh: "序列没有收盘价"),
      evidence: (
        en: "{stocks} of {count} instruments have no close on any day: {worst}.",
        zh: "{count} 个证券中有 {stocks} 个在任何日期都没有收盘价：{worst}。"
      ), consequence: (en: "They are never tradable, as in qlib.", zh: "与 qlib 一致，它们始终不可交易。"),
      remedy: (en: "Dump them again, or take them off the list.", zh: "请重新导出，或从名单中删除。"))
  }

  fileprivate static func shortOfSpan(_ tally: Tally, of count: Int) -> Finding {
    Finding(
      "market.series-shorter-than-span", SpanRule.severity(tally, of: count),
      [
        "stocks": .count(tally.instruments), "count": .count(count), "days": .count(tally.total),
        "worst": tally.named,
      ], title: (en: "Series are shorter than the listing", zh: "序列短于上市区间"),
      evidence: (
        en: "{stocks} of {count} instruments lack {days} {days:row|rows} of their span in 'all': {worst}.",
        zh: "{count} 个证券中有 {stocks} 个在“all”区间内缺 {days} 行：{worst}。"
      ),
      consequence: (
        en: "A holding stands at its last price there, and nothing is traded.", zh: "期间持仓按最后价格计值，且不成交。"
      ),
      remedy: (
        en: "Load the missing days, or correct the span in instruments/all.txt.",
        zh: "请导入缺失日期，或更正 instruments/all.txt 中的区间。"
      ))
  }

  fileprivate static func outsideSpan(_ tally: Tally, of count: Int) -> Finding {
    Finding(
      "market.series-outside-span", SpanRule.severity(tally, of: count),
      [
        "stocks": .count(tally.instruments), "count": .count(count), "days": .count(tally.total),
        "worst": tally.named,
      ], title: (en: "Prices lie outside of the listing", zh: "价格在上市区间之外"),
      evidence: (
        en: "{stocks} of {count} instruments have prices on {days} {days:day|days} outside of their span in 'all': "
          + "{worst}.",
        zh: "{count} 个证券中有 {stocks} 个在“all”区间之外共 {days} 天有价格：{worst}。"
      ),
      consequence: (
        en: "qlib never reads them there. The list, or the dates of the prices, are wrong.",
        zh: "qlib 不会读取这些日期；名单或价格日期有误。"
      ),
      remedy: (
        en: "Correct the span in instruments/all.txt, or dump the prices again.",
        zh: "请更正 instruments/all.txt 中的区间，或重新导出价格。"
      ))
  }

  fileprivate static func indexHoles(_ tally: Tally) -> Finding {
    Finding(
      "market.index-incomplete", .serious,
      ["indexes": .count(tally.instruments), "days": .count(tally.total), "worst": tally.named],
      title: (en: "An index has no close on some days", zh: "指数部分日期没有收盘价"),
      evidence: (
        en: "{indexes} {indexes:index lacks|indexes lack} {days} {days:close|closes}: {worst}.",
        zh: "{indexes} 个指数缺 {days} 个收盘价：{worst}。"
      ),
      consequence: (
        en: "qlib counts the benchmark's return as 0 there and on the next day.", zh: "qlib 将当日及次日的基准收益按 0 计。"
      ), remedy: (en: "Complete the index data.", zh: "请补全指数数据。"))
  }
}

extension Message {
  fileprivate static func noClose(rows: Int) -> Message {
    Message("market.no-close-label", ["rows": .count(rows)], en: "{rows} {rows:row|rows}", zh: "{rows} 行")
  }

  fileprivate static func startsLate(_ day: TradingDay) -> Message {
    Message("market.starts-late-label", ["day": .day(day)], en: "data from {day}", zh: "数据自 {day} 起")
  }

  fileprivate static func endsEarly(_ day: TradingDay) -> Message {
    Message("market.ends-early-label", ["day": .day(day)], en: "data until {day}", zh: "数据至 {day} 止")
  }

  fileprivate static func listed(from day: TradingDay) -> Message {
    Message("market.listed-from-label", ["day": .day(day)], en: "listed from {day}", zh: "名单自 {day} 起")
  }

  fileprivate static func listed(until day: TradingDay) -> Message {
    Message("market.listed-until-label", ["day": .day(day)], en: "listed until {day}", zh: "名单至 {day} 止")
  }

  fileprivate static func withoutClose(_ count: Int) -> Message {
    Message("market.index-hole-label", ["count": .count(count)], en: "{count} {count:day|days}", zh: "{count} 天")
  }
}
