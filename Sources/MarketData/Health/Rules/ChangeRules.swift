import Primitives
import Records

/// How `change` stands to the closes of one instrument.
///
/// qlib's `change` is a fraction, close / previous close - 1 (`scripts/data_collector/yahoo/collector.py`,
/// `YahooNormalize.calc_change`), and its exchange compares it with `limit_threshold` (`qlib/backtest/exchange.py`).
/// Sources of data publish percent (`pct_chg` of tushare).
struct ChangeFit: Sendable {
  /// What rounding of published changes and of factors leaves, half a percentage point.
  static let tolerance = 0.005
  /// A smaller move cannot tell fraction from percent.
  static let decisiveMove = 0.002
  /// A change in percent hits its move this closely, a fraction.
  static let percentTolerance = 5e-4
  /// Fewer days in percent are days that contradict.
  static let percentDaysMin = 5
  static let percentShareMin = 0.2

  /// Days on which `change` is a fraction, on which it is percent, of those that can tell.
  private(set) var fractionDays = 0
  private(set) var percentDays = 0
  /// change / move on each of the latter.
  private var ratios: [Double] = []
  private(set) var first: Int?
  private(set) var last: Int?

  init(_ bars: InstrumentBars) {
    bars.forEachMove { move in
      guard abs(move.size) >= ChangeFit.decisiveMove, move.change.isFinite else { return }
      if abs(move.change - move.size) <= ChangeFit.tolerance {
        fractionDays += 1
      } else if abs(move.change / 100 - move.size) <= ChangeFit.percentTolerance {
        percentDays += 1
        ratios.append(move.change / move.size)
        if first == nil { first = move.day }
        last = move.day
      }
    }
  }

  var isPercent: Bool {
    percentDays >= ChangeFit.percentDaysMin
      && Double(percentDays) >= ChangeFit.percentShareMin * Double(percentDays + fractionDays)
  }

  /// The median of change / move on days in percent.
  var ratio: Double { ratios.isEmpty ? .nan : ratios.sorted()[ratios.count / 2] }

  /// How far a day's change is from its move, in the unit that fits better; nil where nothing contradicts.
  func contradiction(_ move: InstrumentBars.Move) -> Double? {
    guard move.change.isFinite else { return nil }
    let off = abs(move.change - move.size)
    if off <= ChangeFit.tolerance { return nil }
    guard isPercent else { return off }
    let other = abs(move.change / 100 - move.size)
    return other <= ChangeFit.tolerance ? nil : min(off, other)
  }

  /// The day's change as a fraction.
  func fraction(_ move: InstrumentBars.Move) -> Double {
    isPercent && abs(move.change / 100 - move.size) < abs(move.change - move.size) ? move.change / 100 : move.change
  }
}

/// The unit of `change`.
struct ChangeUnitRule: InstrumentRule {
  func cases(_ bars: InstrumentBars) -> [HealthCase] {
    let fit = ChangeFit(bars)
    guard fit.isPercent, let first = fit.first, let last = fit.last else { return [] }
    return [
      HealthCase(
        bars.instrument, days: bars.days(first, last), count: fit.percentDays, weight: fit.ratio, .ratio(fit.ratio))
    ]
  }

  func finding(_ tally: Tally, of count: Int) -> Finding {
    .changeInPercent(tally, ratio: ChangeUnitRule.ratio(tally), of: count)
  }

  /// The median ratio over the instruments that are named.
  static func ratio(_ tally: Tally) -> Double {
    let ratios = tally.cases.map(\.weight).sorted()
    return ratios.isEmpty ? .nan : ratios[ratios.count / 2]
  }
}

/// Days on which `change` and the closes say different things, and no jump of the factor explains it.
struct ChangeContradictionRule: InstrumentRule {
  /// No board of the exchanges lets a price move further in a day (Beijing, 30 %).
  static let seriousMin = 0.3
  /// Of the instruments.
  static let seriousShare = 0.05

  func cases(_ bars: InstrumentBars) -> [HealthCase] {
    guard bars.change != nil else { return [] }
    let fit = ChangeFit(bars)
    var cases: [HealthCase] = []
    bars.forEachMove { move in
      guard let size = fit.contradiction(move), !FactorJumpRule.explains(move, fit) else { return }
      cases.append(
        HealthCase(
          bars.instrument, days: bars.days(move.day, move.day), weight: size,
          .contradiction(move: move.size, change: fit.fraction(move))))
    }
    return cases
  }

  func finding(_ tally: Tally, of count: Int) -> Finding {
    let isSerious =
      tally.worst >= ChangeContradictionRule.seriousMin
      || Double(tally.instruments) > ChangeContradictionRule.seriousShare * Double(count)
    return .changeContradicts(tally, isSerious ? .serious : .warning, of: count)
  }
}

extension Finding {
  fileprivate static func changeInPercent(_ tally: Tally, ratio: Double, of count: Int) -> Finding {
    Finding(
      "market.change-in-percent", .serious,
      [
        "stocks": .count(tally.instruments), "count": .count(count), "days": .count(tally.total),
        "ratio": .number(ratio), "worst": tally.named,
      ], title: (en: "The field 'change' is in percent", zh: "字段“change”以百分数为单位"),
      evidence: (
        en: "For {stocks} of {count} instruments 'change' is {ratio} times close/previous close - 1, in {days} "
          + "{days:bar|bars}: {worst}.",
        zh: "{count} 个证券中有 {stocks} 个的“change”是 close/前收盘-1 的 {ratio} 倍，共 {days} 条日线：{worst}。"
      ),
      consequence: (
        en: "qlib reads a fraction: a move beyond 0.095% counts as locked at the limit, and nearly nothing trades.",
        zh: "qlib 按小数读取：涨跌超过 0.095% 即视为封板，几乎没有成交。"
      ), remedy: (en: "Divide 'change' by 100 and dump it again.", zh: "请将“change”除以 100 后重新导出。"))
  }

  fileprivate static func changeContradicts(_ tally: Tally, _ severity: Severity, of count: Int) -> Finding {
    Finding(
      "market.change-contradicts", severity,
      [
        "stocks": .count(tally.instruments), "count": .count(count), "days": .count(tally.total),
        "worst": tally.named,
      ], title: (en: "Changes contradict the closes", zh: "涨跌幅与收盘价矛盾"),
      evidence: (
        en: "For {stocks} of {count} instruments 'change' contradicts the closes in {days} {days:bar|bars}: {worst}.",
        zh: "{count} 个证券中有 {stocks} 个的“change”与收盘价矛盾，共 {days} 条日线：{worst}。"
      ),
      consequence: (
        en: "Returns, factors and labels across these bars are computed from false moves.",
        zh: "跨越这些日期的收益、因子与标签基于错误的涨跌。"
      ),
      remedy: (
        en: "Dump the closes and factors of these instruments again.", zh: "请重新导出这些证券的收盘价与复权因子。"
      ))
  }
}

extension Message {
  fileprivate static func ratio(_ ratio: Double) -> Message {
    Message("market.change-ratio-label", ["ratio": .number(ratio)], en: "ratio {ratio}", zh: "倍数 {ratio}")
  }

  /// What closes and `change` say of a day.
  static func contradiction(move: Double, change: Double) -> Message {
    Message(
      "market.contradiction-label", ["move": .ratio(move), "change": .ratio(change)],
      en: "close {move}, change {change}", zh: "收盘 {move}，change {change}")
  }
}
