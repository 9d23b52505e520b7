import Primitives

/// The information ratio of each day and the 237 before it: mean over sample deviation of daily excess returns, times
/// the root of 238; a pure number.
///
/// Source: `InformationRatio` over a window of one of qlib's years, as pandas `rolling(238)` takes it.
package enum RollingInformationRatio {
  package static let formula = "information-ratio.rolling-238/1"
  package static let convention = "qlib-sum-238"
  package static let window = 238

  /// By day, as many as values; nil before the window is full, where a value of it is missing, and without a spread.
  package static func values(_ values: [Double], window: Int = window) -> [Double?] {
    guard window >= 2 else { return values.map { _ in nil } }
    let scale = AnnualizedReturn.daysPerYear.squareRoot()
    var squares = [Double](repeating: 0, count: window)
    return values.indices.map { last in
      guard last + 1 >= window else { return nil }
      let own = values[(last + 1 - window)...last]
      let mean = own.withUnsafeBufferPointer { PairwiseSum.of($0) } / Double(window)
      guard !mean.isNaN else { return nil }
      for (place, value) in own.enumerated() { squares[place] = (value - mean) * (value - mean) }
      let deviation = (PairwiseSum.of(squares) / Double(window - 1)).squareRoot()
      return deviation > 0 ? mean / deviation * scale : nil
    }
  }

  /// The first day of the last run of values that have one sign: since when the ratio is negative, or positive.
  ///
  /// - Returns: the index and whether the values are negative; nil where the last one is missing or 0.
  package static func sinceWhen(_ values: [Double?]) -> (index: Int, isNegative: Bool)? {
    guard let last = values.last.flatMap(\.self), last != 0 else { return nil }
    var index = values.count - 1
    while index > 0, let before = values[index - 1], before != 0, (before < 0) == (last < 0) { index -= 1 }
    return (index, last < 0)
  }
}
