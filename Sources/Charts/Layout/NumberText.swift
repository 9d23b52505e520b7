/// Numbers as the axis and the labels write them; own code, because a locale must not matter.
package enum NumberText {
  /// U+2212, as wide as a digit in most fonts, unlike the hyphen.
  static let minus = "\u{2212}"

  /// Tick values, all with as many decimals as their step needs.
  package static func ticks(_ scale: ValueScale, unit: ChartUnit) -> [String] {
    let factor = unit == .percent ? 100.0 : 1.0
    let suffix = unit == .percent ? "%" : ""
    let largest = scale.ticks.reduce(0) { max($0, abs($1)) } * factor
    let step = scale.step > 0 ? scale.step * factor : largest
    if isScientific(largest: largest, step: step) {
      return scale.ticks.map { scientific($0 * factor, digits: 3) + suffix }
    }
    let decimals = decimals(of: step)
    return scale.ticks.map { fixed($0 * factor, decimals: decimals) + suffix }
  }

  /// A single value, such as the last one of a line: three or four digits that count.
  package static func value(_ value: Double, unit: ChartUnit) -> String {
    let magnitude = abs(value)
    switch unit {
    case .ratio:
      if magnitude >= 1e6 || (magnitude < 1e-3 && value != 0) {
        return scientific(value, digits: 2)
      }
      return fixed(value, decimals: magnitude >= 100 ? 0 : magnitude >= 10 ? 2 : 3)
    case .percent:
      if magnitude >= 1e4 || (magnitude < 1e-5 && value != 0) {
        return scientific(value * 100, digits: 2) + "%"
      }
      return fixed(value * 100, decimals: magnitude >= 1 ? 0 : magnitude >= 0.1 ? 1 : 2) + "%"
    case .plain:
      if magnitude >= 1e6 || (magnitude < 1e-3 && value != 0) {
        return scientific(value, digits: 2)
      }
      return fixed(value, decimals: magnitude >= 100 ? 0 : magnitude >= 1 ? 2 : 4)
    }
  }

  /// Rounds half away from zero; thousands are set apart by commas; `-0` has no sign.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return "–" }
    let scaled = (abs(value) * ValueScale.powerOfTen(decimals)).rounded()
    guard scaled < 1e15 else { return scientific(value, digits: 3) }
    var digits = String(Int(scaled))
    if digits.count <= decimals {
      digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits
    }
    let whole = String(digits.dropLast(decimals))
    let fraction = decimals > 0 ? "." + digits.suffix(decimals) : ""
    return (value < 0 && scaled > 0 ? minus : "") + grouped(whole) + fraction
  }

  /// `−1.5e−15`: at most `digits` digits of mantissa, without trailing zeros.
  package static func scientific(_ value: Double, digits: Int) -> String {
    guard value.isFinite else { return "–" }
    guard value != 0 else { return "0" }
    let magnitude = abs(value)
    var exponent = ValueScale.decimalExponent(magnitude)
    let unit = ValueScale.powerOfTen(digits - 1)
    let scaled =
      exponent < 0
      ? magnitude * ValueScale.powerOfTen(-exponent) * unit
      : magnitude / ValueScale.powerOfTen(exponent) * unit
    var mantissa = Int(scaled.rounded())
    if mantissa >= Int(unit) * 10 {
      mantissa /= 10
      exponent += 1
    }
    var text = String(mantissa)
    text.insert(".", at: text.index(after: text.startIndex))
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return (value < 0 ? minus : "") + text + "e" + (exponent < 0 ? minus : "") + String(exponent.magnitude)
  }

  private static func isScientific(largest: Double, step: Double) -> Bool {
    largest > 0 && (largest >= 1e7 || step < 1e-5)
  }

  /// The decimals that write a step of 1, 2, 2.5 or 5 times a power of ten exactly.
  static func decimals(of step: Double) -> Int {
    var scaled = step
    for decimals in 0..<8 {
      if abs(scaled - scaled.rounded()) < 1e-6 * max(1, scaled) { return decimals }
      scaled *= 10
    }
    return 4
  }

  private static func grouped(_ digits: String) -> String {
    guard digits.count > 4 else { return digits }
    var text = ""
    for (position, digit) in digits.enumerated() {
      if position > 0, (digits.count - position) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }
}
