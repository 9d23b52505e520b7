/// How texts of an SVG are set: fonts, and what may stand in them.
enum SVGText {
  /// From the fonts of the reader's system to the free ones; Latin first, then Chinese.
  static let families = [
    "Helvetica Neue", "Arial", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei",
    "Noto Sans CJK SC", "WenQuanYi Micro Hei", "sans-serif",
  ]

  /// The value of `font-family`.
  static var familyList: String {
    families.map { $0.contains(" ") ? "'\($0)'" : $0 }.joined(separator: ", ")
  }

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
