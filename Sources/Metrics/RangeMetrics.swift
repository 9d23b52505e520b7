package import Primitives
package import Records

/// The figures of a series over a range of days, rebased to the close before the range.
///
/// Every day of the range is counted from the last close before it, so that ranges side by side add up. Return and
/// excess are compounded, volatility and Sharpe are those of 252 days, the drawdown is a fraction of the highest value
/// since the close before the range.
///
/// Sources: `CompoundedReturn`, `StandardDeviation`, `SharpeRatio`, `NetAssetDrawdown`, `HitRate`.
package struct RangeMetrics: Equatable, Sendable {
  package static let formula = "range.close-before/1"
  package static let convention = "standard-252"

  /// Returns that enter.
  package var days: Int
  /// The first and the last day of the range that have a return; nil for none.
  package var first: TradingDay?
  package var last: TradingDay?
  /// The close that the range is counted from; nil where that is the start of the series.
  package var base: TradingDay?
  /// A fraction.
  package var gain: Double?
  /// Of the index over the same days; nil where it has no value at an end.
  package var index: Double?
  /// The return less that of the index, a fraction.
  package var excess: Double?
  /// Sample deviation of daily returns times the root of 252.
  package var volatility: Double?
  package var sharpe: Double?
  package var drawdown: NetAssetDrawdown?
  package var hitRate: Double?
  /// The lowest daily return; the first of equal ones.
  package var worst: (day: TradingDay, value: Double)?

  /// Of daily returns.
  ///
  /// - Parameters:
  ///   - days: ascending, as many as returns.
  ///   - returns: net of costs; a missing one is passed over.
  ///   - index: daily returns of the index on the same days; nil for none.
  package init(
    days all: [TradingDay], returns: [Double], index: [Double]?, in range: ClosedRange<TradingDay>
  ) {
    precondition(all.count == returns.count && index.map { $0.count == all.count } ?? true)
    let rows = all.indices.filter { range.contains(all[$0]) && !returns[$0].isNaN }
    let values = rows.map { returns[$0] }
    let own = rows.map { all[$0] }
    days = rows.count
    first = own.first
    last = own.last
    base = rows.first.flatMap { $0 > 0 ? all[$0 - 1] : nil }
    gain = CompoundedReturn.value(values)
    self.index = index.flatMap { index in CompoundedReturn.value(rows.map { index[$0] }) }
    excess = gain.flatMap { gain in self.index.map { gain - $0 } }
    volatility = StandardDeviation.value(values).map { $0 * StandardYear.days.squareRoot() }
    sharpe = SharpeRatio.value(values)
    drawdown = NetAssetDrawdown.find(values, days: own)
    hitRate = HitRate.value(values)
    for (day, value) in zip(own, values) where worst.map({ value < $0.value }) ?? true { worst = (day, value) }
  }

  /// Of closing values; a day without one is passed over, and the next return spans it.
  ///
  /// - Parameter index: closes of the index by day; those of the days of the series are taken, else the last before.
  package init(
    closes: [(day: TradingDay, value: Double)], index: [(day: TradingDay, value: Double)]? = nil,
    in range: ClosedRange<TradingDay>
  ) {
    let known = closes.filter { !$0.value.isNaN }
    let levels = index.map { RangeMetrics.levels($0, on: known.map(\.day)) }
    func changes(_ values: [Double]) -> [Double] { zip(values.dropFirst(), values).map { $0 / $1 - 1 } }
    self.init(
      days: known.dropFirst().map(\.day), returns: changes(known.map(\.value)), index: levels.map(changes), in: range)
    // The first return is counted from the first close.
    if base == nil, first != nil { base = known.first?.day }
  }

  /// Of a run after costs, against its benchmark.
  package init(_ report: [ReportRow], in range: ClosedRange<TradingDay>) {
    self.init(
      days: report.map(\.day), returns: report.map { $0.returnRate - $0.cost }, index: report.map(\.bench), in: range)
  }

  /// The last known value on or before each day; NaN where there is none.
  private static func levels(_ closes: [(day: TradingDay, value: Double)], on days: [TradingDay]) -> [Double] {
    var next = closes.startIndex
    var level = Double.nan
    return days.map { day in
      while next < closes.endIndex, closes[next].day <= day {
        if !closes[next].value.isNaN { level = closes[next].value }
        next += 1
      }
      return level
    }
  }

  package static func == (left: RangeMetrics, right: RangeMetrics) -> Bool {
    (left.days, left.first, left.last, left.base) == (right.days, right.first, right.last, right.base)
      && left.gain == right.gain && left.index == right.index && left.volatility == right.volatility
      && left.drawdown == right.drawdown && left.worst?.day == right.worst?.day
  }
}
