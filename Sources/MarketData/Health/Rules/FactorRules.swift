import Primitives
import Records

/// A jump of the adjustment factor that moves the adjusted price though the exchange saw no such move.
///
/// An adjusted price is the quoted price times the factor, so that a dividend or split leaves it where it was
/// (qlib's documentation, component "Data": `factor = adjusted_price / original_price`). Where the factor alone moves, as when a
/// source falls back to 1, returns are false on that day and on the day of its return.
struct FactorJumpRule: InstrumentRule {
  /// A smaller step of the factor is rounding.
  static let stepMin = 0.004
  /// How closely the factor's step explains what separates move and change.
  static let fit = 0.005
  /// Without an independent `change`: no trading day moves further (Beijing, 30 %), so that the factor did.
  static let moveMax = 0.31
  static let seriousMin = 0.1

  /// Whether the factor's step is what separates the day's move from its change.
  static func explains(_ move: InstrumentBars.Move, _ fit: ChangeFit) -> Bool {
    guard move.factorRatio.isFinite, abs(move.factorRatio - 1) >= stepMin else { return false }
    let change = fit.fraction(move)
    if fit.contradiction(move) != nil {
      return abs((1 + move.size) / (1 + change) / move.factorRatio - 1) <= FactorJumpRule.fit
    }
    // `change` was computed from the same false prices, or is missing.
    guard abs(move.size) > moveMax else { return false }
    return abs((1 + move.size) / move.factorRatio - 1) <= 0.2
  }

  func cases(_ bars: InstrumentBars) -> [HealthCase] {
    guard let factor = bars.factor else { return [] }
    let fit = ChangeFit(bars)
    var cases: [HealthCase] = []
    bars.forEachMove { move in
      guard FactorJumpRule.explains(move, fit) else { return }
      let change = fit.fraction(move)
      let steps = (Double(factor[move.before]), Double(factor[move.day]))
      cases.append(
        HealthCase(
          bars.instrument, days: bars.days(move.day, move.day), weight: abs(move.size - (change.isFinite ? change : 0)),
          .jump(from: steps.0, to: steps.1, move: move.size, change: change)))
    }
    return cases
  }

  func finding(_ tally: Tally, of count: Int) -> Finding {
    .factorJumps(tally, tally.worst >= FactorJumpRule.seriousMin ? .serious : .warning, of: count)
  }
}

/// An adjustment factor that falls while the adjusted price stays: the quoted price alone jumps.
///
/// Dividends and splits raise a factor that is counted forward, and none lowers it but a consolidation of shares, which
/// the exchanges of China have seen a few times.
struct FactorFallRule: InstrumentRule {
  /// A smaller fall is rounding.
  static let fallMax = 0.99

  func cases(_ bars: InstrumentBars) -> [HealthCase] {
    guard bars.factor != nil else { return [] }
    let fit = ChangeFit(bars)
    var cases: [HealthCase] = []
    bars.forEachMove { move in
      guard move.factorRatio < FactorFallRule.fallMax, !FactorJumpRule.explains(move, fit) else { return }
      cases.append(
        HealthCase(
          bars.instrument, days: bars.days(move.day, move.day), weight: 1 / move.factorRatio,
          .fall(ratio: move.factorRatio, before: bars.quoted(move.before), after: bars.quoted(move.day))))
    }
    return cases
  }

  func finding(_ tally: Tally, of count: Int) -> Finding { .factorFalls(tally, of: count) }
}

extension Finding {
  fileprivate static func factorJumps(_ tally: Tally, _ severity: Severity, of count: Int) -> Finding {
    Finding(
      "market.factor-jump", severity,
      [
        "stocks": .count(tally.instruments), "count": .count(count), "days": .count(tally.total),
        "worst": tally.named,
      ], title: (en: "An adjustment factor jumps where the price did not", zh: "复权因子跳变而价格未变"),
      evidence: (
        en: "For {stocks} of {count} instruments the factor alone moves the price in {days} {days:bar|bars}: {worst}.",
        zh: "{count} 个证券中有 {stocks} 个的价格仅因复权因子而跳变，共 {days} 条日线：{worst}。"
      ),
      consequence: (
        en: "Returns, factors and labels across these bars are computed from false moves.",
        zh: "跨越这些日期的收益、因子与标签基于错误的涨跌。"
      ),
      remedy: (
        en: "Dump factor, prices and volume of these instruments again.", zh: "请重新导出这些证券的复权因子、价格与成交量。"
      ))
  }

  fileprivate static func factorFalls(_ tally: Tally, of count: Int) -> Finding {
    Finding(
      "market.factor-falls", .warning,
      [
        "stocks": .count(tally.instruments), "count": .count(count), "days": .count(tally.total),
        "worst": tally.named,
      ], title: (en: "An adjustment factor falls", zh: "复权因子下降"),
      evidence: (
        en: "For {stocks} of {count} instruments the factor falls in {days} {days:bar|bars}: {worst}.",
        zh: "{count} 个证券中有 {stocks} 个的复权因子下降，共 {days} 条日线：{worst}。"
      ),
      consequence: (
        en: "Lots, fees and price limits are computed from a false quoted price, unless shares were consolidated.",
        zh: "除非发生缩股，手数、费用与涨跌停将基于错误的报价计算。"
      ),
      remedy: (en: "Compare the factor with the company's notices of these days.", zh: "请对照公司当日公告核对复权因子。"))
  }
}

extension Message {
  fileprivate static func jump(from old: Double, to new: Double, move: Double, change: Double) -> Message {
    if change.isFinite {
      return Message(
        "market.factor-jump-label",
        [
          "old": .number(old), "new": .number(new), "ratio": .number(new / old), "move": .ratio(move),
          "change": .ratio(change),
        ], en: "factor {old} to {new}, ratio {ratio}; close {move}, change {change}",
        zh: "因子 {old} 变为 {new}，比值 {ratio}；收盘 {move}，change {change}")
    }
    return Message(
      "market.factor-jump-without-change-label",
      ["old": .number(old), "new": .number(new), "ratio": .number(new / old), "move": .ratio(move)],
      en: "factor {old} to {new}, ratio {ratio}; close {move}", zh: "因子 {old} 变为 {new}，比值 {ratio}；收盘 {move}")
  }

  fileprivate static func fall(ratio: Double, before: Double, after: Double) -> Message {
    Message(
      "market.factor-fall-label", ["ratio": .number(ratio), "before": .money(before), "after": .money(after)],
      en: "ratio {ratio}; quoted price {before} to {after}", zh: "比值 {ratio}；报价 {before} 变为 {after}")
  }
}
