/// A language in which the program speaks.
package enum Language: String, Sendable, CaseIterable {
  case chinese = "zh-Hans"
  case english = "en"

  /// The name in the language itself, for a switch.
  package var ownName: String {
    switch self {
    case .chinese: "中文"
    case .english: "English"
    }
  }

  /// What the terminal speaks: Chinese where the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set
  /// begins with `zh`, else English (the order is that of POSIX, environment variables 8.2).
  package init(environment: [String: String]) {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    self = locale?.lowercased().hasPrefix("zh") == true ? .chinese : .english
  }

  package subscript(pair: (chinese: String, english: String)) -> String {
    switch self {
    case .chinese: pair.chinese
    case .english: pair.english
    }
  }
}
