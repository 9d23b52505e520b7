/// Texts as the search of the library sees them.
///
/// SQLite's `unicode61` takes a run of Chinese characters for one word, so that no word inside of it is found. Each such
/// character stands for itself here, and a Chinese word is asked for as the phrase of its characters. Other words are
/// found by their beginnings.
enum SearchText {
  /// What is stored: blanks around each character that is a word by itself.
  static func indexed(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count * 2)
    for scalar in text.unicodeScalars {
      if isIdeograph(scalar) {
        result += " "
        result.unicodeScalars.append(scalar)
        result += " "
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A query in FTS5's language: all words must be there. Nil where there is no word.
  static func query(_ words: String) -> String? {
    var terms: [String] = []
    var phrase = ""
    var word = ""
    func end(_ isPhrase: Bool) {
      if isPhrase, !phrase.isEmpty {
        terms.append("\"" + phrase + "\"")
        phrase = ""
      } else if !isPhrase, !word.isEmpty {
        terms.append("\"" + word + "\" *")
        word = ""
      }
    }
    for scalar in words.unicodeScalars {
      if isIdeograph(scalar) {
        end(false)
        if !phrase.isEmpty { phrase += " " }
        phrase.unicodeScalars.append(scalar)
      } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        end(true)
        word.unicodeScalars.append(scalar)
      } else {
        end(true)
        end(false)
      }
    }
    end(true)
    end(false)
    return terms.isEmpty ? nil : terms.joined(separator: " ")
  }

  private static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isIdeographic || (0x3040...0x30FF).contains(scalar.value)
  }
}
