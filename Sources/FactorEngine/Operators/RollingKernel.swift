/// Functions of pandas' windows that are no operator of qlib, but that `Rolling(x,N,f)` reaches.
package enum RollingFunction: String, Hashable, Sendable, CaseIterable {
  /// The oldest and the newest observation of the window.
  case first, last
  /// How many different observations there are.
  case nunique
  /// The newest value's rank, ties averaged, not divided by their number.
  case rank
}

enum RollingKernel {
  /// - Parameter window: rows; 0 expands.
  static func run(_ x: Series, _ function: RollingFunction, window: Int, need: Int) -> Series {
    let (count, from, values) = (x.count, x.row(need), x.observations)
    return Series(
      .float64, start: x.start, count: count, from: from, in: x.pool,
      doubles: { output in
        for row in from..<count {
          let rows = (window == 0 ? 0 : max(0, row - window + 1))...row
          output[row] = value(function, values, rows)
        }
      })
  }

  private static func value(
    _ function: RollingFunction, _ values: UnsafePointer<Double>, _ rows: ClosedRange<Int>
  ) -> Double {
    switch function {
    case .first: return rows.first { !values[$0].isNaN }.map { values[$0] } ?? .nan
    case .last: return rows.last { !values[$0].isNaN }.map { values[$0] } ?? .nan
    case .nunique:
      let observed = Set(rows.lazy.map { values[$0] }.filter { !$0.isNaN })
      return observed.isEmpty ? .nan : Double(observed.count)
    case .rank:
      let newest = values[rows.upperBound]
      if newest.isNaN { return .nan }
      let below = rows.count { values[$0] < newest }
      let notAbove = rows.count { values[$0] <= newest }
      return Double(below + 1 + notAbove) / 2
    }
  }
}
