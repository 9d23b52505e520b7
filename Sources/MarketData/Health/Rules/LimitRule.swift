import Primitives
import Records

/// Moves beyond the board's price limit on which closes and `change` agree, so that no other rule names them.
///
/// The limits stand in the exchanges' rule table. A stock that comes back after a suspension may have none (share reform,
/// restructuring, relisting: trading rules of both exchanges, section on price limits), so only moves from one
/// trading day to the next are judged, and none of the first days.
struct LimitRule: InstrumentRule {
  /// What adjustment and publication leave, a fraction.
  static let slack = 0.005
  /// A limit is rounded to 0.01 yuan, and a price recovered from float32 lies within it.
  static let cent = 0.011

  let limits: PriceLimits

  func cases(_ bars: InstrumentBars) -> [HealthCase] {
    let fit = ChangeFit(bars)
    let volume = bars.volume?.view
    // Where the data begin with the calendar the listing may be older.
    let listed = bars.priced.first.flatMap { $0 > 0 ? $0 : nil }
    var cases: [HealthCase] = []
    bars.forEachMove { move in
      guard move.day == move.before + 1, volume.map({ $0[move.before] > 0 }) ?? true,
        let limit = limits.limit(
          bars.instrument, bars.calendar[move.day], listed.map { move.day - $0 }, listed.map { bars.calendar[$0] }),
        abs(move.size) > limit + LimitRule.slack + LimitRule.cent / bars.quoted(move.before),
        fit.contradiction(move) == nil, !FactorJumpRule.explains(move, fit)
      else { return }
      cases.append(
        HealthCase(
          bars.instrument, days: bars.days(move.day, move.day), weight: abs(move.size) / limit,
          .beyond(move.size, limit: limit)))
    }
    return cases
  }

  func finding(_ tally: Tally, of count: Int) -> Finding { .beyondLimit(tally, of: count) }
}

extension Finding {
  fileprivate static func beyondLimit(_ tally: Tally, of count: Int) -> Finding {
    Finding(
      "market.move-beyond-limit", .warning,
      [
        "stocks": .count(tally.instruments), "count": .count(count), "days": .count(tally.total),
        "worst": tally.named,
      ], title: (en: "Moves exceed the price limit", zh: "涨跌超过涨跌停幅度"),
      evidence: (
        en: "{stocks} of {count} instruments move beyond their board's limit in {days} {days:bar|bars}: {worst}.",
        zh: "{count} 个证券中有 {stocks} 个的涨跌超过所属板块幅度，共 {days} 条日线：{worst}。"
      ),
      consequence: (
        en: "Such a move is a wrong price, or a day without a limit that the data do not tell.",
        zh: "此类涨跌或为错误价格，或为数据未标明的无涨跌幅限制日。"
      ),
      remedy: (
        en: "Compare prices and factor of these days with another source.", zh: "请用其他数据源核对这些日期的价格与因子。"
      ))
  }
}

extension Message {
  fileprivate static func beyond(_ move: Double, limit: Double) -> Message {
    Message(
      "market.beyond-limit-label", ["move": .ratio(move), "limit": .rate(limit)], en: "close {move}, limit {limit}",
      zh: "收盘 {move}，幅度 {limit}")
  }
}
