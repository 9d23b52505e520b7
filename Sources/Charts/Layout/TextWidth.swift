/// Text widths by table, so that a layout is the same on every machine, whatever its fonts.
///
/// The widths are those of a wide sans serif and therefore rather too large: a label never reaches
/// beyond the place kept for it. Chinese, Japanese and Korean characters are a full em.
package enum TextWidth {
  /// Width in the unit of `fontSize`.
  package static func of(_ text: String, fontSize: Double) -> Double {
    var ems = 0.0
    for scalar in text.unicodeScalars { ems += self.ems(scalar) }
    return ems * fontSize
  }

  /// The text itself, or its longest beginning that fits, with an ellipsis.
  package static func shortened(_ text: String, width: Double, fontSize: Double) -> String {
    guard of(text, fontSize: fontSize) > width else { return text }
    var kept = ""
    var used = ems("…") * fontSize
    for character in text {
      used += of(String(character), fontSize: fontSize)
      if used > width { break }
      kept.append(character)
    }
    return kept + "…"
  }

  private static func ems(_ scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case " ", "i", "j", "l", "I", "|", "!", "'", ".", ",", ":", ";": 0.32
    case "f", "r", "t", "(", ")", "[", "]", "/", "-", "\"": 0.42
    case "m", "w", "M", "W", "%", "@", "…", "—": 0.92
    case "0"..."9", "\u{2212}", "+", "=": 0.62
    case "A"..."Z": 0.70
    default: isWide(scalar) ? 1 : isInvisible(scalar) ? 0 : 0.60
    }
  }

  /// Wide and full-width blocks of Unicode's East Asian Width (UAX 11), coarsely.
  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0300...0x036F, 0x200B...0x200F, 0xFE00...0xFE0F: true
    default: false
    }
  }
}
