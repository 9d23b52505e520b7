/// The little of Markdown that our own reference pages are written in: headings, paragraphs, lists, tables, code.
struct MarkdownBlocks {
  /// A piece of a line.
  struct Span: Equatable {
    enum Kind { case text, code, strong }

    var kind: Kind
    var text: String
  }

  enum Block: Equatable {
    case heading(level: Int, id: String, spans: [Span])
    case paragraph([Span])
    case list([[Span]])
    /// The first row is the heading.
    case table([[[Span]]])
    case code(String)
  }

  private(set) var blocks: [Block] = []
  private var ids: Set<String> = []

  init(_ text: String) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
    while let line = lines.first {
      if line.hasPrefix("```") {
        let body = lines.dropFirst().prefix { !$0.hasPrefix("```") }
        blocks.append(.code(body.joined(separator: "\n")))
        lines = lines.dropFirst(body.count + 2)
      } else if line.hasPrefix("#") {
        heading(line)
        lines = lines.dropFirst()
      } else if line.hasPrefix("- ") || line.hasPrefix("* ") {
        let rows = MarkdownBlocks.items(&lines)
        blocks.append(.list(rows.map(MarkdownBlocks.spans)))
      } else if line.hasPrefix("|") {
        let rows = lines.prefix { $0.hasPrefix("|") }
        lines = lines.dropFirst(rows.count)
        table(Array(rows))
      } else if line.allSatisfy(\.isWhitespace) || line.hasPrefix("<!--") {
        lines = lines.dropFirst()
      } else {
        let rows = lines.prefix { line in
          !line.allSatisfy(\.isWhitespace) && !["#", "- ", "* ", "|", "```"].contains { line.hasPrefix($0) }
        }
        blocks.append(.paragraph(MarkdownBlocks.spans(rows.joined(separator: " "))))
        lines = lines.dropFirst(rows.count)
      }
    }
  }

  private mutating func heading(_ line: String) {
    let level = line.prefix { $0 == "#" }.count
    let spans = MarkdownBlocks.spans(String(line.dropFirst(level).drop { $0 == " " }))
    let plain = spans.map(\.text).joined().lowercased()
    let name = "op-" + String(plain.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    var id = name
    while !ids.insert(id).inserted { id += "-" }
    blocks.append(.heading(level: level, id: id, spans: spans))
  }

  /// Items with the lines that continue them, indented.
  private static func items(_ lines: inout ArraySlice<String>) -> [String] {
    var items: [String] = []
    while let line = lines.first {
      if line.hasPrefix("- ") || line.hasPrefix("* ") {
        items.append(String(line.dropFirst(2)))
      } else if line.hasPrefix("  "), !line.allSatisfy(\.isWhitespace), !items.isEmpty {
        items[items.count - 1] += " " + line.drop { $0 == " " }
      } else {
        return items
      }
      lines = lines.dropFirst()
    }
    return items
  }

  private mutating func table(_ lines: [String]) {
    let rows = lines.filter { !$0.allSatisfy { "|-: ".contains($0) } }.map { line in
      var cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().map(String.init)
      if cells.last?.allSatisfy(\.isWhitespace) == true { cells.removeLast() }
      return cells.map { cell in
        MarkdownBlocks.spans(String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()))
      }
    }
    blocks.append(.table(rows))
  }

  /// `code`, **strong** and plain text; a mark without an end is text.
  static func spans(_ text: String) -> [Span] {
    var spans: [Span] = []
    var plain = ""
    var rest = text[...]
    func flush() {
      if !plain.isEmpty { spans.append(Span(kind: .text, text: plain)) }
      plain = ""
    }
    while let character = rest.first {
      let mark = rest.hasPrefix("**") ? "**" : character == "`" ? String(rest.prefix { $0 == "`" }) : ""
      if !mark.isEmpty {
        let inner = rest.dropFirst(mark.count)
        if let end = inner.firstRange(of: mark), end.lowerBound > inner.startIndex {
          flush()
          spans.append(Span(kind: mark == "**" ? .strong : .code, text: String(inner[..<end.lowerBound])))
          rest = inner[end.upperBound...]
          continue
        }
      }
      plain.append(character)
      rest = rest.dropFirst()
    }
    flush()
    return spans
  }
}
