import Foundation

/// The standard normal distribution.
enum NormalDistribution {
  static func cumulative(_ value: Double) -> Double { 0.5 * erfc(-value / 2.0.squareRoot()) }

  /// The value below which this share lies; infinite at 0 and 1. Bisection on the distribution itself,
  /// to the last bit that it tells apart.
  static func quantile(_ share: Double) -> Double {
    guard share > 0 else { return -.infinity }
    guard share < 1 else { return .infinity }
    var low = -40.0
    var high = 40.0
    while true {
      let middle = (low + high) / 2
      if middle == low || middle == high { return middle }
      if cumulative(middle) < share { low = middle } else { high = middle }
    }
  }
}
