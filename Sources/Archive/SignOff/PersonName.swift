import Foundation

/// The name of a person as the eye reads it, so that one person cannot appear under two spellings.
///
/// Case, compatibility forms, blanks and invisible characters do not count, and letters of other scripts that
/// look like Latin ones stand for these (a part of Unicode Technical Standard 39, section 4).
struct PersonName: Hashable {
  private let skeleton: String

  init(_ name: String) {
    var scalars = String.UnicodeScalarView()
    for scalar in name.precomposedStringWithCompatibilityMapping.lowercased().unicodeScalars
    where !PersonName.isInvisible(scalar) {
      scalars.append(PersonName.lookalikes[scalar] ?? scalar)
    }
    // A second pass: a mark that is taken off may have kept two letters apart.
    skeleton = String(scalars).decomposedStringWithCompatibilityMapping.unicodeScalars.reduce(into: "") {
      if $1.properties.generalCategory != .nonspacingMark { $0.unicodeScalars.append($1) }
    }
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    if properties.isWhitespace || properties.isDefaultIgnorableCodePoint { return true }
    return [.format, .control, .unassigned, .privateUse].contains(properties.generalCategory)
  }

  /// Cyrillic, Greek, Armenian and Latin letters with the shape of a basic Latin one, after lower-casing.
  private static let lookalikes: [Unicode.Scalar: Unicode.Scalar] = {
    let groups: [(Unicode.Scalar, String)] = [
      ("a", "аɑα"), ("b", "ьв"), ("c", "сϲ"), ("d", "ԁɗ"), ("e", "еєҽ"), ("g", "ɡց"), ("h", "һհн"), ("i", "іıιɩӏ"),
      ("j", "јϳ"), ("k", "кκ"), ("l", "ⅼ"), ("m", "мⅿ"), ("n", "пոռη"), ("o", "оοօσ〇"), ("p", "рρ"), ("q", "ԛզ"),
      ("r", "гɼ"), ("s", "ѕꜱ"), ("t", "тτ"), ("u", "υսц"), ("v", "ѵνⅴ"), ("w", "ԝшω"), ("x", "хχ"), ("y", "уγүу"),
      ("z", "ᴢ"),
    ]
    var table: [Unicode.Scalar: Unicode.Scalar] = [:]
    for (latin, others) in groups {
      for scalar in others.unicodeScalars { table[scalar] = latin }
    }
    return table
  }()
}
