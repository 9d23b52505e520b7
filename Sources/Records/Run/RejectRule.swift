package import Primitives

/// The rule that an order fails on, without the numbers of the case; the raw value is its code in files.
package enum RejectRule: String, Hashable, Sendable, CaseIterable {
  case suspended
  case noBar = "no-bar"
  case noVolume = "no-volume"
  case noFactor = "no-factor"
  case unknownBoard = "unknown-board"
  case limitUp = "limit-up"
  case limitDown = "limit-down"
  case boughtToday = "bought-today"
  case belowOneLot = "below-one-lot"
  case oddLot = "odd-lot"
  case noCash = "no-cash"
  case notHeld = "not-held"
  case participation
  case volumeLimit = "volume-limit"
  case noPredictions = "no-predictions"
  case other

  /// A few words for a reader.
  package var name: Message {
    switch self {
    case .suspended, .noBar, .noVolume: Message("reject-rule.suspended.label", en: "Suspended", zh: "停牌")
    case .noFactor: Message("reject-rule.no-factor.label", en: "No adjustment factor", zh: "无复权因子")
    case .unknownBoard: Message("reject-rule.unknown-board.label", en: "Unknown board", zh: "板块未知")
    case .limitUp: Message("reject-rule.limit-up.label", en: "Limit up, locked", zh: "涨停封板")
    case .limitDown: Message("reject-rule.limit-down.label", en: "Limit down, locked", zh: "跌停封板")
    case .boughtToday: Message("reject-rule.bought-today.label", en: "T+1", zh: "T+1")
    case .belowOneLot: Message("reject-rule.below-one-lot.label", en: "Below one lot", zh: "不足一手")
    case .oddLot: Message("reject-rule.odd-lot.label", en: "Odd lot", zh: "零股")
    case .noCash: Message("reject-rule.no-cash.label", en: "Cash short", zh: "现金不足")
    case .notHeld: Message("reject-rule.not-held.label", en: "Not held", zh: "未持有")
    case .participation: Message("reject-rule.participation.label", en: "Participation", zh: "成交占比上限")
    case .volumeLimit: Message("reject-rule.volume-limit.label", en: "Volume limit", zh: "成交量限制")
    case .noPredictions: Message("reject-rule.no-predictions.label", en: "No predictions", zh: "没有预测")
    case .other: Message("reject-rule.other.label", en: "Other", zh: "其他")
    }
  }
}

extension RejectReason {
  package var rule: RejectRule {
    switch self {
    case .suspended: .suspended
    case .noBar: .noBar
    case .noVolume: .noVolume
    case .noFactor: .noFactor
    case .unknownBoard: .unknownBoard
    case .limitUp: .limitUp
    case .limitDown: .limitDown
    case .boughtToday: .boughtToday
    case .belowOneLot: .belowOneLot
    case .oddLot: .oddLot
    case .noCash: .noCash
    case .notHeld: .notHeld
    case .participation: .participation
    case .volumeLimit: .volumeLimit
    case .noPredictions: .noPredictions
    case .other: .other
    }
  }
}

/// How often orders of a preview failed on one rule.
package struct RejectCount: Equatable, Sendable {
  package var rule: RejectRule
  package var count: Int
  /// The last day it happened.
  package var latest: TradingDay

  package init(rule: RejectRule, count: Int, latest: TradingDay) {
    self.rule = rule
    self.count = count
    self.latest = latest
  }

  /// Of what did not trade; the most frequent rule first.
  package static func of(_ skips: [PreviewSkip]) -> [RejectCount] {
    var counts: [RejectRule: RejectCount] = [:]
    for skip in skips {
      var known = counts[skip.reason.rule] ?? RejectCount(rule: skip.reason.rule, count: 0, latest: skip.tradingDay)
      known.count += 1
      known.latest = max(known.latest, skip.tradingDay)
      counts[skip.reason.rule] = known
    }
    return counts.values.sorted { ($1.count, $0.rule.rawValue) < ($0.count, $1.rule.rawValue) }
  }
}
