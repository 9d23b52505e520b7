/// Rows of a list on the terminal, laid out in columns.
///
/// A column is as wide as its widest cell; Chinese characters take two places. The last column is not padded.
package struct TextColumns {
  package enum Side: Sendable { case left, right }

  private let sides: [Side]
  private var rows: [[String]] = []

  /// - Parameter sides: where the cells of each column stand; numbers stand right.
  package init(_ sides: [Side]) { self.sides = sides }

  package mutating func append(_ cells: [String]) { rows.append(cells) }

  /// A line a row.
  package var lines: [String] {
    let widths = sides.indices.map { column in
      rows.reduce(0) { max($0, column < $1.count ? TextColumns.width($1[column]) : 0) }
    }
    return rows.map { row in
      let last = row.lastIndex { !$0.isEmpty } ?? 0
      return zip(row, zip(sides, widths)).enumerated().map { column, cell in
        let (text, (side, width)) = cell
        let padding = String(repeating: " ", count: max(0, width - TextColumns.width(text)))
        if side == .right { return padding + text }
        return column == last ? text : text + padding
      }.prefix(last + 1).joined(separator: "  ")
    }
  }

  /// Places of a terminal that a text takes.
  package static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + (isWide($1) ? 2 : 1) }
  }

  /// The wide blocks of Unicode's East Asian Width (UAX 11) that texts of this program use.
  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
