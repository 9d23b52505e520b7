/// An amount of yuan in integers, 1/10000 yuan each: settlement outside qlib parity is exact.
///
/// Sums and products that leave 64 bits stay at the largest amount of their sign. No account may come near it:
/// whoever keeps one checks its value (`AShareAccount.isInRange`).
package struct Money: Hashable, Comparable, Sendable, CustomStringConvertible {
  package static let unitsPerYuan: Int64 = 10_000
  package static let zero = Money(units: 0)

  /// Ten-thousandths of a yuan.
  package let units: Int64

  package init(units: Int64) { self.units = units }

  package init(yuan: Int) { units = Money(units: Int64(yuan)).times(Money.unitsPerYuan) }

  /// Rounds half away from zero; nil for NaN, infinities and sums beyond the range.
  package init?(rounding yuan: Double) {
    let scaled = (yuan * Double(Money.unitsPerYuan)).rounded(.toNearestOrAwayFromZero)
    guard scaled.magnitude < 9.0e18 else { return nil }
    units = Int64(scaled)
  }

  /// For charts and ratios; exact below 2^53 units.
  package var yuan: Double { Double(units) / Double(Money.unitsPerYuan) }

  /// `-1234.5600`: always four decimals.
  package var description: String {
    let magnitude = units.magnitude
    let fraction = String(magnitude % 10_000)
    return (units < 0 ? "-" : "") + String(magnitude / 10_000) + "."
      + String(repeating: "0", count: 4 - fraction.count) + fraction
  }

  package static func < (left: Money, right: Money) -> Bool { left.units < right.units }
  package static func + (left: Money, right: Money) -> Money {
    let (sum, leaves) = left.units.addingReportingOverflow(right.units)
    return Money(units: leaves ? (left.units < 0 ? .min : .max) : sum)
  }
  package static func - (left: Money, right: Money) -> Money {
    let (difference, leaves) = left.units.subtractingReportingOverflow(right.units)
    return Money(units: leaves ? (left.units < 0 ? .min : .max) : difference)
  }
  package static func * (left: Money, right: Int64) -> Money { Money(units: left.times(right)) }
  package static prefix func - (value: Money) -> Money { .zero - value }
  package static func += (left: inout Money, right: Money) { left = left + right }
  package static func -= (left: inout Money, right: Money) { left = left - right }

  /// Its part that falls to some of a whole's shares, rounded down: what rounding leaves stays with the rest of them.
  package func part(_ shares: Int64, of whole: Int64) -> Money {
    precondition(whole > 0 && (0...whole).contains(shares), "a part is no more than the whole")
    return Money(units: whole.dividingFullWidth(units.multipliedFullWidth(by: shares)).quotient)
  }

  private func times(_ factor: Int64) -> Int64 {
    let (product, leaves) = units.multipliedReportingOverflow(by: factor)
    return leaves ? ((units < 0) == (factor < 0) ? .max : .min) : product
  }
}
