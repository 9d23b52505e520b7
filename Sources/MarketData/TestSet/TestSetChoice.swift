package import Primitives

/// Which instruments and days of a market are the standard test set: a rule, so that anybody gets the same ones.
///
/// 500 trading days up to the end. 40 stocks: the 16 with the most closes up to the end, then the 8 with the most
/// missing closes between their first and last one in the window, the 4 listed last and the 4 that ended first inside
/// it; the rest evenly spaced by code. Equal cases go by code. Nothing after the end has an influence.
package struct TestSetChoice: Equatable, Sendable {
  package enum Reason: String, Sendable {
    case long, suspended, late, ended, spread
  }

  package struct Entry: Equatable, Sendable {
    package var instrument: InstrumentID
    package var reason: Reason
  }

  package static let days = 500
  package static let count = 40
  static let shares: [(reason: Reason, count: Int)] = [(.long, 16), (.suspended, 8), (.late, 4), (.ended, 4)]

  /// Calendar indexes.
  package let window: Range<Int>
  /// Sorted by instrument.
  package let entries: [Entry]

  /// - Parameter end: the last day; nil for the calendar's last.
  package init(_ market: any Market, universe: String = "all", end: TradingDay? = nil) throws {
    let calendar = market.calendar
    let last = end.map { calendar.lastIndex(onOrBefore: $0) } ?? (calendar.count > 0 ? calendar.count - 1 : nil)
    guard let last else { throw Diagnostic.noWindow(upTo: end, at: .init(market.location)) }
    let window = max(0, last + 1 - TestSetChoice.days)..<(last + 1)
    let facts = try market.universe(universe).instruments.compactMap { try Facts($0, market, window) }
    guard !facts.isEmpty else {
      throw Diagnostic(
        "test-set.empty", .absent, at: .init(market.location), ["universe": .text(universe)],
        (
          en: "No instrument of '{universe}' has a close in the window.", zh: "“{universe}”中没有证券在窗口内有收盘价。"
        ),
        remedy: (
          en: "Choose another --end, or check the market with `aistock data check`.",
          zh: "请换一个 --end，或用 `aistock data check` 检查行情。"
        ))
    }
    self.window = window
    entries = TestSetChoice.choose(facts, window).sorted { $0.instrument < $1.instrument }
  }

  private static func choose(_ facts: [Facts], _ window: Range<Int>) -> [Entry] {
    var taken: Set<InstrumentID> = []
    var entries: [Entry] = []
    func take(_ instrument: InstrumentID, _ reason: Reason) {
      if taken.insert(instrument).inserted { entries.append(Entry(instrument: instrument, reason: reason)) }
    }
    for (reason, count) in shares {
      let able = facts.filter { !taken.contains($0.instrument) && $0.weight(reason, window) > 0 }
      let order = able.sorted { left, right in
        let weights = (left.weight(reason, window), right.weight(reason, window))
        return weights.0 == weights.1 ? left.instrument < right.instrument : weights.0 > weights.1
      }
      for fact in order.prefix(count) { take(fact.instrument, reason) }
    }
    let rest = facts.map(\.instrument).filter { !taken.contains($0) }.sorted()
    let wanted = min(rest.count, max(0, count - entries.count))
    for place in 0..<wanted { take(rest[place * rest.count / wanted], .spread) }
    return entries
  }

  /// What the rule looks at.
  private struct Facts {
    var instrument: InstrumentID
    /// Closes up to the end of the window.
    var closes = 0
    /// Missing between the first and the last close of the window.
    var missing = 0
    /// Calendar indexes.
    var first: Int
    /// Of the window.
    var last: Int

    /// Nil without a close in the window.
    init?(_ instrument: InstrumentID, _ market: any Market, _ window: Range<Int>) throws {
      guard let series = try market.series("close", of: instrument) else { return nil }
      let present = series.range.clamped(to: 0..<window.upperBound).filter { !series[$0].isNaN }
      let inside = present.filter { window.contains($0) }
      guard let begin = inside.first, let end = inside.last, let first = present.first else { return nil }
      self.instrument = instrument
      self.first = first
      last = end
      closes = present.count
      missing = end - begin + 1 - inside.count
    }

    /// 0 where the reason does not apply.
    func weight(_ reason: Reason, _ window: Range<Int>) -> Int {
      switch reason {
      case .long: closes
      case .suspended: missing
      case .late: max(0, first - window.lowerBound)
      case .ended: window.upperBound - 1 - last
      case .spread: 0
      }
    }
  }
}

extension Diagnostic {
  fileprivate static func noWindow(upTo end: TradingDay?, at place: Place) -> Diagnostic {
    guard let end else {
      return Diagnostic(
        "test-set.window", .absent, at: place, (en: "The market has no trading day.", zh: "行情中没有交易日。"),
        remedy: (en: "Name another market.", zh: "请指定其他行情。"))
    }
    return Diagnostic(
      "test-set.window", .absent, at: place, ["end": .day(end)],
      (en: "The market has no trading day up to {end}.", zh: "截至 {end}，行情中没有交易日。"),
      remedy: (en: "Choose a later --end.", zh: "请选择更晚的 --end。"))
  }
}
