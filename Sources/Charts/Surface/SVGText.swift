/// How words and numbers of an SVG are written.
enum SVGText {
  /// Without the characters that XML 1.0 (production 2) does not permit, even escaped.
  static func permitted(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x9, 0xA, 0xD: scalars.append(" ")
      case 0x20...0xFFFD, 0x10000...0x10FFFF: scalars.append(scalar)
      default: continue
      }
    }
    return String(scalars)
  }

  /// A place or a size, in hundredths at most.
  static func number(_ value: Double) -> String {
    var text = NumberText.fixed(value, decimals: 2)
      .replacing(NumberText.minus, with: "-").replacing(",", with: "")
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
