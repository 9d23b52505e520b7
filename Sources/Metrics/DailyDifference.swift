package import Primitives
package import Records

/// How far two runs lie apart day by day: net return of the one less that of the other, basis points.
///
/// The median tells one event from a steady drift: it is 0 where fewer than half of the days differ.
package struct DailyDifference: Equatable, Sendable {
  package static let formula = "daily-difference.bp/1"
  package static let convention = "net return, basis points"
  /// Smaller differences are sums of Double in another order; basis points.
  package static let rounding = 1e-6

  /// Of both runs, ascending.
  package var days: [TradingDay]
  /// Basis points, as many as days; NaN is missing.
  package var values: [Double]
  /// Days that differ.
  package var differing: Int
  /// Of all days; nil for none.
  package var median: Double?
  /// The day farthest from 0; nil where no day differs.
  package var extreme: (day: TradingDay, value: Double)?

  /// - Parameters:
  ///   - run: whose return counts positive, by ascending days.
  ///   - base: what it is set beside.
  package init(_ run: [ReportRow], less base: [ReportRow]) {
    let others = Dictionary(base.map { ($0.day, $0) }) { first, _ in first }
    let pairs = run.compactMap { row in others[row.day].map { (row, $0) } }
    days = pairs.map(\.0.day)
    values = pairs.map { (($0.returnRate - $0.cost) - ($1.returnRate - $1.cost)) * 1e4 }
    let known = values.filter { !$0.isNaN }.sorted()
    differing = known.count { $0.magnitude > DailyDifference.rounding }
    median =
      known.isEmpty
      ? nil : (known[(known.count - 1) / 2] + known[known.count / 2]) / 2
    for (day, value) in zip(days, values)
    where value.magnitude > max(DailyDifference.rounding, extreme?.value.magnitude ?? 0) {
      extreme = (day, value)
    }
  }

  package static func == (left: DailyDifference, right: DailyDifference) -> Bool {
    left.days == right.days && left.values == right.values
  }
}
