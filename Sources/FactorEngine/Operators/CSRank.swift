/// `CSRank(x)`: the average rank over the members of the day, over their number: in (0,1].
///
/// - Missing values: stay missing and are left out of the day.
/// - Warm-up: none: each day by itself.
/// - Algorithm: ties share their average rank.
/// - Source: pandas, `groupby(level="datetime").rank(pct=True)`, as RD-Agent's factors write it; qlib has none.
///
/// `CSRank(x)`：当日截面排名，即平均名次除以成分股数，取值 (0,1]。
///
/// - 缺失值：保持缺失，且不计入当日。
/// - 预热：无，逐日计算。
/// - 算法：并列者取平均名次。
/// - 来源：pandas 的 `groupby(level="datetime").rank(pct=True)`，RD-Agent 的因子如此书写；qlib 没有。
enum CSRankOperator {
  static func day(_ x: [Double]) -> [Double] {
    let present = x.indices.filter { !x[$0].isNaN }
    let ranks = AverageRank.ranks(present.map { x[$0] })
    var result = [Double](repeating: .nan, count: x.count)
    for (place, rank) in zip(present, ranks) { result[place] = rank / Double(present.count) }
    return result
  }
}
