import Primitives
import Records

/// Days with a price on which no share changed hands.
///
/// qlib takes a missing close for a suspension (`qlib/backtest/exchange.py`, `check_stock_suspended`) and its collectors
/// leave suspended days missing (`scripts/data_collector/yahoo/collector.py`, `normalize_yahoo`); other sources repeat
/// the last price with volume 0. An index has no volume of its own.
struct VolumeZeroRule: InstrumentRule {
  func cases(_ bars: InstrumentBars) -> [HealthCase] {
    guard let volume = bars.volume?.view, !bars.isIndex else { return [] }
    let close = bars.close.view
    return bars.runs(in: bars.close.range) { close[$0] > 0 && volume[$0] == 0 }.map { run in
      HealthCase(
        bars.instrument, days: bars.days(run.lowerBound, run.upperBound - 1), count: run.count,
        weight: Double(run.count), .days(run.count))
    }
  }

  func finding(_ tally: Tally, of count: Int) -> Finding { .volumeZero(tally, of: count) }
}

/// Volumes below 0.
struct VolumeNegativeRule: InstrumentRule {
  func cases(_ bars: InstrumentBars) -> [HealthCase] {
    guard let series = bars.volume else { return [] }
    let volume = series.view
    return bars.runs(in: series.range) { volume[$0] < 0 }.map { run in
      HealthCase(
        bars.instrument, days: bars.days(run.lowerBound, run.upperBound - 1), count: run.count,
        weight: Double(run.count), .days(run.count))
    }
  }

  func finding(_ tally: Tally, of count: Int) -> Finding { .volumeNegative(tally, of: count) }
}

extension Finding {
  fileprivate static func volumeZero(_ tally: Tally, of count: Int) -> Finding {
    Finding(
      "market.volume-zero", .warning,
      [
        "stocks": .count(tally.instruments), "count": .count(count), "days": .count(tally.total),
        "worst": tally.named,
      ], title: (en: "Days with a price have volume 0", zh: "有价格而成交量为 0"),
      evidence: (
        en: "{stocks} of {count} instruments have a price and volume 0 in {days} {days:bar|bars}: {worst}.",
        zh: "{count} 个证券中有 {stocks} 个有价格而成交量为 0，共 {days} 条日线：{worst}。"
      ),
      consequence: (
        en: "These look like suspensions. qlib trades the stocks there, the rules 'ashare' do not.",
        zh: "疑为停牌。qlib 会在这些日期成交，ashare 规则不会。"
      ),
      remedy: (en: "Write every field of a suspended day as missing.", zh: "请将停牌日的所有字段写为缺失。"))
  }

  fileprivate static func volumeNegative(_ tally: Tally, of count: Int) -> Finding {
    Finding(
      "market.volume-negative", .serious,
      [
        "stocks": .count(tally.instruments), "count": .count(count), "days": .count(tally.total),
        "worst": tally.named,
      ], title: (en: "Volumes are negative", zh: "成交量为负"),
      evidence: (
        en: "{stocks} of {count} instruments have a negative volume in {days} {days:bar|bars}: {worst}.",
        zh: "{count} 个证券中有 {stocks} 个成交量为负，共 {days} 条日线：{worst}。"
      ),
      consequence: (en: "Factors of volume are wrong there.", zh: "这些日期的量类因子有误。"),
      remedy: (en: "Dump the field 'volume' again.", zh: "请重新导出字段“volume”。"))
  }
}

extension Message {
  fileprivate static func days(_ count: Int) -> Message {
    Message("market.run-label", ["count": .count(count)], en: "{count} {count:day|days}", zh: "{count} 天")
  }
}
