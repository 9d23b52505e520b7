/// A sentence of records with holes for its values, and the same sentence in Chinese.
///
/// Records are written in English. A sentence is recognised by the words between its values, which are
/// carried over; nothing is ever translated word by word.
struct SentencePattern {
  /// Literal parts; a value stands between each two.
  private let literals: [String]
  /// `{1}`, `{2}` … stand for the values, in any order.
  private let chinese: String

  /// - Parameter english: `{}` for each value.
  init(_ english: String, _ chinese: String) {
    var literals: [String] = []
    var rest = english[...]
    while let hole = rest.firstRange(of: "{}") {
      literals.append(String(rest[..<hole.lowerBound]))
      rest = rest[hole.upperBound...]
    }
    literals.append(String(rest))
    self.literals = literals
    self.chinese = chinese
  }

  /// The Chinese sentence with the values of the text; nil where the text is another sentence.
  func translate(_ text: String) -> String? {
    guard let values = values(of: text) else { return nil }
    var result = chinese
    for (index, value) in values.enumerated().reversed() {
      result = result.replacing("{\(index + 1)}", with: value)
    }
    return result
  }

  private func values(of text: String) -> [String]? {
    guard let first = literals.first, text.hasPrefix(first) else { return nil }
    if literals.count == 1 { return text == first ? [] : nil }
    var rest = text.dropFirst(first.count)
    var values: [String] = []
    for (index, literal) in literals.enumerated().dropFirst() {
      if index == literals.count - 1 {
        guard rest.hasSuffix(literal), rest.count >= literal.count else { return nil }
        values.append(String(rest.dropLast(literal.count)))
        return values
      }
      guard let range = rest.firstRange(of: literal) else { return nil }
      values.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return nil
  }
}

/// The sentences of findings, causes, reviews and stages that a Chinese page shows.
package enum Sentences {
  /// The sentence in Chinese; itself where it is none that is known, such as a note of a person.
  package static func chinese(_ text: String) -> String {
    for pattern in patterns {
      if let found = pattern.translate(text) { return found }
    }
    return text
  }

  private static let patterns = evidence + causes + reviews + stages
}
