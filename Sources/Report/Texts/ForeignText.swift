import Primitives

/// Tells text of one of the site's languages from the other: by Chinese characters, and by runs of English words.
package enum ForeignText {
  /// So many English words in a row are English: names of metrics and products have one or two.
  package static let runLength = 3

  /// The runs of English words in a text, each of at least `runLength` words.
  ///
  /// A word is letters, with hyphens or apostrophes inside; file names, numbers and identifiers are none.
  package static func runs(in text: String) -> [String] {
    // So many words have at least so many blanks between them: most texts of a page are shorter.
    guard text.utf8.count(where: { $0 <= 0x20 }) >= runLength - 1 else { return [] }
    var runs: [String] = []
    var words: [Substring] = []
    func close() {
      if words.count >= runLength { runs.append(words.joined(separator: " ")) }
      words = []
    }
    for token in text.split(whereSeparator: \.isWhitespace) {
      if isWord(token) { words.append(token) } else { close() }
    }
    close()
    return runs
  }

  /// The words around the first blank that stands behind Chinese punctuation, which carries its own room.
  static func blankBehindStop(in text: String) -> String? {
    guard text.utf8.contains(0x20) else { return nil }
    let characters = Array(text)
    for place in characters.indices.dropFirst().dropLast()
    where characters[place] == " " && "。，；：！？".contains(characters[place - 1]) && !characters[place + 1].isWhitespace {
      return String(characters[max(0, place - 8)..<min(characters.count, place + 9)])
    }
    return nil
  }

  package static func isHan(_ character: Character) -> Bool {
    character.unicodeScalars.contains { (0x3400...0x9FFF).contains($0.value) }
  }

  static func isForeign(_ text: String, to language: Language) -> Bool {
    switch language {
    case .chinese: !text.contains(where: isHan) && !runs(in: text).isEmpty
    case .english: text.contains(where: isHan)
    }
  }

  private static func isWord(_ token: Substring) -> Bool {
    let punctuation = ".,;:!?()[]\"'“”‘’"
    let word = token.drop { punctuation.contains($0) }.reversed().drop { punctuation.contains($0) }
    return !word.isEmpty && word.allSatisfy { ($0.isASCII && $0.isLetter) || $0 == "-" || $0 == "'" }
      && word.contains { $0.isLetter }
  }
}
