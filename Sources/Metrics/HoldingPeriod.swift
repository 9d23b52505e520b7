package import Primitives
package import Records

/// Mean number of closes that a holding was kept, over the holdings that ended; days.
///
/// A holding ends when it is absent at the next close of the run. Its length is the count of its last
/// day. Those of the last day are still open and count nowhere.
package enum HoldingPeriod {
  package static let formula = "holding-period.ended/1"

  /// - Parameters:
  ///   - positions: sorted by day and instrument.
  ///   - days: of the run, ascending.
  /// - Returns: nil where no holding ended; the number of ended holdings beside it.
  package static func value(
    _ positions: [PositionRow], days: [TradingDay]
  ) -> (mean: Double?, count: Int) {
    var open = positions.startIndex..<positions.startIndex
    var ended: [Double] = []
    var next = positions.startIndex
    for day in days {
      let first = next
      while next < positions.endIndex, positions[next].day <= day { next += 1 }
      var here = first
      for row in positions[open] {
        while here < next, positions[here].instrument < row.instrument { here += 1 }
        let isHeld = here < next && positions[here].instrument == row.instrument
        // A smaller count is a new holding of the same stock.
        if !isHeld || positions[here].countDay <= row.countDay { ended.append(Double(row.countDay)) }
      }
      open = first..<next
    }
    return (Mean.value(ended), ended.count)
  }
}
