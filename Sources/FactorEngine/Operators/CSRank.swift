/// `CSRank(x)`: the average rank over the members of the day, over their number: in (0,1].
///
/// - Missing values: stay missing and are left out of the day.
/// - Warm-up: none: each day by itself.
/// - Algorithm: ties share their average rank.
/// - Source: pandas, `groupby(level="datetime").rank(pct=True)`, as RD-Agent's factors write it; qlib has none.
enum CSRankOperator {
  static func day(_ x: [Double]) -> [Double] {
    let present = x.indices.filter { !x[$0].isNaN }
    let ranks = AverageRank.ranks(present.map { x[$0] })
    var result = [Double](repeating: .nan, count: x.count)
    for (place, rank) in zip(present, ranks) { result[place] = rank / Double(present.count) }
    return result
  }
}
