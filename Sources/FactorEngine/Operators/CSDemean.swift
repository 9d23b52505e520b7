/// `CSDemean(x)`: the distance from the mean of the members of the day.
///
/// - Missing values: stay missing and are left out of the day.
/// - Warm-up: none: each day by itself.
/// - Algorithm: one sum in the order of instruments.
/// - Source: ours; qlib has none.
///
/// `CSDemean(x)`：当日截面去均值，即与成分股均值之差。
///
/// - 缺失值：保持缺失，且不计入当日。
/// - 预热：无，逐日计算。
/// - 算法：按证券顺序求一次和。
/// - 来源：本程序自有，qlib 没有。
enum CSDemeanOperator {
  static func day(_ x: [Double]) -> [Double] {
    let present = x.filter { !$0.isNaN }
    let mean = present.reduce(0, +) / Double(present.count)
    return x.map { $0 - mean }
  }
}
