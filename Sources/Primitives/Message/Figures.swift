/// Numbers as a reader sees them in a sentence: the one formatter of messages and of the terminal.
///
/// A minus is `-` here; pages put the typographic minus in its place.
package enum Figures {
  package static func missing(_ language: Language) -> String { language[("缺失", "missing")] }

  /// Yuan with two decimals and separators: `1,326,871.36 CNY`.
  package static func money(_ yuan: Double, _ language: Language) -> String {
    fixed(yuan, 2).map { $0 + language[(" 元", " CNY")] } ?? missing(language)
  }

  /// A fraction in percent with two decimals: `12.52%`; basis points where its size is below 0.01 %.
  package static func ratio(_ value: Double, _ language: Language) -> String {
    if value != 0, value.magnitude < 1e-4 {
      return significant(value * 1e4, language) + language[(" 个基点", " bp")]
    }
    return fixed(value * 100, 2).map { $0 + "%" } ?? missing(language)
  }

  /// A fixed rate in percent with every digit it has: `0.025%`.
  package static func rate(_ value: Double, _ language: Language) -> String {
    guard value.isFinite else { return missing(language) }
    // The product of a short decimal and 100 may be off in its last bit: ten decimals hold every rate in use.
    let text = fixed(value * 100, 10) ?? exact(value * 100)
    guard text.contains(".") else { return text + "%" }
    let short = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
    return String(short.reversed()) + "%"
  }

  /// A difference of fractions: `8.36 percentage points`.
  package static func points(_ value: Double, _ language: Language) -> String {
    guard let text = fixed(value * 100, 2) else { return missing(language) }
    return text + language[(" 个百分点", text == "1.00" ? " percentage point" : " percentage points")]
  }

  /// Four significant digits; scientific only where a plain number would need more than ten places.
  package static func significant(_ value: Double, _ language: Language) -> String {
    guard value.isFinite else { return value.isNaN ? missing(language) : exact(value) }
    guard value != 0 else { return "0" }
    var (unit, decimals) = (1.0, 3)
    while value.magnitude >= unit * 10, decimals > 0 { (unit, decimals) = (unit * 10, decimals - 1) }
    while value.magnitude < unit, decimals < 14 { (unit, decimals) = (unit / 10, decimals + 1) }
    guard decimals < 14, let text = fixed(value, decimals) else { return exact(value) }
    guard text.contains(".") else { return text }
    let short = text.reversed().drop { $0 == "0" }
    return String((short.first == "." ? short.dropFirst() : short).reversed())
  }

  /// Fixed decimals, half away from zero, with separators of thousands; nil for what is no number or too large.
  package static func fixed(_ value: Double, _ decimals: Int) -> String? {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (value * scale).rounded(.toNearestOrAwayFromZero)
    guard scaled.magnitude < 9e15 else { return nil }
    let digits = String(Int64(scaled.magnitude))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let whole = separated(String(padded.dropLast(decimals)))
    return (scaled < 0 ? "-" : "") + (decimals == 0 ? whole : whole + "." + padded.suffix(decimals))
  }

  /// The shortest text that reads back to the same bits; empty for NaN.
  package static func exact(_ value: Double) -> String { value.isNaN ? "" : value.description }

  /// `1,776`.
  package static func grouped(_ count: Int) -> String { (count < 0 ? "-" : "") + separated(String(count.magnitude)) }

  private static func separated(_ digits: String) -> String {
    var text = ""
    for (offset, digit) in digits.enumerated() {
      if offset > 0, (digits.count - offset) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }
}
