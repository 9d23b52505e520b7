import Primitives

/// What the highest scores earned over the lowest, day by day, in qlib's own arithmetic.
///
/// k = int(0.2 × rows of the day); long is the mean label of the k highest scores, short that of the k
/// lowest, each without missing labels; long-short is half their difference, long-average the mean
/// label of all. Everything in float32. Source: `qlib/contrib/eva/alpha.py`, `calc_long_short_return`.
package enum LongShort {
  package static let formula = "long-short.qlib-20/1"
  package static let averageFormula = "long-average.qlib/1"
  package static let annualFormula = "long-short.annual-252/1"
  package static let sharpeFormula = "long-short.sharpe-252/1"
  package static let source = "qlib/contrib/eva/alpha.py, calc_long_short_return"
  static let share = 0.2

  /// One day; nil is missing.
  package struct Day: Equatable, Sendable {
    package var longShort: Float?
    package var average: Float?
  }

  /// - Parameters:
  ///   - outcomes: labels of all rows of the day.
  ///   - longest: positions of the k highest scores, in descending order.
  ///   - shortest: positions of the k lowest scores, in ascending order.
  static func day(_ outcomes: [Float], highest: [Int32], lowest: [Int32]) -> Day {
    let long = mean(highest.map { outcomes[Int($0)] })
    let short = mean(lowest.map { outcomes[Int($0)] })
    let difference = (long - short) / 2
    let average = groupMean(outcomes)
    return Day(longShort: difference.isNaN ? nil : difference, average: average.isNaN ? nil : average)
  }

  /// Mean × 252 of a daily series, in float32; nil for no day.
  package static func annual(_ values: [Float]) -> Float? {
    values.isEmpty ? nil : mean(values) * 252
  }

  /// Mean ÷ sample deviation × √252, in float32; nil for fewer than two days or without spread.
  package static func sharpe(_ values: [Float]) -> Float? {
    guard values.count > 1 else { return nil }
    let wide = values.map { Double($0) }
    let centre = PairwiseSum.of(wide) / Double(values.count)
    let squares = wide.map { (centre - $0) * (centre - $0) }
    let deviation = Float(PairwiseSum.of(squares) / Double(values.count - 1)).squareRoot()
    return deviation > 0 ? mean(values) / deviation * Float(252.0.squareRoot()) : nil
  }

  /// pandas' `Series.mean` of float32: missing values as 0 in a pairwise sum.
  static func mean(_ values: [Float]) -> Float {
    let observed = values.count { !$0.isNaN }
    if observed == 0 { return .nan }
    return PairwiseSum.of(values.map { $0.isNaN ? 0 : $0 }) / Float(observed)
  }

  /// pandas' mean of a group of float32 (`groupby.pyx`, `group_mean`): summed with compensation.
  static func groupMean(_ values: [Float]) -> Float {
    var (sum, compensation, observed): (Float, Float, Int) = (0, 0, 0)
    for value in values where !value.isNaN {
      observed += 1
      let corrected = value - compensation
      let total = sum + corrected
      compensation = total - sum - corrected
      sum = total
    }
    return observed == 0 ? .nan : sum / Float(observed)
  }
}
