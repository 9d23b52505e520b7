import Primitives
import Records

/// The first place where two runs differ: the earliest day, and on that day the first of orders,
/// holdings and account figures, because each follows from the one before.
struct FirstDivergence: Equatable {
  /// What differs.
  enum Field: Equatable {
    case day
    case order(String)
    case holding(String)
    /// A column of the report.
    case report(String)

    var name: String {
      switch self {
      case .day: "datetime"
      case .order(let field): "trades." + field
      case .holding(let field): "positions." + field
      case .report(let field): "report." + field
      }
    }
  }

  var day: TradingDay
  var instrument: InstrumentID?
  var field: Field
  /// Empty is missing.
  var left: String
  var right: String

  static func find(_ left: ComparedRun, _ right: ComparedRun, _ tolerances: Tolerances) -> FirstDivergence? {
    let candidates = [
      days(left.report, right.report),
      left.trades.flatMap { trades in right.trades.flatMap { orders(trades, $0, tolerances) } },
      left.positions.flatMap { rows in right.positions.flatMap { holdings(rows, $0, tolerances) } },
      reports(left.report, right.report, tolerances),
      left.positions.flatMap { rows in right.positions.flatMap { weights(rows, $0, tolerances) } },
    ]
    // `min` keeps the first of equals, which is the order above.
    return candidates.compactMap { $0 }.min { $0.day < $1.day }
  }

  private static func days(_ left: [ReportRow], _ right: [ReportRow]) -> FirstDivergence? {
    for (one, other) in zip(left, right) where one.day != other.day {
      return FirstDivergence(
        day: min(one.day, other.day), field: .day, left: one.day.description, right: other.day.description)
    }
    guard left.count != right.count else { return nil }
    let longer = left.count > right.count ? left : right
    let day = longer[min(left.count, right.count)].day
    return FirstDivergence(
      day: day, field: .day, left: left.count > right.count ? day.description : "",
      right: right.count > left.count ? day.description : "")
  }

  private static func reports(
    _ left: [ReportRow], _ right: [ReportRow], _ tolerances: Tolerances
  ) -> FirstDivergence? {
    for (one, other) in zip(left, right) where one.day == other.day {
      for (name, value) in ReportRow.fields {
        let (a, b) = (value(one), value(other))
        let differs =
          switch name {
          case "return": Difference.exceeds(a, b, limit: tolerances[.replayedReturn])
          case "turnover": Difference.exceeds(a, b, limit: tolerances[.replayedTurnover])
          case "cost": Difference.exceeds(a, b, limit: tolerances[.replayedCost])
          case "bench": Difference.exceeds(a, b, limit: tolerances[.replayedBench])
          case "total_turnover", "total_cost":
            Difference.exceeds(a, b, limit: tolerances[.replayedNAV], scale: max(one.account.magnitude, a.magnitude))
          default: Difference.exceeds(a, b, limit: tolerances[.replayedNAV], scale: one.account.magnitude)
          }
        if differs {
          // The account follows from the cost: where both differ, the cost is the earlier fact.
          if name == "account", let cause = sharper(one, other, tolerances) { return cause }
          return FirstDivergence(
            day: one.day, field: .report(name), left: Difference.text(a), right: Difference.text(b))
        }
      }
    }
    return nil
  }

  /// What made the accounts of a day differ: the benchmark never does, turnover and cost do.
  private static func sharper(_ one: ReportRow, _ other: ReportRow, _ tolerances: Tolerances) -> FirstDivergence? {
    for (name, a, b, limit) in [
      ("turnover", one.turnover, other.turnover, tolerances[.replayedTurnover]),
      ("cost", one.cost, other.cost, tolerances[.replayedCost]),
      ("return", one.returnRate, other.returnRate, tolerances[.replayedReturn]),
    ] where Difference.exceeds(a, b, limit: limit) {
      return FirstDivergence(day: one.day, field: .report(name), left: Difference.text(a), right: Difference.text(b))
    }
    return nil
  }

  private struct OrderKey: Hashable, Comparable {
    var instrument: InstrumentID
    var direction: Direction

    static func < (left: OrderKey, right: OrderKey) -> Bool {
      (left.instrument, left.direction.rawValue) < (right.instrument, right.direction.rawValue)
    }
  }

  /// Orders are sets a day: qlib's order of sales within a day is that of a Python set.
  private static func orders(
    _ left: [TradeRow], _ right: [TradeRow], _ tolerances: Tolerances
  ) -> FirstDivergence? {
    let limit = tolerances[.replayedOrders]
    return firstOnAnyDay(left, right, day: { $0.day }) { day, one, other in
      let ones = byKey(one)
      let others = byKey(other)
      func found(_ key: OrderKey, _ field: String, _ a: String, _ b: String) -> FirstDivergence {
        FirstDivergence(
          day: day, instrument: key.instrument, field: .order("\(key.direction.rawValue).\(field)"), left: a, right: b)
      }
      let keys = Set(ones.keys).union(others.keys).sorted()
      // Which stocks are ordered decides how much money there is for each: amounts come second.
      for key in keys where (ones[key] == nil) != (others[key] == nil) {
        return found(
          key, "order_amount", Difference.text(ones[key]?.orderAmount), Difference.text(others[key]?.orderAmount))
      }
      for key in keys {
        guard let a = ones[key], let b = others[key] else { continue }
        for (name, x, y) in [
          ("order_amount", a.orderAmount, b.orderAmount), ("deal_amount", a.dealAmount, b.dealAmount),
        ] where Difference.exceedsRelatively(x, y, limit: limit) {
          return found(key, name, Difference.text(x), Difference.text(y))
        }
        // What did not trade has no price that counts.
        guard a.dealAmount > 0 else { continue }
        for (name, x, y) in [("price", a.price, b.price), ("value", a.value, b.value), ("cost", a.cost, b.cost)]
        where Difference.exceedsRelatively(x, y, limit: limit) {
          return found(key, name, Difference.text(x), Difference.text(y))
        }
      }
      return nil
    }
  }

  /// Several orders of one stock in one direction count together.
  private static func byKey(_ trades: ArraySlice<TradeRow>) -> [OrderKey: TradeRow] {
    Dictionary(trades.map { (OrderKey(instrument: $0.instrument, direction: $0.direction), $0) }) { sum, next in
      var sum = sum
      sum.orderAmount += next.orderAmount
      sum.dealAmount += next.dealAmount
      sum.value += next.value
      sum.cost += next.cost
      return sum
    }
  }

  private static func holdings(
    _ left: [PositionRow], _ right: [PositionRow], _ tolerances: Tolerances
  ) -> FirstDivergence? {
    let limit = tolerances[.replayedPositions]
    return firstOnAnyDay(left, right, day: { $0.day }) { day, one, other in
      // As with orders: which stocks are held comes before how much of each.
      if !one.elementsEqual(other, by: { $0.instrument == $1.instrument }),
        let name = Set(one.map(\.instrument)).symmetricDifference(other.map(\.instrument)).min()
      {
        let (a, b) = (one.first { $0.instrument == name }, other.first { $0.instrument == name })
        return FirstDivergence(
          day: day, instrument: name, field: .holding("amount"), left: Difference.text(a?.amount),
          right: Difference.text(b?.amount))
      }
      for (a, b) in zip(one, other) {
        for (name, x, y) in [
          ("amount", a.amount, b.amount), ("price", a.price, b.price),
          ("count_day", Double(a.countDay), Double(b.countDay)),
        ] where Difference.exceedsRelatively(x, y, limit: limit) {
          return FirstDivergence(
            day: day, instrument: a.instrument, field: .holding(name), left: Difference.text(x),
            right: Difference.text(y))
        }
      }
      return nil
    }
  }

  /// Every weight follows from the account: compared last, where amount, price and account agree.
  private static func weights(
    _ left: [PositionRow], _ right: [PositionRow], _ tolerances: Tolerances
  ) -> FirstDivergence? {
    let limit = tolerances[.replayedPositions]
    return firstOnAnyDay(left, right, day: { $0.day }) { day, one, other in
      for (a, b) in zip(one, other) where a.instrument == b.instrument {
        guard Difference.exceedsRelatively(a.weight, b.weight, limit: limit) else { continue }
        return FirstDivergence(
          day: day, instrument: a.instrument, field: .holding("weight"), left: Difference.text(a.weight),
          right: Difference.text(b.weight))
      }
      return nil
    }
  }

  /// Walks two lists that are sorted by day, day by day, and stops at the first difference.
  private static func firstOnAnyDay<Row>(
    _ left: [Row], _ right: [Row], day: (Row) -> TradingDay,
    _ compare: (TradingDay, ArraySlice<Row>, ArraySlice<Row>) -> FirstDivergence?
  ) -> FirstDivergence? {
    var i = left.startIndex
    var j = right.startIndex
    while i < left.endIndex || j < right.endIndex {
      let current: TradingDay
      switch (i < left.endIndex, j < right.endIndex) {
      case (true, true): current = min(day(left[i]), day(right[j]))
      case (true, false): current = day(left[i])
      default: current = day(right[j])
      }
      var iEnd = i
      while iEnd < left.endIndex, day(left[iEnd]) == current { iEnd += 1 }
      var jEnd = j
      while jEnd < right.endIndex, day(right[jEnd]) == current { jEnd += 1 }
      if let found = compare(current, left[i..<iEnd], right[j..<jEnd]) { return found }
      i = iEnd
      j = jEnd
    }
    return nil
  }
}
