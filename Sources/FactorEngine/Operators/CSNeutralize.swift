/// `CSNeutralize(x,y)`: what a straight line in the exposure y leaves of x on the day.
///
/// - Missing values: missing where either is; such members are left out of the day.
/// - Warm-up: none: each day by itself.
/// - Algorithm: least squares with an intercept, sums in the order of instruments; with equal exposures, the distance
///   from the mean.
/// - Source: ours; qlib has none.
///
/// `CSNeutralize(x,y)`：当日截面中性化，即x 对暴露 y 线性回归的残差。
///
/// - 缺失值：任一侧缺失则为缺失，且不计入当日。
/// - 预热：无，逐日计算。
/// - 算法：带截距的最小二乘，按证券顺序求和；暴露全部相同时为与均值之差。
/// - 来源：本程序自有，qlib 没有。
enum CSNeutralizeOperator {
  static func day(_ x: [Double], _ y: [Double]) -> [Double] {
    let both = zip(x, y).map { $0.isNaN || $1.isNaN }
    let value = CSDemeanOperator.day(zip(x, both).map { $1 ? .nan : $0 })
    let exposure = CSDemeanOperator.day(zip(y, both).map { $1 ? .nan : $0 })
    var product = 0.0
    var square = 0.0
    for (a, b) in zip(value, exposure) where !a.isNaN {
      product += a * b
      square += b * b
    }
    let slope = square > 0 ? product / square : 0
    return zip(value, exposure).map { $0 - slope * $1 }
  }
}
