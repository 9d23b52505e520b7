import Primitives

/// Numbers as a reader sees them; every page keeps the exact value beside the rounded one.
package enum PageFigures {
  package static let missing = "n/a"

  /// Fixed decimals, half away from zero, with a true minus sign.
  package static func fixed(_ value: Double?, _ decimals: Int) -> String {
    guard let value, value.isFinite else { return missing }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (value * scale).rounded(.toNearestOrAwayFromZero)
    guard scaled.magnitude < 9e15 else { return sign(value) + exact(value.magnitude) }
    let digits = String(Int64(scaled.magnitude))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let whole = grouped(String(padded.dropLast(decimals)))
    let text = decimals == 0 ? whole : whole + "." + padded.suffix(decimals)
    return (scaled < 0 ? "\u{2212}" : "") + text
  }

  package static func percent(_ value: Double?, decimals: Int = 2) -> String {
    guard let value, value.isFinite else { return missing }
    return fixed(value * 100, decimals) + "%"
  }

  /// Percent with a sign on both sides.
  package static func signedPercent(_ value: Double?) -> String {
    guard let value, value.isFinite else { return missing }
    let text = percent(value)
    return value > 0 ? "+" + text : text
  }

  /// A difference: 0 as it is, plain from a thousandth on, else two significant digits in scientific form.
  package static func difference(_ value: Double?) -> String {
    guard let value, value.isFinite else { return missing }
    if value == 0 { return "0" }
    if value.magnitude >= 1e-3, value.magnitude < 1e6 { return fixed(value, 5) }
    var exponent = 0
    var mantissa = value.magnitude
    while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while mantissa < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    let rounded = (mantissa * 10).rounded() / 10
    if rounded >= 10 { return sign(value) + "1.0e\(exponentText(exponent + 1))" }
    return sign(value) + "\(rounded)e\(exponentText(exponent))"
  }

  /// `1e-10` for a limit.
  package static func limit(_ value: Double?) -> String {
    guard let value else { return missing }
    return exact(value)
  }

  static func money(_ value: Money, decimals: Int = 2) -> String { fixed(value.yuan, decimals) }

  /// The shortest text that reads back to the same bits.
  package static func exact(_ value: Double) -> String { value.isNaN ? "" : value.description }

  private static func sign(_ value: Double) -> String { value < 0 ? "\u{2212}" : "" }

  private static func exponentText(_ exponent: Int) -> String { exponent < 0 ? "\u{2212}\(-exponent)" : "\(exponent)" }

  private static func grouped(_ digits: String) -> String {
    var out = ""
    for (offset, digit) in digits.enumerated() {
      if offset > 0, (digits.count - offset) % 3 == 0 { out += "," }
      out.append(digit)
    }
    return out
  }
}
