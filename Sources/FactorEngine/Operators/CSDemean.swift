/// `CSDemean(x)`: the distance from the mean of the members of the day.
///
/// - Missing values: stay missing and are left out of the day.
/// - Warm-up: none: each day by itself.
/// - Algorithm: one sum in the order of instruments.
/// - Source: ours; qlib has none.
enum CSDemeanOperator {
  static func day(_ x: [Double]) -> [Double] {
    let present = x.filter { !$0.isNaN }
    let mean = present.reduce(0, +) / Double(present.count)
    return x.map { $0 - mean }
  }
}
