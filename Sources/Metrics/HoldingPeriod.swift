package import Primitives
package import Records

/// Mean number of closes that a holding was kept, over the holdings that ended; days.
///
/// A holding ends when it is absent at the next close of the run. Its length is the count of its last
/// day. Those of the last day are still open and count nowhere.
package enum HoldingPeriod {
  package static let formula = "holding-period.ended/1"

  /// - Parameters:
  ///   - positions: sorted by day.
  ///   - days: of the run, ascending.
  /// - Returns: nil where no holding ended; the number of ended holdings beside it.
  package static func value(
    _ positions: [PositionRow], days: [TradingDay]
  ) -> (mean: Double?, count: Int) {
    var open: [InstrumentID: Int] = [:]
    var ended: [Double] = []
    var next = positions.startIndex
    for day in days {
      var held: [InstrumentID: Int] = [:]
      while next < positions.endIndex, positions[next].day <= day {
        held[positions[next].instrument] = positions[next].countDay
        next += 1
      }
      for (instrument, length) in open.sorted(by: { $0.key < $1.key }) {
        // A smaller count is a new holding of the same stock.
        if (held[instrument] ?? 0) <= length { ended.append(Double(length)) }
      }
      open = held
    }
    return (Mean.value(ended), ended.count)
  }
}
