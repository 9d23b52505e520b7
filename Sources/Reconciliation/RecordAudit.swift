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
struct RecordAudit {
  let run: ComparedRun
  /// Proceeds of a day are not in the cash of its close.
  var delaysProceeds = false

  /// Relative to the account, a thousand times what sums of Double leave.
  private static let limit = 1e-9

  /// The first identity that a day breaks, with both numbers; nil where all hold.
  func violation(on day: TradingDay) -> String? {
    guard let index = run.report.firstIndex(where: { $0.day == day }) else { return nil }
    let row = run.report[index]
    let before = index > 0 ? run.report[index - 1] : nil
    return account(row, before) ?? sums(row, before) ?? holdings(row) ?? deals(row, before)
  }

  private func text(_ value: Double) -> String { Difference.text(value) }

  private func parts(_ left: Double, _ right: Double, _ scale: Double) -> Bool {
    Difference.exceeds(left, right, limit: RecordAudit.limit, scale: scale.magnitude)
  }

  private func account(_ row: ReportRow, _ before: ReportRow?) -> String? {
    if !delaysProceeds, parts(row.account, row.cash + row.value, row.account) {
      return
        "the account is \(text(row.account)), cash and stocks are \(text(row.cash + row.value))"
    }
    guard let before else { return nil }
    let led = before.account * (1 + row.returnRate - row.cost)
    guard parts(row.account, led, before.account) else { return nil }
    return
      "the account is \(text(row.account)); the day before, return and cost lead to \(text(led))"
  }

  private func sums(_ row: ReportRow, _ before: ReportRow?) -> String? {
    guard let before else { return nil }
    for (name, sum, old, rate) in [
      ("turnover", row.totalTurnover, before.totalTurnover, row.turnover),
      ("cost", row.totalCost, before.totalCost, row.cost),
    ] where parts(sum, old + rate * before.account, before.account) {
      return
        "the sum of \(name) is \(text(sum)); the day's \(name) leads to \(text(old + rate * before.account))"
    }
    return nil
  }

  private func holdings(_ row: ReportRow) -> String? {
    guard let positions = run.positions else { return nil }
    let held = positions.filter { $0.day == row.day }
    let value = held.reduce(0) { $0 + $1.amount * $1.price }
    if parts(value, row.value, row.account) {
      return "the holdings are worth \(text(value)), the report says \(text(row.value))"
    }
    for holding in held where parts(holding.weight, holding.amount * holding.price / row.account, 1) {
      return
        "the weight of \(holding.instrument) is \(text(holding.weight)), its amount and price give "
        + text(holding.amount * holding.price / row.account)
    }
    return nil
  }

  private func deals(_ row: ReportRow, _ before: ReportRow?) -> String? {
    guard let positions = run.positions else { return nil }
    func held(_ day: TradingDay?) -> [InstrumentID: PositionRow] {
      Dictionary(positions.lazy.filter { $0.day == day }.map { ($0.instrument, $0) }) { first, _ in
        first
      }
    }
    let (now, then) = (held(row.day), held(before?.day))
    for (name, holding) in now.sorted(by: { $0.key < $1.key }) {
      guard let old = then[name], old.amount == holding.amount, holding.countDay != old.countDay + 1
      else { continue }
      return
        "\(name) was held for \(old.countDay) days the day before and for \(holding.countDay) now"
    }
    guard let trades = run.trades, before != nil else { return nil }
    var net: [InstrumentID: Double] = [:]
    for trade in trades where trade.day == row.day {
      if trade.dealAmount > 0, parts(trade.value, trade.dealAmount * trade.price, trade.value) {
        return
          "a deal of \(trade.instrument) is worth \(text(trade.value)), its amount and price give "
          + text(trade.dealAmount * trade.price)
      }
      net[trade.instrument, default: 0] +=
        trade.direction == .buy ? trade.dealAmount : -trade.dealAmount
    }
    for name in Set(now.keys).union(then.keys).union(net.keys).sorted() {
      let change = (now[name]?.amount ?? 0) - (then[name]?.amount ?? 0)
      let scale = max(now[name]?.amount ?? 0, then[name]?.amount ?? 0, (net[name] ?? 0).magnitude)
      guard Difference.exceeds(change, net[name] ?? 0, limit: 1e-6, scale: scale) else { continue }
      return
        "the holding of \(name) changes by \(text(change)), the deals by \(text(net[name] ?? 0))"
    }
    return nil
  }
}
