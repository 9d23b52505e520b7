/// A pattern of a message taken apart: its holes, its sentences, and its words without what is quoted.
struct PatternText {
  struct Hole: Equatable {
    var name: String
    /// What stands behind the colon.
    var forms: String?
  }

  let text: String
  private(set) var holes: [Hole] = []
  /// Whether a brace stands outside of a hole.
  private(set) var hasStrayBrace = false
  /// The text with one word in place of each hole and of each part in backquotes.
  private(set) var plain = ""
  /// The same without anything in quotes.
  private(set) var unquoted = ""

  init(_ text: String) {
    self.text = text
    var rest = text[...]
    while let next = rest.first {
      if next == "{", let close = rest.firstIndex(of: "}") {
        let inside = rest[rest.index(after: rest.startIndex)..<close]
        let pieces = inside.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(pieces.first ?? "")
        holes.append(Hole(name: name, forms: pieces.count == 2 ? String(pieces[1]) : nil))
        if !PatternText.isName(name) { hasStrayBrace = true }
        plain += "{}"
        rest = rest[rest.index(after: close)...]
      } else if next == "`", let close = rest.dropFirst().firstIndex(of: "`") {
        // Holes in backquotes count.
        holes.append(contentsOf: PatternText(String(rest.dropFirst()[..<close])).holes)
        plain += "``"
        rest = rest[rest.index(after: close)...]
      } else {
        if next == "{" || next == "}" { hasStrayBrace = true }
        plain.append(next)
        rest = rest.dropFirst()
      }
    }
    unquoted = PatternText.withoutQuotes(plain)
  }

  var names: Set<String> { Set(holes.map(\.name)) }

  private static func isName(_ name: String) -> Bool {
    name.first?.isLetter == true && name.allSatisfy { $0.isLetter || $0.isNumber } && name.utf8.count == name.count
  }

  private static let quotes: [Character: Character] = ["'": "'", "\"": "\"", "“": "”", "‘": "’", "「": "」"]

  private static func withoutQuotes(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    var last: Character = " "
    while let next = rest.first {
      // An apostrophe inside a word opens nothing.
      if let close = quotes[next], next != "'" || !(last.isLetter || last == "}" || last == "`"),
        let end = rest.dropFirst().firstIndex(of: close)
      {
        result += "''"
        rest = rest[rest.index(after: end)...]
        last = close
      } else {
        result.append(next)
        last = next
        rest = rest.dropFirst()
      }
    }
    return result
  }

  /// Sentences of English, each with its mark at the end.
  var sentences: [Substring] {
    var found: [Substring] = []
    var rest = unquoted[...]
    while let mark = rest.indices.first(where: { place in
      guard ".?!".contains(rest[place]) else { return false }
      let next = rest.index(after: place)
      if rest[..<next].hasSuffix("...") { return false }
      return next == rest.endIndex || rest[next].isWhitespace
    }) {
      found.append(rest[...mark].drop(while: \.isWhitespace))
      rest = rest[rest.index(after: mark)...]
    }
    let end = rest.drop(while: \.isWhitespace)
    return end.isEmpty ? found : found + [end]
  }

  /// The name of the hole that the text ends with; nil where it ends otherwise.
  var lastHole: String? { plain.hasSuffix("{}") ? holes.last?.name : nil }

  var hasChinese: Bool { text.contains { $0.isHan } }

  /// Whether anything but codes is said outside of holes, quotes and backquotes.
  var hasWords: Bool { unquoted.contains { $0.isLowercase } }

  /// Runs of Latin words, as a Chinese text must not have.
  var longestLatinRun: Int {
    var (run, longest) = (0, 0)
    for word in unquoted.split(whereSeparator: \.isWhitespace) {
      // Chinese characters between Latin letters end a run.
      let pieces = word.split(omittingEmptySubsequences: false) { $0.isHan || $0.isChineseMark }
      for (offset, piece) in pieces.enumerated() {
        if offset > 0 { run = 0 }
        let isLatin = piece.contains { $0.isASCII && $0.isLetter } && piece.allSatisfy { $0.isASCII }
        run = isLatin ? run + 1 : 0
        longest = max(longest, run)
      }
    }
    return longest
  }
}

extension Character {
  var isHan: Bool { unicodeScalars.contains { (0x3400...0x9FFF).contains($0.value) } }

  /// `，` and its like.
  var isChineseMark: Bool { "，。；：？！、（）《》「」".contains(self) }
}
