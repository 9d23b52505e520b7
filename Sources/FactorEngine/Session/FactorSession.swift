package import MarketData
package import Primitives

/// A computed set of factors that grows by days: the first `append` computes everything, each later one only what
/// is new, with the bits that computing all of it again would give.
///
/// ```swift
/// var session = try FactorSession(FactorSet.alpha158.factors())
/// let history = try session.append(market, .universe(universe))   // all days
/// let today = try session.append(longer, .universe(universe))     // the days behind `session.lastDay`
/// ```
///
/// Running kernels keep their sums behind the last row of each instrument; whatever looks back only at fields is
/// computed from the fields. `append` refuses a market whose earlier values are not the ones that were computed
/// with (`factor.state-data`, `factor.state-calendar`): begin a new session then. An instrument that was not asked
/// for on some days is caught up when it is asked for again. `write` and `init(reading:)` keep a session in a file
/// between two runs. A session is a value: a copy goes its own way.
package struct FactorSession: Sendable {
  package let factors: [Factor]
  /// First day of the query; the calendar's own where nil.
  package let start: TradingDay?
  /// The last day that is computed; nil before the first `append`.
  package private(set) var lastDay: TradingDay?
  /// Calendar index behind that day.
  private(set) var end = 0
  private(set) var records: [InstrumentID: InstrumentRecord] = [:]
  private let plan: Plan

  /// Throws for a factor whose value of a day depends on later days, and for one over all instruments of a day:
  /// their past changes with each new day, or is cheaper to compute than to keep.
  package init(_ factors: [Factor], start: TradingDay? = nil) throws(ExpressionFault) {
    for factor in factors {
      try factor.requirePast()
      if factor.expression.extendedWindow.right > 0 {
        throw ExpressionFault(
          .future, at: factor.futureOffset ?? 0, of: factor.text, .loadsLaterDays(factor.name),
          remedy: .withoutNegativeShifts)
      }
      if !factor.expression.crossParts.isEmpty {
        throw ExpressionFault(
          .argument, at: 0, of: factor.text, .comparesInstruments(factor.name), remedy: .computeWhole)
      }
    }
    self.factors = factors
    self.start = start
    plan = Plan(factors.map(\.expression))
  }

  init(
    _ factors: [Factor], start: TradingDay?, lastDay: TradingDay?, end: Int,
    records: [InstrumentID: InstrumentRecord]
  ) throws(ExpressionFault) {
    try self.init(factors, start: start)
    self.lastDay = lastDay
    self.end = end
    self.records = records
  }

  /// Computes the days behind `lastDay`, up to `last` or the calendar's own last day.
  ///
  /// Throws where data is damaged or was changed, and changes nothing then.
  package mutating func append(
    _ market: any Market, _ members: FactorScope.Members, to last: TradingDay? = nil, meter: FactorMeter? = nil
  ) throws -> FactorTable {
    var whole = FactorTable(names: factors.map(\.name), calendar: market.calendar, blocks: [], failures: [])
    try append(market, members, to: last, meter: meter, cellsMax: .max) { whole = $0 }
    return whole
  }

  /// The same in parts, as `FactorParts.forEach` hands them over. What `use` throws changes nothing either.
  package mutating func append(
    _ market: any Market, _ members: FactorScope.Members, to last: TradingDay? = nil, meter: FactorMeter? = nil,
    cellsMax: Int = FactorParts.cellsMax, _ use: (FactorTable) throws -> Void
  ) throws {
    let calendar = market.calendar
    if let lastDay {
      guard end <= calendar.count, calendar[end - 1] == lastDay else {
        throw Diagnostic.otherCalendar(market.location, lastDay, end)
      }
    }
    let scope = FactorScope(members, start: start, end: last)
    let rows = scope.rows(calendar)
    let asked = min(max(rows.lowerBound, end), rows.upperBound)..<rows.upperBound
    if asked.isEmpty { return }
    let work = FactorWork(market: market, plan: plan, factors: factors, rows: rows)
    let known = records
    let names = factors.map(\.name)
    let selection = scope.selection(calendar)
    var advanced: [(instrument: InstrumentID, record: InstrumentRecord)] = []
    let parts = FactorParts(
      names: names, memberCount: selection.count, cellsOfMember: asked.count * names.count,
      make: { places in
        let done = try work.overAll(selection[places], meter) { pool, member in
          try FactorSession.advance(work, member, asked, known[member.instrument], pool)
        }
        for (_, instrument, record) in done { if let record { advanced.append((instrument, record)) } }
        return FactorTable(
          names: names, calendar: calendar, blocks: done.compactMap(\.slot.block),
          failures: done.flatMap(\.slot.failures))
      }, rows: { _ in [] })
    try parts.forEach(cellsMax: cellsMax, use)
    for (instrument, record) in advanced { records[instrument] = record }
    end = asked.upperBound
    lastDay = calendar[end - 1]
  }

  private static func advance(
    _ work: FactorWork, _ member: FactorWork.Member, _ asked: Range<Int>,
    _ known: InstrumentRecord?, _ pool: ColumnPool
  ) throws -> (slot: Slot, instrument: InstrumentID, record: InstrumentRecord?) {
    let wanted =
      member.kept.map { $0.map { $0.clamped(to: asked) }.filter { !$0.isEmpty } } ?? [asked]
    guard let last = wanted.map(\.upperBound).max() else { return (.none, member.instrument, nil) }
    let leaves = try work.leaves(of: member.instrument)
    var marks = [FieldMark](repeating: .none, count: leaves.count)
    var memory: InstrumentMemory? = InstrumentMemory()
    if let known {
      for (place, mark) in known.marks.enumerated() where !mark.fits(leaves[place]) {
        throw Diagnostic.otherData(
          work.market.location, work.plan.leaves[place].field, work.plan.leaves[place].instrument ?? member.instrument)
      }
      // Values that came later for days that were computed without them: what was summed is void.
      let isWhole = zip(known.marks, leaves).allSatisfy {
        !$0.grewBehind($1, computedTo: known.end, to: last)
      }
      if isWhole { memory = known.memory }
      marks = known.marks
    }
    let slot = try work.evaluate(member, asked: asked, leaves, [], &memory, pool)
    guard slot.block != nil, let memory else { return (slot, member.instrument, nil) }
    for (place, leaf) in leaves.enumerated() { marks[place].extend(leaf, to: last) }
    return (slot, member.instrument, InstrumentRecord(marks: marks, end: last, memory: memory))
  }
}

/// What a session holds of one instrument.
struct InstrumentRecord: Equatable, Sendable {
  /// By leaf of the plan.
  var marks: [FieldMark]
  /// Calendar index behind the last row that was computed.
  var end: Int
  var memory: InstrumentMemory
}

extension Message {
  fileprivate static func loadsLaterDays(_ factor: String) -> Message {
    Message(
      "factor.loads-later-days", ["factor": .text(factor)],
      en: "The factor '{factor}' loads later days. It cannot be continued day by day.",
      zh: "因子“{factor}”要载入之后的日期，不能逐日续算。")
  }

  fileprivate static let withoutNegativeShifts = Message(
    "factor.without-negative-shifts", en: "Write it without negative shifts, or leave --state out.",
    zh: "请不用负的移位，或去掉 --state。")

  fileprivate static func comparesInstruments(_ factor: String) -> Message {
    Message(
      "factor.compares-instruments", ["factor": .text(factor)],
      en: "The factor '{factor}' compares instruments. It cannot be continued day by day.",
      zh: "因子“{factor}”比较不同股票，不能逐日续算。")
  }

  fileprivate static let computeWhole = Message(
    "factor.compute-whole", en: "Leave --state out.", zh: "请去掉 --state。")
}

extension Diagnostic {
  fileprivate static func otherCalendar(_ market: String, _ day: TradingDay, _ number: Int) -> Diagnostic {
    Diagnostic(
      "factor.state-calendar", .damaged, at: .init(market), ["day": .day(day), "number": .count(number)],
      (
        en: "The state was made on another calendar. There, {day} was day {number}.",
        zh: "状态文件基于另一份日历，其中 {day} 是第 {number} 天。"
      ), remedy: (en: "Remove the state file and compute again.", zh: "请删除状态文件后重新计算。"))
  }

  fileprivate static func otherData(_ market: String, _ field: String, _ instrument: InstrumentID) -> Diagnostic {
    Diagnostic(
      "factor.state-data", .damaged, at: .init(market),
      ["field": .text(field), "instrument": .instrument(instrument)],
      (
        en: "The field '{field}' of {instrument} has changed since the state was made.",
        zh: "状态文件生成后，{instrument} 的字段“{field}”已变化。"
      ), remedy: (en: "Remove the state file and compute again.", zh: "请删除状态文件后重新计算。"))
  }
}
