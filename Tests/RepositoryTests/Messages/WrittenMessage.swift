/// A message as the sources write it: literal identifier, literal texts, arguments by name and kind.
struct WrittenMessage {
  enum Form: String {
    case message = "Message"
    case diagnostic = "Diagnostic"
    case finding = "Finding"
  }

  /// A text in both languages.
  struct Part {
    /// `summary`, `remedy`, `title`, …; empty for a message, which is one text.
    var name: String
    var english: String
    var chinese: String
    var line: Int
  }

  var form: Form
  var file: String
  var line: Int
  var id: String
  var parts: [Part]
  /// The kind of each argument: a case of `MessageArgument`, or nil where the expression does not show it.
  var arguments: [String: String?]

  var room: String { file.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
}

/// What is wrong with a text of the sources, and where.
struct Offence: Equatable, CustomStringConvertible {
  var rule: MessageRule
  var file: String
  var line: Int
  var subject: String

  var description: String { "\(file):\(line): \(rule.rawValue): \(subject)" }
}

/// The rules for texts, each with what it says when it is broken.
enum MessageRule: String, CaseIterable, Sendable {
  case untyped = "the call is not written in full: literal identifier, dictionary of arguments, literal en and zh"
  case strayWording = "a wording stands outside of a message"
  case literalConversion = "a literal is turned into a message without its identifier and its other language"
  case idForm = "an identifier is room.fact in lower case with hyphens"
  case idOfTwo = "one identifier stands for two wordings in a room"
  case holes = "the holes of the two languages differ"
  case missingArgument = "a hole has no argument"
  case unusedArgument = "an argument has no hole"
  case plural = "a plural hole is {count:day|days}, of a count, in English only"
  case brace = "a brace stands outside of a hole"
  case englishText = "English has no Chinese character"
  case chineseText = "Chinese has Chinese characters"
  case englishInChinese = "three English words in a row stand in Chinese outside of quotes and backquotes"
  case chinesePunctuation = "Chinese has Chinese punctuation"
  case capital = "a sentence begins with a capital letter"
  case fullStop = "a sentence ends with a full stop"
  case fragment = "a title has no full stop"
  case length = "a sentence has at most 20 words"
}
