/// One token of Python source.
struct PythonToken: Equatable {
  enum Kind: Equatable {
    case name
    case keyword
    case number
    /// A literal, adjacent ones joined as Python joins them.
    case string
    case symbol
    /// The end of a logical line.
    case newline
  }

  var kind: Kind
  /// A name in its normal form (NFKC, as Python compares names), a symbol, a number as written.
  var text: String
  /// Counted from 1. What stands in a formatted string counts on the line where the string begins.
  var line: Int
  /// Of a string: its pieces, nil where a formatted value stands.
  var parts: [String?] = []
  /// Of a string: whether it is bytes, which no rule looks into.
  var isBytes = false
  /// Of a string: whether a part of it is formatted.
  var isFormatted = false
  /// Of a formatted string: as it stands in the source, with its prefix left out.
  var written = ""
  /// Of a string: the streams of its formatted values.
  var values: [Int] = []
  /// Of the first token of a logical line: how far it is indented, with tabs of eight; -1 elsewhere.
  var indent = -1

  func isSymbol(_ symbol: String) -> Bool { kind == .symbol && text == symbol }
  func isKeyword(_ word: String) -> Bool { kind == .keyword && text == word }

  /// The text of a plain literal; nil for bytes and for formatted strings.
  var literal: String? {
    guard kind == .string, !isBytes, !isFormatted else { return nil }
    return parts.compactMap { $0 }.joined()
  }

  static let keywords: Set<String> = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif",
    "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or",
    "pass", "raise", "return", "try", "while", "with", "yield",
  ]

}
