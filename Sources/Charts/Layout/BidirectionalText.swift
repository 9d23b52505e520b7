/// Names that run from right to left, beside figures that do not.
enum BidirectionalText {
  /// The text between isolates where it could turn what follows (Unicode Standard Annex 9, 2.4); else as it is.
  static func isolated(_ text: String) -> String {
    turns(text) ? "\u{2068}" + text + "\u{2069}" : text
  }

  /// Hebrew, Arabic and their neighbours, their presentation forms, and the signs that set a direction.
  private static func turns(_ text: String) -> Bool {
    text.unicodeScalars.contains { scalar in
      switch scalar.value {
      case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
      case 0x200F, 0x202A...0x202E, 0x2066...0x2068: true
      default: false
      }
    }
  }
}
