/// An amount of yuan in integers, 1/10000 yuan each: settlement outside qlib parity is exact.
package struct Money: Hashable, Comparable, Sendable, CustomStringConvertible {
  package static let unitsPerYuan: Int64 = 10_000
  package static let zero = Money(units: 0)

  /// Ten-thousandths of a yuan.
  package let units: Int64

  package init(units: Int64) { self.units = units }

  package init(yuan: Int) { units = Int64(yuan) * Money.unitsPerYuan }

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
  package static func + (left: Money, right: Money) -> Money { Money(units: left.units + right.units) }
  package static func - (left: Money, right: Money) -> Money { Money(units: left.units - right.units) }
  package static func * (left: Money, right: Int64) -> Money { Money(units: left.units * right) }
  package static prefix func - (value: Money) -> Money { Money(units: -value.units) }
  package static func += (left: inout Money, right: Money) { left = left + right }
  package static func -= (left: inout Money, right: Money) { left = left - right }
}
