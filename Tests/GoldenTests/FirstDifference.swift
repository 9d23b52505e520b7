import Primitives
import Records
import TestSupport

/// The first place where a replay leaves the record, as one line: day, instrument, field, both values.
enum FirstDifference {
  /// Orders of each day: sales by code, because qlib sells in the order of a Python set, purchases in
  /// the order of execution.
  static func trades(_ here: [TradeRow], _ recorded: [TradeRow]) -> String? {
    let left = arranged(here)
    let right = arranged(recorded)
    for (ours, theirs) in zip(left, right) {
      if ours.day != theirs.day || ours.instrument != theirs.instrument
        || ours.direction != theirs.direction
      {
        return text(min(ours.day, theirs.day), nil, "order", describe(ours), describe(theirs))
      }
      let near = Tolerance.relative(1e-12)
      let fields: [(String, Double, Double)] = [
        ("order_amount", ours.orderAmount, theirs.orderAmount),
        ("deal_amount", ours.dealAmount, theirs.dealAmount),
        ("price", ours.price, theirs.price), ("value", ours.value, theirs.value),
        ("cost", ours.cost, theirs.cost),
      ]
      // An order that does not deal has no price here, and qlib's record keeps the day's.
      for (name, mine, other) in fields where !(name == "price" && ours.dealAmount == 0) {
        if !near.accepts(mine, other) { return text(ours.day, ours.instrument, name, mine, other) }
      }
    }
    if left.count != right.count {
      let next = left.count > right.count ? left[right.count] : right[left.count]
      return text(next.day, next.instrument, "number of orders", "\(left.count)", "\(right.count)")
    }
    return nil
  }

  /// Rates to 1e-12, sums of money to 1e-12 of the account.
  static func reports(_ here: [ReportRow], _ recorded: [ReportRow]) -> String? {
    for (ours, theirs) in zip(here, recorded) {
      if ours.day != theirs.day {
        return text(min(ours.day, theirs.day), nil, "day", "\(ours.day)", "\(theirs.day)")
      }
      for field in ReportRow.fields {
        let mine = field.value(ours)
        let other = field.value(theirs)
        let tolerance: Tolerance =
          switch field.name {
          case "return", "turnover", "cost", "bench": .absolute(1e-12)
          case "total_turnover", "total_cost": .relative(1e-12)
          default: .fraction(1e-12, of: theirs.account)
          }
        if !tolerance.accepts(mine, other) { return text(ours.day, nil, field.name, mine, other) }
      }
    }
    return here.count == recorded.count
      ? nil : "\(here.count) days here, \(recorded.count) recorded"
  }

  static func positions(_ here: [PositionRow], _ recorded: [PositionRow]) -> String? {
    for (ours, theirs) in zip(here, recorded) {
      if ours.day != theirs.day || ours.instrument != theirs.instrument {
        return text(
          min(ours.day, theirs.day), nil, "holding", "\(ours.day) \(ours.instrument)",
          "\(theirs.day) \(theirs.instrument)")
      }
      if !isNear(ours.amount, theirs.amount) {
        return text(ours.day, ours.instrument, "amount", ours.amount, theirs.amount)
      }
      if ours.price != theirs.price {
        return text(ours.day, ours.instrument, "price", ours.price, theirs.price)
      }
      if !Tolerance.absolute(1e-12).accepts(ours.weight, theirs.weight) {
        return text(ours.day, ours.instrument, "weight", ours.weight, theirs.weight)
      }
      if ours.countDay != theirs.countDay {
        return text(
          ours.day, ours.instrument, "count_day", "\(ours.countDay)", "\(theirs.countDay)")
      }
    }
    return here.count == recorded.count
      ? nil : "\(here.count) holdings here, \(recorded.count) recorded"
  }

  /// Metrics by name, to an absolute distance; a recorded one that is missing here differs.
  static func metrics(
    _ here: [MetricValue], _ recorded: [String: Double], names: [String], within limit: Double
  ) -> String? {
    for name in names {
      let ours = here.first { $0.name == name }
      let mine = ours?.value ?? .nan
      let other = recorded[name] ?? .nan
      if ours == nil || !Tolerance.absolute(limit).accepts(mine, other) {
        return "\(name): \(mine) here, \(other) recorded"
      }
    }
    return nil
  }

  private static func arranged(_ rows: [TradeRow]) -> [TradeRow] {
    rows.enumerated().sorted { left, right in
      let (a, b) = (left.element, right.element)
      if a.day != b.day { return a.day < b.day }
      if a.direction != b.direction { return a.direction == .sell }
      if a.direction == .sell, a.instrument != b.instrument { return a.instrument < b.instrument }
      return left.offset < right.offset
    }.map(\.element)
  }

  private static func describe(_ row: TradeRow) -> String {
    "\(row.day) \(row.direction.rawValue) \(row.instrument) \(row.orderAmount)"
  }

  private static func text(
    _ day: TradingDay, _ instrument: InstrumentID?, _ field: String, _ here: Double,
    _ recorded: Double
  ) -> String {
    text(day, instrument, field, "\(here)", "\(recorded)")
  }

  private static func text(
    _ day: TradingDay, _ instrument: InstrumentID?, _ field: String, _ here: String,
    _ recorded: String
  ) -> String {
    "\(day) \(instrument?.name ?? "") \(field): \(here) here, \(recorded) recorded"
  }
}
