package import Primitives

/// Numbers as pages write them: those of `Figures` with a true minus sign, and forms for the cells of tables.
///
/// A column's heading carries the unit where every cell has the same one.
package enum PageFigures {
  /// What stands where there is no value.
  package static let missing = "–"

  /// Fixed decimals, half away from zero.
  package static func fixed(_ value: Double?, _ decimals: Int) -> String {
    guard let value, value.isFinite else { return missing }
    return typographic(Figures.fixed(value, decimals) ?? Figures.exact(value))
  }

  package static func percent(_ value: Double?, decimals: Int = 2) -> String {
    guard let value, value.isFinite else { return missing }
    return fixed(value * 100, decimals) + "%"
  }

  /// Percent with a sign on both sides.
  package static func signedPercent(_ value: Double?) -> String {
    guard let value, value.isFinite else { return missing }
    return (value > 0 ? "+" : "") + percent(value)
  }

  /// A ratio without a unit, to four significant digits.
  package static func significant(_ value: Double?) -> String {
    guard let value, value.isFinite else { return missing }
    return typographic(Figures.significant(value, .english))
  }

  package static func count(_ count: Int) -> String { typographic(Figures.grouped(count)) }

  package static func count(_ count: Int64) -> String { self.count(Int(count)) }

  /// A fraction in percent, in basis points below 0.01 %.
  package static func ratio(_ value: Double?, _ language: Language) -> String {
    guard let value, value.isFinite else { return missing }
    return typographic(Figures.ratio(value, language))
  }

  /// Yuan with their unit.
  package static func amount(_ yuan: Double?, _ language: Language) -> String {
    guard let yuan, yuan.isFinite else { return missing }
    return typographic(Figures.money(yuan, language))
  }

  /// Yuan without their unit.
  package static func money(_ value: Money, decimals: Int = 2) -> String { fixed(value.yuan, decimals) }

  /// A difference of two fractions with its sign: percentage points, basis points below one hundredth of a point,
  /// and the scale of the tolerances where it is smaller than anything that trades.
  package static func points(_ value: Double?, _ language: Language) -> String {
    guard let value, value.isFinite else { return missing }
    if value == 0 { return "0" }
    if value.magnitude < 1e-8 { return difference(value) }
    let sign = value > 0 ? "+" : ""
    if value.magnitude < 1e-4 {
      return sign + significant(value * 1e4) + language[(" 个基点", " bp")]
    }
    return sign + fixed(value * 100, 2) + language[(" 百分点", " pp")]
  }

  /// A difference without a unit: 0 as it is, plain from a thousandth on, else two significant digits in the
  /// scientific form of the tolerances.
  package static func difference(_ value: Double?) -> String {
    guard let value, value.isFinite else { return missing }
    if value == 0 { return "0" }
    if value.magnitude >= 1e-3, value.magnitude < 1e6 { return fixed(value, 5) }
    var exponent = 0
    var mantissa = value.magnitude
    while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while mantissa < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    var rounded = (mantissa * 10).rounded() / 10
    if rounded >= 10 { (rounded, exponent) = (1, exponent + 1) }
    return typographic("\(value < 0 ? "-" : "")\(rounded)e\(exponent)")
  }

  /// `1e−10` for a tolerance.
  package static func limit(_ value: Double?) -> String {
    guard let value else { return missing }
    return typographic(Figures.exact(value))
  }

  /// Every hyphen of a number is a minus sign.
  private static func typographic(_ number: String) -> String { number.replacing("-", with: "\u{2212}") }
}
