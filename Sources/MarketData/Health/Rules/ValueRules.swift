import Primitives
import Records

/// Values that no price, factor or volume can have: infinite, and prices or factors not above 0.
struct ValueRule: InstrumentRule {
  func cases(_ bars: InstrumentBars) -> [HealthCase] {
    var cases: [HealthCase] = []
    for (field, series) in bars.series.sorted(by: { $0.key < $1.key }) {
      let values = series.view
      let hasFloor = field != "change" && field != "volume"
      func isWrong(_ day: Int) -> Bool { values[day].isInfinite || (hasFloor && values[day] <= 0) }
      cases += bars.runs(in: series.range, where: isWrong).map { run in
        HealthCase(
          bars.instrument, days: bars.days(run.lowerBound, run.upperBound - 1), count: run.count,
          weight: Double(run.count), .value(field, Double(values[run.lowerBound])))
      }
    }
    return cases
  }

  func finding(_ tally: Tally, of count: Int) -> Finding { .impossibleValues(tally, of: count) }
}

/// Days on which some fields have a value and others, which belong to them, do not.
///
/// A suspended day is missing in every field, as qlib's collectors leave it; a factor may stand on it. The first day of
/// a series has no change.
struct GapRule: InstrumentRule {
  func cases(_ bars: InstrumentBars) -> [HealthCase] {
    guard let first = bars.priced.first else { return [] }
    let close = bars.close.view
    var cases: [HealthCase] = []
    for (field, series) in bars.series.sorted(by: { $0.key < $1.key }) where field != "close" {
      // An index may have neither volume nor factor.
      if bars.isIndex, field == "volume" || field == "factor" { continue }
      let values = series.view
      func lacks(_ day: Int) -> Bool {
        !close[day].isNaN && values[day].isNaN && !(field == "change" && day == first)
      }
      let range = series.range.clamped(to: bars.close.range)
      let runs = bars.runs(in: range, where: lacks)
      // All of it: the field is empty, not holed.
      if runs.count == 1, runs[0].count >= bars.priced.count - 1, bars.priced.count > 1 {
        cases.append(bars.lack(runs[0], .allMissing(field)))
      } else {
        cases += runs.map { bars.lack($0, .missing(field)) }
      }
    }
    if let volume = bars.volume?.view {
      cases += bars.runs(in: bars.close.range) { close[$0].isNaN && volume[$0] > 0 }.map {
        bars.lack($0, .missing("close"))
      }
    }
    return cases
  }

  func finding(_ tally: Tally, of count: Int) -> Finding { .holes(tally, of: count) }
}

extension InstrumentBars {
  fileprivate func lack(_ run: Range<Int>, _ detail: Message) -> HealthCase {
    HealthCase(
      instrument, days: days(run.lowerBound, run.upperBound - 1), count: run.count, weight: Double(run.count), detail)
  }
}

/// A day's prices that do not fit each other: a high below the low, an open or a close outside of them.
struct BarRule: InstrumentRule {
  /// What float32 and a factor of seven digits leave, relative.
  static let slack = 1e-5
  /// Of the instruments.
  static let seriousShare = 0.05

  func cases(_ bars: InstrumentBars) -> [HealthCase] {
    guard let high = bars.high?.view, let low = bars.low?.view else { return [] }
    let close = bars.close.view
    let open = bars.open?.view
    var cases: [HealthCase] = []
    for day in bars.close.range {
      let (top, bottom) = (Double(high[day]), Double(low[day]))
      guard top.isFinite, bottom.isFinite, bottom > 0 else { continue }
      if top < bottom * (1 - BarRule.slack) {
        cases.append(
          HealthCase(
            bars.instrument, days: bars.days(day, day), weight: bottom / max(top, .leastNormalMagnitude),
            .highBelowLow(top, bottom)))
        continue
      }
      for (field, value) in [("close", Double(close[day])), ("open", Double(open?[day] ?? .nan))]
      where value > top * (1 + BarRule.slack) || value < bottom * (1 - BarRule.slack) {
        cases.append(
          HealthCase(
            bars.instrument, days: bars.days(day, day), weight: max(value / top, bottom / max(value, 1e-30)),
            .outside(field, value, bottom, top)))
      }
    }
    return cases
  }

  func finding(_ tally: Tally, of count: Int) -> Finding {
    .bars(tally, Double(tally.instruments) > BarRule.seriousShare * Double(count) ? .serious : .warning, of: count)
  }
}

extension Finding {
  fileprivate static func impossibleValues(_ tally: Tally, of count: Int) -> Finding {
    Finding(
      "market.impossible-value", .serious,
      [
        "stocks": .count(tally.instruments), "count": .count(count), "days": .count(tally.total),
        "worst": tally.named,
      ], title: (en: "Prices are infinite, 0 or negative", zh: "价格为无穷、0 或负数"),
      evidence: (
        en: "{stocks} of {count} instruments have impossible values in {days} {days:cell|cells}: {worst}.",
        zh: "{count} 个证券中有 {stocks} 个含不可能的取值，共 {days} 格：{worst}。"
      ),
      consequence: (
        en: "Returns across these days are infinite or wrong, and they spread through every rolling factor.",
        zh: "跨越这些日期的收益为无穷或有误，并扩散到所有滚动因子。"
      ),
      remedy: (
        en: "Write missing prices as NaN and dump these fields again.", zh: "请将缺失价格写为 NaN 并重新导出这些字段。"
      ))
  }

  fileprivate static func holes(_ tally: Tally, of count: Int) -> Finding {
    Finding(
      "market.value-missing", .warning,
      [
        "stocks": .count(tally.instruments), "count": .count(count), "days": .count(tally.total),
        "worst": tally.named,
      ], title: (en: "Values are missing on traded days", zh: "交易日缺少数值"),
      evidence: (
        en: "{stocks} of {count} instruments lack a field in {days} {days:cell|cells} of traded days: {worst}.",
        zh: "{count} 个证券中有 {stocks} 个在交易日缺少字段，共 {days} 格：{worst}。"
      ),
      consequence: (
        en: "The fields evaluate as missing there. A stock without a close counts as suspended, as in qlib.",
        zh: "这些字段按缺失计算；与 qlib 一致，没有收盘价的股票视为停牌。"
      ),
      remedy: (en: "Dump the fields of these instruments again.", zh: "请重新导出这些证券的字段。"))
  }

  fileprivate static func bars(_ tally: Tally, _ severity: Severity, of count: Int) -> Finding {
    Finding(
      "market.bar-inconsistent", severity,
      [
        "stocks": .count(tally.instruments), "count": .count(count), "bars": .count(tally.total),
        "worst": tally.named,
      ], title: (en: "Prices of a day contradict each other", zh: "同日价格相互矛盾"),
      evidence: (
        en: "{stocks} of {count} instruments have {bars} inconsistent {bars:price|prices}: {worst}.",
        zh: "{count} 个证券中有 {stocks} 个共 {bars} 个价格相互矛盾：{worst}。"
      ),
      consequence: (
        en: "Factors of high, low and open are wrong there.", zh: "这些日期的最高、最低、开盘类因子有误。"
      ),
      remedy: (en: "Dump the four prices of these instruments again.", zh: "请重新导出这些证券的四个价格。"))
  }
}

extension Message {
  fileprivate static func value(_ field: String, _ value: Double) -> Message {
    Message(
      "market.value-label", ["field": .text(field), "value": .text("\(Float(value))")], en: "{field} {value}",
      zh: "{field} {value}")
  }

  fileprivate static func missing(_ field: String) -> Message {
    Message("market.field-hole-label", ["field": .text(field)], en: "no {field}", zh: "无 {field}")
  }

  fileprivate static func allMissing(_ field: String) -> Message {
    Message("market.field-empty-label", ["field": .text(field)], en: "{field} is all NaN", zh: "{field} 全为 NaN")
  }

  fileprivate static func highBelowLow(_ high: Double, _ low: Double) -> Message {
    Message(
      "market.high-below-low-label", ["high": .text("\(Float(high))"), "low": .text("\(Float(low))")],
      en: "high {high} below low {low}",
      zh: "最高 {high} 低于最低 {low}")
  }

  fileprivate static func outside(_ field: String, _ value: Double, _ low: Double, _ high: Double) -> Message {
    Message(
      "market.outside-bar-label",
      [
        "field": .text(field), "value": .text("\(Float(value))"), "low": .text("\(Float(low))"),
        "high": .text("\(Float(high))"),
      ],
      en: "{field} {value} outside {low} to {high}", zh: "{field} {value} 超出 {low} 至 {high}")
  }
}
