/// How words and numbers of an SVG are written.
enum SVGText {
  /// Without the characters that XML 1.0 (production 2) does not permit, even escaped.
  static func permitted(_ text: String) -> String {
    // Most texts have neither a control character nor one of the last block, where U+FFFE and U+FFFF stand.
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0xEF }) { return text }
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
    guard value.magnitude < 1e9 else { return "\(value)" }
    let hundredths = Int((value.magnitude * 100).rounded())
    let (whole, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
    let sign = value < 0 && hundredths > 0 ? "-" : ""
    if rest == 0 { return sign + String(whole) }
    return sign + String(whole) + (rest < 10 ? ".0" : ".") + String(rest % 10 == 0 ? rest / 10 : rest)
  }
}
