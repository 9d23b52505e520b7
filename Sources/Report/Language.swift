/// A language of the site.
package enum Language: String, Sendable, CaseIterable {
  case chinese = "zh-Hans"
  case english = "en"

  /// The name in the language itself, for the switch.
  var ownName: String {
    switch self {
    case .chinese: "中文"
    case .english: "English"
    }
  }

  subscript(pair: (chinese: String, english: String)) -> String {
    switch self {
    case .chinese: pair.chinese
    case .english: pair.english
    }
  }
}
