/// Values to heights with round tick values: the steps are 1, 2, 2.5 or 5 times a power of ten.
package struct ValueScale: Equatable {
  /// The values at the lower and the upper edge.
  package let lower: Double
  package let upper: Double
  /// The distance of two ticks; 0 if there is one tick.
  package let step: Double
  /// Rising.
  package let ticks: [Double]

  /// The scale that holds all finite values, or nil if there is none.
  ///
  /// - Parameters:
  ///   - including: a value that must be inside, such as the zero of a filled panel.
  ///   - tickCountMax: at least 2.
  package init?(_ values: some Sequence<Double>, including: Double? = nil, tickCountMax: Int) {
    var low = Double.infinity
    var high = -Double.infinity
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    guard low <= high else { return nil }
    if let including {
      low = min(low, including)
      high = max(high, including)
    }
    let span = high - low
    // A span of a few units in the last place cannot carry ticks of its own.
    guard span.isFinite, span > max(abs(low), abs(high)) * 1e-13 else {
      let middle = low + span / 2
      let half = middle == 0 || !span.isFinite ? 1 : abs(middle) * 0.05
      lower = span.isFinite ? middle - half : low
      upper = span.isFinite ? middle + half : high
      step = 0
      ticks = [span.isFinite ? middle : 0]
      return
    }
    // The edges keep a little air instead of the whole next step: small panels need their height.
    let air = span * 0.04
    let (lower, upper) = (low == including ? low : low - air, high == including ? high : high + air)
    // A step below this one has too many ticks wherever the edges lie.
    var chosen = ValueScale.niceStep(atLeast: (upper - lower) / Double(max(1, tickCountMax) + 1))
    while (upper / chosen).rounded(.down) - (lower / chosen).rounded(.up) >= Double(tickCountMax) {
      chosen = ValueScale.niceStep(atLeast: chosen * 1.01)
    }
    self.lower = lower
    self.upper = upper
    step = chosen
    let first = Int((lower / chosen).rounded(.up))
    let last = Int((upper / chosen).rounded(.down))
    ticks = first <= last ? (first...last).map { Double($0) * chosen } : [low]
  }

  /// 0 at the lower edge, 1 at the upper one.
  package func fraction(_ value: Double) -> Double {
    // Halves, so that the largest numbers have a distance.
    (value / 2 - lower / 2) / (upper / 2 - lower / 2)
  }

  /// The least of 1, 2, 2.5, 5 times a power of ten that is not below `least`, which is positive.
  package static func niceStep(atLeast least: Double) -> Double {
    let exponent = decimalExponent(least)
    let power = powerOfTen(exponent)
    for factor in [1, 2, 2.5, 5, 10] where factor * power >= least * (1 - 1e-12) {
      return exponent < 0 ? factor / powerOfTen(-exponent) : factor * power
    }
    return 10 * power
  }

  /// The exponent of the greatest power of ten that is not above a positive magnitude.
  ///
  /// Found by steps: a logarithm's last bit depends on the processor.
  static func decimalExponent(_ magnitude: Double) -> Int {
    var exponent = 0
    var power = 1.0
    while magnitude >= power * 10, exponent < 308 {
      power *= 10
      exponent += 1
    }
    while magnitude < power, exponent > -307 {
      exponent -= 1
      power = powerOfTen(exponent)
    }
    return exponent
  }

  /// Correctly rounded up to 10 to the 22nd, and from there on good enough for an axis.
  static func powerOfTen(_ exponent: Int) -> Double {
    var result = 1.0
    for _ in 0..<abs(exponent) { result *= 10 }
    return exponent < 0 ? 1 / result : result
  }
}
