/// The encoding that a file of Python declares in its first two lines (PEP 263).
enum SourceEncoding {
  static func isUTF8(_ name: String) -> Bool {
    ["utf-8", "utf8", "ascii", "us-ascii"].contains(name.lowercased().replacing("_", with: "-"))
  }

  /// The line, counted from 1, and the name.
  static func declared(in lines: [String]) -> (line: Int, name: String)? {
    for (index, line) in lines.prefix(2).enumerated() {
      let code = line.drop { $0 == " " || $0 == "\t" || $0 == "\u{0C}" }
      if code.first == "#", let name = name(in: code) { return (index + 1, name) }
      if !code.isEmpty, code.first != "#" { return nil }
    }
    return nil
  }

  private static func name(in comment: Substring) -> String? {
    var rest = comment
    while let found = rest.firstRange(of: "coding") {
      rest = rest[found.upperBound...]
      guard rest.first == ":" || rest.first == "=" else { continue }
      let name = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
        .prefix { $0.isLetter || $0.isNumber || "-_.".contains($0) }
      if !name.isEmpty { return String(name) }
    }
    return nil
  }
}
