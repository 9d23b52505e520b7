/// `CSZScore(x)`: the distance from the day's mean over the day's standard deviation.
///
/// - Missing values: stay missing and are left out of the day; missing for one value and for a day of equal values.
/// - Warm-up: none: each day by itself.
/// - Algorithm: two sums in the order of instruments; the deviation over the number less one.
/// - Source: ours; qlib has none (its `CSZScoreNorm` is a processor).
///
/// `CSZScore(x)`：当日截面标准化，即与均值之差除以标准差。
///
/// - 缺失值：保持缺失，且不计入当日；当日只有一个值或全部相等时为缺失。
/// - 预热：无，逐日计算。
/// - 算法：按证券顺序求两次和；标准差以个数减一为分母。
/// - 来源：本程序自有，qlib 没有（其 `CSZScoreNorm` 是处理器）。
enum CSZScoreOperator {
  static func day(_ x: [Double]) -> [Double] {
    let distances = CSDemeanOperator.day(x)
    let present = distances.filter { !$0.isNaN }
    let deviation = (present.reduce(0) { $0 + $1 * $1 } / Double(present.count - 1)).squareRoot()
    return distances.map { deviation > 0 ? $0 / deviation : .nan }
  }
}
