import Primitives
import Records

/// Series of a report in the form charts want: one value a day, NaN where missing.
enum Curves {
  /// Account over the money before the first day.
  static func netValue(_ report: [ReportRow]) -> [Double] {
    guard let first = report.first else { return [] }
    // The first day's return and cost lead from the initial money to its account.
    let initial = first.account / (1 + first.returnRate - first.cost)
    return report.map { $0.account / initial }
  }

  /// The benchmark's growth; a missing day ends the line, because the growth over it is unknown.
  static func index(_ report: [ReportRow]) -> [Double] {
    var value = 1.0
    return report.map {
      value *= 1 + $0.bench
      return value
    }
  }

  /// Fall from the running maximum, the start included.
  static func drawdown(_ values: [Double]) -> [Double] {
    var peak = 1.0
    return values.map { value in
      if value > peak { peak = value }
      return value / peak - 1
    }
  }

  /// Values of one report on the days of another.
  static func aligned(_ values: [Double], of report: [ReportRow], on days: [TradingDay]) -> [Double] {
    if report.count == days.count, zip(report, days).allSatisfy({ $0.day == $1 }) { return values }
    let byDay = Dictionary(zip(report.map(\.day), values)) { first, _ in first }
    return days.map { byDay[$0] ?? .nan }
  }
}
