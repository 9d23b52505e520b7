package import MarketData
package import Primitives

/// A named expression.
package struct Factor: Hashable, Sendable {
  package let name: String
  package let text: String
  package let expression: Expression
  /// Characters before the first operator that takes later days.
  package let futureOffset: Int?

  package init(name: String, text: String) throws(ExpressionFault) {
    let result = try Parser.parse(text)
    self.name = name
    self.text = text
    expression = result.expression
    futureOffset = result.futureOffset
  }

  /// Whether a day's value depends on later days.
  package var looksAhead: Bool { expression.future > 0 }

  /// Whether a stock's value depends on other stocks of the day.
  package var needsAllStocks: Bool { !expression.crossParts.isEmpty }

  /// Refuses a factor whose value of a day depends on later days: only a label may.
  package func requirePast() throws(ExpressionFault) {
    guard looksAhead else { return }
    throw ExpressionFault(
      .future, at: futureOffset ?? 0, of: text, .looksAhead(name, expression.future), remedy: .positiveShifts)
  }
}

/// Which rows of a market are asked for.
package struct FactorScope: Sendable {
  package enum Members: Sendable {
    /// Exactly these, on all their days.
    case instruments([InstrumentID])
    /// The members of a universe, each on the days of its spans.
    case universe(Universe)
  }

  package var members: Members
  /// First and last day, inclusive; the calendar's own where nil.
  package var start: TradingDay?
  package var end: TradingDay?

  package init(_ members: Members, start: TradingDay? = nil, end: TradingDay? = nil) {
    self.members = members
    self.start = start
    self.end = end
  }

  /// Whatever their days.
  package var instruments: [InstrumentID] {
    switch members {
    case .instruments(let list): list
    case .universe(let universe): universe.instruments
    }
  }

  /// Calendar indexes between the two days; empty where no trading day is.
  func rows(_ calendar: TradingCalendar) -> Range<Int> {
    let first = start.map { calendar.firstIndex(onOrAfter: $0) } ?? 0
    let last = end.map { calendar.lastIndex(onOrBefore: $0) } ?? (calendar.count - 1)
    guard let first, let last, first <= last else { return 0..<0 }
    return first..<(last + 1)
  }

  /// Instruments, sorted, with the calendar indexes that are kept; nil keeps all.
  func selection(_ calendar: TradingCalendar) -> [(instrument: InstrumentID, kept: [Range<Int>]?)] {
    switch members {
    case .instruments(let list): return Set(list).sorted().map { ($0, nil) }
    case .universe(let universe):
      return universe.members.map { member in
        let spans = member.spans.compactMap { span -> Range<Int>? in
          guard let first = calendar.firstIndex(onOrAfter: span.start),
            let last = calendar.lastIndex(onOrBefore: span.end), first <= last
          else { return nil }
          return first..<(last + 1)
        }
        return (member.instrument, spans)
      }
    }
  }
}

extension Message {
  static func looksAhead(_ factor: String, _ days: Int) -> Message {
    Message(
      "factor.looks-ahead", ["factor": .text(factor), "days": .count(days)],
      en: "The factor '{factor}' looks {days} trading {days:day|days} ahead.",
      zh: "因子“{factor}”用到了未来 {days} 个交易日的数据。")
  }

  fileprivate static let positiveShifts = Message(
    "factor.positive-shifts", en: "Use positive shifts. For a label, add --label.",
    zh: "请使用正的移位；如为标签，请加 --label。")
}
