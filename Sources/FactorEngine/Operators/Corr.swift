/// `Corr(x,y,N)`: the correlation of the pairs present in the window, clipped to [-1,1].
///
/// A pair counts where both are present; missing for a constant side. qlib then drops the value where
/// either series alone has a `Std` of at most 2e-5 in the window. Both series need the same rows:
/// the mask would not fit else.
enum CorrOperator {
  static func run(_ left: Series, _ right: Series, windows: [Int]) throws(RowFault) -> [Series] {
    guard left.range == right.range else { throw .differentRows("Corr", left, right) }
    let (x, y) = PairInput.make(left, right)
    let (a, b) = (x.observations, y.observations)
    let count = left.count
    let results = windows.map { _ in UnsafeMutablePointer<Double>.allocate(capacity: max(count, 1)) }
    PairWindow.run(a, b, count, windows: windows) { results[$0][$1] = $2.correlation }
    let deviations = [left, right].map { WindowedStd.make($0, windows: windows) }
    return windows.indices.map { k in
      for deviation in deviations { FlatMask.apply(deviation[k].doubles, count, to: results[k]) }
      return Series(start: left.start, count: count, adopting: results[k])
    }
  }
}

/// `Cov(x,y,N)`: the covariance of the pairs present in the window, over their number less one.
///
/// A pair counts where both are present; missing for fewer than two. Rows are aligned by day.
enum CovOperator {
  static func run(_ left: Series, _ right: Series, windows: [Int]) throws(RowFault) -> [Series] {
    let range = try Elementwise.union(left, right)
    let (x, y) = PairInput.make(left.aligned(to: range), right.aligned(to: range))
    let (a, b) = (x.observations, y.observations)
    let results = windows.map { _ in UnsafeMutablePointer<Double>.allocate(capacity: max(range.count, 1)) }
    PairWindow.run(a, b, range.count, windows: windows) { results[$0][$1] = $2.covariance }
    return results.map { Series(start: range.lowerBound, count: range.count, adopting: $0) }
  }
}

/// pandas masks each side by the other, in the operands' own type: `x + 0*y` and `y + 0*x`. An infinity
/// on either side makes both missing.
enum PairInput {
  static func make(_ left: Series, _ right: Series) -> (Series, Series) { (masked(left, right), masked(right, left)) }

  private static func masked(_ value: Series, _ mask: Series) -> Series {
    let count = value.count
    if let a = value.floats, let b = mask.floats {
      return Series(.float32, start: value.start, count: count, floats: { output in
        for row in 0..<count { output[row] = a[row] + 0 * b[row] }
      })
    }
    let (a, b) = (value.doubles, mask.doubles)
    return Series(.float64, start: value.start, count: count, doubles: { output in
      for row in 0..<count { output[row] = a[row] + 0 * b[row] }
    })
  }
}

/// Standard deviations of one series for several windows at once.
enum WindowedStd {
  static func make(_ x: Series, windows: [Int]) -> [Series] {
    let count = x.count
    let results = windows.map { _ in UnsafeMutablePointer<Double>.allocate(capacity: max(count, 1)) }
    SlidingWindow.run(StdAccumulator(), over: x.observations, count: count, windows: windows, into: results)
    return results.map { Series(start: x.start, count: count, adopting: $0) }
  }
}
