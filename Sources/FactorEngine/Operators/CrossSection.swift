/// `CSRank`, `CSZScore`, `CSDemean`, `CSNeutralize`: over the members of a day. qlib has none of them.
///
/// A missing value stays missing and is left out of the day; sums run in the order of instruments.
enum CrossSection {
  /// - Parameters:
  ///   - x: one value for each member, in the order of instruments.
  ///   - y: the exposures of `CSNeutralize`; empty else.
  static func day(_ operation: CrossOperation, _ x: [Double], _ y: [Double]) -> [Double] {
    switch operation {
    case .rank: rank(x)
    case .demean: demean(x)
    case .zscore: zscore(x)
    case .neutralize: neutralize(x, y)
    }
  }

  /// Average rank over the number of values: in (0, 1].
  private static func rank(_ x: [Double]) -> [Double] {
    let present = x.indices.filter { !x[$0].isNaN }
    let ranks = AverageRank.ranks(present.map { x[$0] })
    var result = [Double](repeating: .nan, count: x.count)
    for (place, rank) in zip(present, ranks) { result[place] = rank / Double(present.count) }
    return result
  }

  private static func mean(_ x: [Double]) -> Double {
    let present = x.filter { !$0.isNaN }
    return present.reduce(0, +) / Double(present.count)
  }

  private static func demean(_ x: [Double]) -> [Double] {
    let mean = mean(x)
    return x.map { $0 - mean }
  }

  /// Over the sample's standard deviation; missing for one value and for a day of equal values.
  private static func zscore(_ x: [Double]) -> [Double] {
    let distances = demean(x)
    let present = distances.filter { !$0.isNaN }
    let deviation = (present.reduce(0) { $0 + $1 * $1 } / Double(present.count - 1)).squareRoot()
    return distances.map { deviation > 0 ? $0 / deviation : .nan }
  }

  /// What a straight line in the exposure leaves; with equal exposures, the distance from the mean.
  private static func neutralize(_ x: [Double], _ y: [Double]) -> [Double] {
    let both = zip(x, y).map { $0.isNaN || $1.isNaN }
    let value = demean(zip(x, both).map { $1 ? .nan : $0 })
    let exposure = demean(zip(y, both).map { $1 ? .nan : $0 })
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
