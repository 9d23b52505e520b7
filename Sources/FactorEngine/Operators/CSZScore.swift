/// `CSZScore(x)`: the distance from the day's mean over the day's standard deviation.
///
/// - Missing values: stay missing and are left out of the day; missing for one value and for a day of equal values.
/// - Warm-up: none: each day by itself.
/// - Algorithm: two sums in the order of instruments; the deviation over the number less one.
/// - Source: ours; qlib has none (its `CSZScoreNorm` is a processor).
enum CSZScoreOperator {
  static func day(_ x: [Double]) -> [Double] {
    let distances = CSDemeanOperator.day(x)
    let present = distances.filter { !$0.isNaN }
    let deviation = (present.reduce(0) { $0 + $1 * $1 } / Double(present.count - 1)).squareRoot()
    return distances.map { deviation > 0 ? $0 / deviation : .nan }
  }
}
