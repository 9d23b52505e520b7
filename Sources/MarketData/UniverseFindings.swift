package import Primitives
package import Records

/// What a universe and a calendar say about themselves before a stock is traded.
package enum UniverseFindings {
  /// Share of members with one and the same span from which the dates are taken for a placeholder.
  package static let constantShare = 0.95
  /// Fewer members than this may well have been listed together.
  package static let constantMembersMin = 20

  /// - Parameters:
  ///   - start: the first day of the run; nil: the calendar's.
  ///   - end: the last day of the backtest.
  package static func all(
    in market: any Market, universe name: String, start: TradingDay? = nil, end: TradingDay
  ) throws -> [Finding] {
    var findings: [Finding] = []
    let first = start ?? market.calendar[0]
    if market.universeNames.contains(name), first <= end {
      let universe = try market.universe(name)
      findings += described(universe, in: first...end).map(\.finding)
      findings += try withoutMembers(name, in: market, start: first, end: end)
    }
    if let last = market.calendar.days.last, end >= last {
      findings.append(
        Finding(
          "market.end-on-last-day", .note, ["end": .day(end), "last": .day(last)],
          title: (en: "The backtest ends with the calendar", zh: "回测止于日历末日"),
          evidence: (
            en: "The backtest ends on {end}, the calendar on {last}.", zh: "回测结束于 {end}，日历结束于 {last}。"
          ),
          consequence: (
            en: "qlib asks for the day after the last one and may stop with an index error.",
            zh: "qlib 会取末日的下一日，可能因越界报错。"
          ),
          remedy: (
            en: "End the backtest a trading day earlier, or extend the calendar.",
            zh: "请将回测提前一个交易日结束，或延长日历。"
          )))
    }
    return findings
  }

  /// That a universe has members, and none of them from one day to another.
  ///
  /// A universe that the market does not have is an error of whoever opens it, and nothing here.
  package static func withoutMembers(
    _ name: String, in market: any Market, start: TradingDay?, end: TradingDay?
  ) throws -> [Finding] {
    guard market.universeNames.contains(name), let first = start ?? market.calendar.days.first,
      let last = end ?? market.calendar.days.last, first <= last
    else { return [] }
    let universe = try market.universe(name)
    if universe.members.isEmpty || !universe.clamped(to: first...last).members.isEmpty { return [] }
    return [.withoutMembers(name, from: first, to: last)]
  }

  package static func of(_ universe: Universe) -> [Finding] { described(universe).map(\.finding) }

  /// The same, with the indexes inside beside the finding on them.
  ///
  /// - Parameter window: days of a run; an index that is a member on none of them is only noted. Nil: all days.
  static func described(
    _ universe: Universe, in window: ClosedRange<TradingDay>? = nil
  ) -> [(finding: Finding, indexes: [InstrumentID])] {
    var findings: [(finding: Finding, indexes: [InstrumentID])] = []
    let indexes = universe.instruments.filter(InstrumentBars.isIndex)
    if universe.members.count == 1, let only = universe.instruments.first {
      let finding =
        Finding(
          "market.universe-of-one", .serious, ["universe": .text(universe.name), "only": .instrument(only)],
          title: (en: "The universe has one stock", zh: "股票池只有一只股票"),
          evidence: (
            en: "The universe '{universe}' has one member, {only}.", zh: "股票池“{universe}”只有一个成员 {only}。"
          ), consequence: (en: "There is no cross-section to choose from.", zh: "没有截面可供选股。"),
          remedy: (en: "Write instruments/{universe}.txt again.", zh: "请重写 instruments/{universe}.txt。"))
      findings.append((finding, []))
    }
    if !indexes.isEmpty {
      let spans = universe.members.filter { InstrumentBars.isIndex($0.instrument) }.flatMap(\.spans)
      let isInside = window.map { window in
        spans.contains { $0.start <= window.upperBound && $0.end >= window.lowerBound }
      }
      let finding =
        Finding(
          "market.index-in-universe", isInside == false ? .note : .serious,
          [
            "universe": .text(universe.name), "indexes": .count(indexes.count), "first": .instrument(indexes[0]),
            "start": spans.map(\.start).min().map { .day($0) } ?? .text("-"),
            "end": spans.map(\.end).max().map { .day($0) } ?? .text("-"),
          ], title: (en: "Indices stand in the universe", zh: "股票池中混有指数"),
          evidence: (
            en:
              "The universe '{universe}' holds {indexes} index {indexes:code|codes} from {start} to {end}, first {first}.",
            zh: "股票池“{universe}”在 {start} 至 {end} 含 {indexes} 个指数代码，首个为 {first}。"
          ), consequence: (en: "A strategy can buy what cannot be bought.", zh: "策略可能买入无法买入的标的。"),
          remedy: (
            en: "Take them out of instruments/{universe}.txt.", zh: "请将其从 instruments/{universe}.txt 中删除。"
          ))
      findings.append((finding, indexes))
    }
    if let constant = constantRange(universe) { findings.append((constant, [])) }
    return findings
  }

  private static func constantRange(_ universe: Universe) -> Finding? {
    guard universe.members.count >= constantMembersMin else { return nil }
    var counts: [Universe.Span: Int] = [:]
    for member in universe.members where member.spans.count == 1 { counts[member.spans[0], default: 0] += 1 }
    func order(_ span: Universe.Span) -> (TradingDay, TradingDay) { (span.start, span.end) }
    guard
      let most = counts.max(by: {
        $0.value == $1.value ? order($0.key) > order($1.key) : $0.value < $1.value
      }),
      Double(most.value) > constantShare * Double(universe.members.count)
    else { return nil }
    return Finding(
      "market.constant-listing", .warning,
      [
        "count": .count(most.value), "members": .count(universe.members.count), "universe": .text(universe.name),
        "start": .day(most.key.start), "end": .day(most.key.end),
      ], title: (en: "Listing dates are placeholders", zh: "上市日期疑为占位值"),
      evidence: (
        en: "{count} of {members} members of '{universe}' share the dates {start} to {end}.",
        zh: "“{universe}”的 {members} 个成员中有 {count} 个日期相同，均为 {start} 至 {end}。"
      ),
      consequence: (
        en: "Stocks count as listed before they were, or after they were gone. The choice favours survivors.",
        zh: "股票在上市前或退市后仍被视为可选，存在幸存者偏差。"
      ),
      remedy: (
        en: "Write listing and delisting dates into instruments/{universe}.txt.",
        zh: "请在 instruments/{universe}.txt 中写入上市与退市日期。"
      ))
  }
}

extension Finding {
  fileprivate static func withoutMembers(_ universe: String, from first: TradingDay, to last: TradingDay) -> Finding {
    Finding(
      "market.universe-without-members", .serious,
      ["universe": .text(universe), "first": .day(first), "last": .day(last)],
      title: (en: "The universe has no members in the window", zh: "区间内股票池没有成员"),
      evidence: (
        en: "The universe '{universe}' has no member from {first} to {last}.",
        zh: "股票池“{universe}”在 {first} 至 {last} 没有成员。"
      ),
      consequence: (en: "No factor is computed and no stock is scored there.", zh: "期间不计算因子，也没有股票得分。"),
      remedy: (
        en: "Correct instruments/{universe}.txt, or choose another window.", zh: "请更正 instruments/{universe}.txt，或更改区间。"
      ))
  }
}
