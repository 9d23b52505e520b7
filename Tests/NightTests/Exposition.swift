import TestSupport

/// Prometheus's text format as it is published (exposition formats, "Text-based format", version 0.0.4), read without a
/// line of the program that writes it, and more strictly: every name has its HELP and its TYPE, and there is no empty line.
struct Exposition {
  struct Family: Equatable {
    var help: String
    var type: String
    /// By labels, as `a="1",b="2"` with unescaped values.
    var samples: [String: Double]
  }

  struct Violation: Error, CustomStringConvertible {
    var line: Int
    var what: String
    var description: String { "line \(line): \(what)" }
  }

  private(set) var families: [String: Family] = [:]

  init(_ text: String) throws {
    guard text.hasSuffix("\n"), !text.contains("\r") else { throw Violation(line: 0, what: "the last line ends") }
    var open: String?
    var closed: Set<String> = []
    var seen: Set<String> = []
    var help: (name: String, text: String)?
    for (offset, line) in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      func check(_ condition: Bool, _ what: String) throws {
        if !condition { throw Violation(line: offset + 1, what: what + ": " + line) }
      }
      if let match = line.wholeMatch(of: /# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)/) {
        let name = String(match.1)
        try check(!closed.contains(name) && name != open, "one HELP a name, before its samples")
        let rest = match.2.replacing("\\\\", with: "").replacing("\\n", with: "")
        try check(!rest.contains("\\"), "only \\\\ and \\n are escaped in a HELP")
        if let open { closed.insert(open) }
        open = nil
        help = (name, String(match.2))
      } else if let match = line.wholeMatch(
        of: /# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)/)
      {
        let name = String(match.1)
        try check(help?.name == name, "a TYPE stands behind the HELP of its name")
        try check(families[name] == nil, "one TYPE a name")
        families[name] = Family(help: help?.text ?? "", type: String(match.2), samples: [:])
        open = name
      } else {
        let sample =
          /([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (NaN|[+-]?Inf|[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)/
        guard let match = line.wholeMatch(of: sample) else {
          throw Violation(line: offset + 1, what: "neither HELP, TYPE nor sample: \(line)")
        }
        let name = String(match.1)
        try check(name == open, "all lines of a name stand together, behind its TYPE")
        let labels = try match.2.map { try Exposition.labels($0, line: offset + 1) } ?? ""
        try check(seen.insert(name + "{" + labels + "}").inserted, "a sample stands once")
        families[name]?.samples[labels] = Double(match.3)
      }
    }
  }

  /// `name="value"`, with backslash, quotation mark and line feed escaped.
  private static func labels(_ text: Substring, line: Int) throws -> String {
    var rest = text
    var found: [String] = []
    while !rest.isEmpty {
      guard let match = rest.prefixMatch(of: /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\\\|\\"|\\n)*)"(?:,|$)/) else {
        throw Violation(line: line, what: "a label: \(rest)")
      }
      var value = ""
      var isEscaped = false
      for character in match.2 {
        if isEscaped {
          value.append(character == "n" ? "\n" : character)
          isEscaped = false
        } else if character == "\\" {
          isEscaped = true
        } else {
          value.append(character)
        }
      }
      found.append("\(match.1)=\"\(value)\"")
      rest = rest[match.range.upperBound...]
    }
    guard Set(found.map { $0.prefix { $0 != "=" } }).count == found.count else {
      throw Violation(line: line, what: "a label stands once")
    }
    return found.joined(separator: ",")
  }
}
