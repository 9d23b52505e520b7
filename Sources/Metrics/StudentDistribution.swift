import Foundation

/// Student's distribution of a mean over few observations (Student 1908).
///
/// The finite series for whole degrees of freedom: Abramowitz and Stegun, 26.7.3 and 26.7.4.
package enum StudentDistribution {
  /// The share below a value.
  package static func cumulative(_ value: Double, degrees: Int) -> Double {
    guard degrees >= 1 else { return .nan }
    let angle = atan(value.magnitude / Double(degrees).squareRoot())
    let cosine = cos(angle)
    var term = degrees.isMultiple(of: 2) ? 1 : cosine
    var sum = degrees == 1 ? 0 : term
    var power = degrees.isMultiple(of: 2) ? 2 : 3
    while power <= degrees - 2 {
      term *= Double(power - 1) / Double(power) * cosine * cosine
      sum += term
      power += 2
    }
    let inside = degrees.isMultiple(of: 2) ? sin(angle) * sum : 2 / Double.pi * (angle + sin(angle) * sum)
    return value < 0 ? (1 - inside) / 2 : (1 + inside) / 2
  }

  /// The value below which this share lies, for shares from 0.5 to below 1; bisection to the last bit.
  package static func quantile(_ share: Double, degrees: Int) -> Double {
    var low = 0.0
    var high = 1.0
    while cumulative(high, degrees: degrees) < share, high < 1e12 { high *= 2 }
    while true {
      let middle = (low + high) / 2
      if middle == low || middle == high { return middle }
      if cumulative(middle, degrees: degrees) < share { low = middle } else { high = middle }
    }
  }
}
