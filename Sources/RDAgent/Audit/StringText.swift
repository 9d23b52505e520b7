/// The value of one Python literal while it is read: escapes are undone, formatted values leave a gap.
struct StringText {
  let isRaw: Bool
  let isBytes: Bool
  let isFormatted: Bool
  private var done: [String?] = []
  private var piece = String.UnicodeScalarView()
  /// A numeric escape that is being read.
  private var escape: (base: UInt32, left: Int, value: UInt32)?
  /// A name escape that is being read: `\N{LOW LINE}`.
  private var named: String?

  init(prefix: String) {
    isRaw = prefix.contains("r")
    isBytes = prefix.contains("b")
    isFormatted = prefix.contains("f") || prefix.contains("t")
  }

  /// Pieces of text, nil where a formatted value stands.
  var parts: [String?] {
    var copy = self
    copy.finishEscape()
    let text = String(copy.piece)
    return text.isEmpty && !copy.done.isEmpty ? copy.done : copy.done + [text]
  }

  mutating func value() {
    finishEscape()
    if !piece.isEmpty { done.append(String(piece)) }
    done.append(nil)
    piece = String.UnicodeScalarView()
  }

  mutating func append(_ scalar: Unicode.Scalar) {
    if var name = named {
      if scalar == "}" {
        if let known = StringText.asciiNames[name.uppercased()] {
          piece.append(known)
        } else {
          piece.append(contentsOf: "\\N{\(name)}".unicodeScalars)
        }
        named = nil
      } else {
        if scalar != "{" { name.unicodeScalars.append(scalar) }
        named = name
      }
      return
    }
    if let running = escape, let digit = StringText.digit(scalar, base: running.base) {
      escape?.value = running.value &* running.base &+ digit
      escape?.left -= 1
      if running.left == 1 { finishEscape() }
      return
    }
    finishEscape()
    piece.append(scalar)
  }

  /// The scalar behind a backslash.
  mutating func escape(_ scalar: Unicode.Scalar) {
    finishEscape()
    guard !isRaw else {
      piece.append("\\")
      piece.append(scalar)
      return
    }
    switch scalar {
    case "\n": break
    case "n": piece.append("\n")
    case "t": piece.append("\t")
    case "r": piece.append("\r")
    case "\\", "'", "\"": piece.append(scalar)
    case "x": escape = (16, 2, 0)
    case "u" where !isBytes: escape = (16, 4, 0)
    case "U" where !isBytes: escape = (16, 8, 0)
    case "N" where !isBytes: named = ""
    case "0"..."7": escape = (8, 2, scalar.value - 48)
    case "a": piece.append("\u{7}")
    case "b": piece.append("\u{8}")
    case "f": piece.append("\u{C}")
    case "v": piece.append("\u{B}")
    default:
      piece.append("\\")
      piece.append(scalar)
    }
  }

  private mutating func finishEscape() {
    guard let finished = escape else { return }
    escape = nil
    piece.append(Unicode.Scalar(finished.value) ?? "?")
  }

  private static func digit(_ scalar: Unicode.Scalar, base: UInt32) -> UInt32? {
    let value: UInt32
    switch scalar {
    case "0"..."9": value = scalar.value - 48
    case "a"..."f": value = scalar.value - 87
    case "A"..."F": value = scalar.value - 55
    default: return nil
    }
    return value < base ? value : nil
  }

  /// No rule concerns a character beyond ASCII.
  private static let asciiNames: [String: Unicode.Scalar] = Dictionary(
    (0x20..<0x7F).compactMap { Unicode.Scalar($0 as UInt32) }.compactMap { scalar in
      scalar.properties.name.map { ($0, scalar) }
    }, uniquingKeysWith: { first, _ in first })
}
