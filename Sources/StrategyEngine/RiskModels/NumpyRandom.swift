import Foundation

/// numpy's `RandomState(seed).normal()`: Marsaglia's polar method over MT19937.
struct NumpyRandom {
  private var words: PythonRandom
  private var kept: Double?

  init(seed: UInt32) { words = PythonRandom(numpySeed: seed) }

  mutating func normal() -> Double {
    if let value = kept {
      kept = nil
      return value
    }
    while true {
      let (x, y) = (2 * fraction() - 1, 2 * fraction() - 1)
      let square = x * x + y * y
      guard square < 1, square != 0 else { continue }
      let scale = (-2 * log(square) / square).squareRoot()
      kept = scale * x
      return scale * y
    }
  }

  /// From 0 to below 1, of 53 bits.
  private mutating func fraction() -> Double {
    let (high, low) = (words.word() >> 5, words.word() >> 6)
    return (Double(high) * 67_108_864 + Double(low)) / 9_007_199_254_740_992
  }
}
