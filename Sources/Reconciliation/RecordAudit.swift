import Primitives
import Records

/// The identities of accounting that every recorded run keeps, whatever the market and the setting.
///
/// 1. account = account before × (1 + return − cost).
/// 2. account = cash + value, unless proceeds are settled later.
/// 3. The running sums of turnover and cost grow by the day's rates × the account before.
/// 4. value = Σ amount × price over the holdings, and a weight is its amount × price ÷ account.
/// 5. A holding changes by what was dealt, and a deal's value is its amount × price.
/// 6. A holding that stays is a day older.
/// 7. Cash and account beside the holdings are those of the report.
struct RecordAudit {
  /// An identity that a day breaks.
  struct Violation {
    var day: TradingDay
    var instrument: InstrumentID?
    var field: String
    var recorded: Double
    var expected: Double
    /// Both numbers in a sentence.
    var statement: Message

    var cause: CauseStatement { CauseStatement(.edited, .edited(on: day, statement), proof: .identity) }
  }

  private let run: ComparedRun
  /// Proceeds of a day are not in the cash of its close.
  private let delaysProceeds: Bool
  private let positions: [TradingDay: ArraySlice<PositionRow>]
  private let trades: [TradingDay: ArraySlice<TradeRow>]
  private let entries: [TradingDay: [AccountEntry]]

  init(_ run: ComparedRun, _ input: LadderInput) {
    self.run = run
    positions = DaySlices.of(run.positions ?? [], \.day)
    trades = DaySlices.of(run.trades ?? [], \.day)
    entries = Dictionary(grouping: run.entries, by: \.day)
    delaysProceeds = input.delaysProceeds || RecordAudit.showsDelay(run.report, positions)
  }

  /// Whether the record settles proceeds later, whatever its configuration says: on each of at least three days with
  /// sales, and on no other day, something is neither cash nor stocks.
  private static func showsDelay(
    _ report: [ReportRow], _ positions: [TradingDay: ArraySlice<PositionRow>]
  ) -> Bool {
    var count = 0
    for (before, row) in zip(report, report.dropFirst()) {
      let now = Dictionary((positions[row.day] ?? []).map { ($0.instrument, $0.amount) }) { first, _ in first }
      let sells = (positions[before.day] ?? []).contains { $0.amount > (now[$0.instrument] ?? 0) * (1 + limit) }
      let gap = row.account - row.cash - row.value
      guard sells == (gap > limit * row.account) else { return false }
      if sells { count += 1 }
    }
    return count >= 3
  }

  /// Relative to the account, a thousand times what sums of Double leave.
  private static let limit = 1e-9

  /// The first identity that any day breaks.
  var first: Violation? {
    for index in run.report.indices {
      if let found = violation(at: index) { return found }
    }
    return nil
  }

  /// The first identity that a day breaks; nil where all hold.
  func violation(on day: TradingDay) -> Violation? {
    run.report.firstIndex { $0.day == day }.flatMap { violation(at: $0) }
  }

  private func violation(at index: Int) -> Violation? {
    let row = run.report[index]
    let before = index > 0 ? run.report[index - 1] : nil
    return account(row, before) ?? sums(row, before) ?? holdings(row) ?? repeated(row) ?? deals(row, before)
  }

  private func differ(_ left: Double, _ right: Double, _ scale: Double) -> Bool {
    Difference.exceeds(left, right, limit: RecordAudit.limit, scale: scale.magnitude)
  }

  private func reported(
    _ row: ReportRow, _ field: String, _ recorded: Double, _ expected: Double, _ statement: Message
  ) -> Violation {
    Violation(
      day: row.day, field: FirstDivergence.Field.report(field).name, recorded: recorded, expected: expected,
      statement: statement)
  }

  private func account(_ row: ReportRow, _ before: ReportRow?) -> Violation? {
    let parts = row.cash + row.value
    if !delaysProceeds, differ(row.account, parts, row.account) {
      return reported(row, "account", row.account, parts, .account(row.account, parts: parts))
    }
    guard let before else { return nil }
    let expected = before.account * (1 + row.returnRate - row.cost)
    guard differ(row.account, expected, before.account) else { return nil }
    return reported(row, "account", row.account, expected, .account(row.account, expected: expected))
  }

  private func sums(_ row: ReportRow, _ before: ReportRow?) -> Violation? {
    guard let before else { return nil }
    let turnover = before.totalTurnover + row.turnover * before.account
    if differ(row.totalTurnover, turnover, before.account) {
      return reported(
        row, "total_turnover", row.totalTurnover, turnover, .turnover(row.totalTurnover, expected: turnover))
    }
    let cost = before.totalCost + row.cost * before.account
    guard differ(row.totalCost, cost, before.account) else { return nil }
    return reported(row, "total_cost", row.totalCost, cost, .cost(row.totalCost, expected: cost))
  }

  private func holdings(_ row: ReportRow) -> Violation? {
    guard run.positions != nil else { return nil }
    let held = positions[row.day] ?? []
    let value = held.reduce(0) { $0 + $1.amount * $1.price }
    if differ(value, row.value, row.account) {
      return reported(row, "value", row.value, value, .holdings(value, reported: row.value))
    }
    for holding in held {
      let weight = holding.amount * holding.price / row.account
      if differ(holding.weight, weight, 1) {
        return self.held(
          holding, "weight", holding.weight, weight,
          .weight(of: holding.instrument, holding.weight, expected: weight))
      }
    }
    return nil
  }

  private func repeated(_ row: ReportRow) -> Violation? {
    for entry in entries[row.day] ?? [] {
      let (field, value) = entry.kind == .cash ? ("cash", row.cash) : ("account", row.account)
      guard differ(entry.value, value, row.account) else { continue }
      return Violation(
        day: row.day, field: FirstDivergence.Field.holding(entry.kind.rawValue).name, recorded: entry.value,
        expected: value, statement: .entry(field, entry.value, reported: value))
    }
    return nil
  }

  private func held(
    _ holding: PositionRow, _ field: String, _ recorded: Double, _ expected: Double, _ statement: Message
  ) -> Violation {
    Violation(
      day: holding.day, instrument: holding.instrument, field: FirstDivergence.Field.holding(field).name,
      recorded: recorded, expected: expected, statement: statement)
  }

  private func deals(_ row: ReportRow, _ before: ReportRow?) -> Violation? {
    guard run.positions != nil, let before else { return nil }
    func named(_ rows: ArraySlice<PositionRow>?) -> [InstrumentID: PositionRow] {
      Dictionary((rows ?? []).map { ($0.instrument, $0) }) { first, _ in first }
    }
    let (now, then) = (named(positions[row.day]), named(positions[before.day]))
    for holding in positions[row.day] ?? [] {
      guard let old = then[holding.instrument], old.amount == holding.amount, holding.countDay != old.countDay + 1
      else { continue }
      return held(
        holding, "count_day", Double(holding.countDay), Double(old.countDay + 1),
        .daysHeld(of: holding.instrument, before: old.countDay, now: holding.countDay))
    }
    guard run.trades != nil else { return nil }
    var net: [InstrumentID: Double] = [:]
    for trade in trades[row.day] ?? [] {
      let value = trade.dealAmount * trade.price
      if trade.dealAmount > 0, differ(trade.value, value, trade.value) {
        return Violation(
          day: row.day, instrument: trade.instrument,
          field: FirstDivergence.Field.order("\(trade.direction.rawValue).value").name, recorded: trade.value,
          expected: value, statement: .deal(of: trade.instrument, trade.value, expected: value))
      }
      net[trade.instrument, default: 0] += trade.direction == .buy ? trade.dealAmount : -trade.dealAmount
    }
    for name in Set(now.keys).union(then.keys).union(net.keys).sorted() {
      let old = then[name]?.amount ?? 0
      let amount = now[name]?.amount ?? 0
      let dealt = net[name] ?? 0
      guard Difference.exceeds(amount - old, dealt, limit: 1e-6, scale: max(amount, old, dealt.magnitude))
      else { continue }
      return Violation(
        day: row.day, instrument: name, field: FirstDivergence.Field.holding("amount").name, recorded: amount,
        expected: old + dealt, statement: .change(of: name, amount - old, dealt: dealt))
    }
    return nil
  }
}

extension Message {
  fileprivate static func edited(on day: TradingDay, _ violation: Message) -> Message {
    Message(
      "cause.edited", ["day": .day(day), "violation": .message(violation)],
      en: "The record contradicts itself on {day}. {violation}", zh: "记录在 {day} 自相矛盾。{violation}")
  }

  fileprivate static func account(_ account: Double, parts: Double) -> Message {
    Message(
      "record.account-parts", ["account": .money(account), "parts": .money(parts)],
      en: "The account is {account}; cash and holdings add up to {parts}.", zh: "总资产为 {account}，现金与持仓合计 {parts}。")
  }

  fileprivate static func account(_ account: Double, expected: Double) -> Message {
    Message(
      "record.account-growth", ["account": .money(account), "expected": .money(expected)],
      en: "The account is {account}; the day before, return and cost lead to {expected}.",
      zh: "总资产为 {account}，由前一日总资产、收益率与费用推得 {expected}。")
  }

  fileprivate static func turnover(_ sum: Double, expected: Double) -> Message {
    Message(
      "record.turnover-sum", ["sum": .money(sum), "expected": .money(expected)],
      en: "The sum of turnover is {sum}; the day's turnover leads to {expected}.",
      zh: "累计换手为 {sum}，由当日换手率推得 {expected}。")
  }

  fileprivate static func cost(_ sum: Double, expected: Double) -> Message {
    Message(
      "record.cost-sum", ["sum": .money(sum), "expected": .money(expected)],
      en: "The sum of cost is {sum}; the day's cost leads to {expected}.", zh: "累计费用为 {sum}，由当日费用推得 {expected}。")
  }

  fileprivate static func holdings(_ value: Double, reported: Double) -> Message {
    Message(
      "record.holdings-value", ["value": .money(value), "reported": .money(reported)],
      en: "The holdings are worth {value}; the report says {reported}.", zh: "各持仓合计 {value}，日报中为 {reported}。")
  }

  fileprivate static func entry(_ field: String, _ value: Double, reported: Double) -> Message {
    Message(
      "record.account-entry",
      [
        "field": FieldName.of(FirstDivergence.Field.report(field).name), "value": .money(value),
        "reported": .money(reported),
      ],
      en: "Beside the holdings {field} is {value}; the report says {reported}.",
      zh: "持仓表中{field}为 {value}，日报中为 {reported}。")
  }

  fileprivate static func weight(of stock: InstrumentID, _ weight: Double, expected: Double) -> Message {
    Message(
      "record.weight", ["stock": .instrument(stock), "weight": .ratio(weight), "expected": .ratio(expected)],
      en: "The weight of {stock} is {weight}; its amount and price give {expected}.",
      zh: "{stock} 的权重为 {weight}，由数量与价格算得 {expected}。")
  }

  fileprivate static func daysHeld(of stock: InstrumentID, before: Int, now: Int) -> Message {
    Message(
      "record.days-held", ["stock": .instrument(stock), "before": .count(before), "now": .count(now)],
      en: "{stock} was held for {before} {before:day|days} the day before and for {now} now.",
      zh: "{stock} 前一日的持有天数为 {before}，当日为 {now}。")
  }

  fileprivate static func deal(of stock: InstrumentID, _ value: Double, expected: Double) -> Message {
    Message(
      "record.deal-value", ["stock": .instrument(stock), "value": .money(value), "expected": .money(expected)],
      en: "A deal of {stock} is worth {value}; its amount and price give {expected}.",
      zh: "{stock} 的一笔成交额为 {value}，由数量与价格算得 {expected}。")
  }

  fileprivate static func change(of stock: InstrumentID, _ change: Double, dealt: Double) -> Message {
    Message(
      "record.holding-change", ["stock": .instrument(stock), "change": .number(change), "dealt": .number(dealt)],
      en: "The holding of {stock} changes by {change}, the deals by {dealt}.",
      zh: "{stock} 的持仓数量变动 {change}，成交数量合计 {dealt}。")
  }
}
