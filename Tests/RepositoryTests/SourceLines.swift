import Foundation
import TestSupport

/// One line of a source file.
struct SourceLine: CustomStringConvertible {
  var file: String
  var number: Int
  /// Without what stands behind `//`.
  var code: String

  /// The target: the folder below `Sources`.
  var room: String { file.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

  var description: String { "\(file):\(number): \(code.trimmingCharacters(in: .whitespaces))" }

  /// All lines of the Swift sources of the program, read once.
  static let sources = Result { try all(below: "Sources") }

  private static func all(below folder: String) throws -> [SourceLine] {
    guard let root = RepositoryRoot.folder else { return [] }
    return try RepositoryRoot.files(below: folder, suffix: ".swift").flatMap { file in
      let text = try String(contentsOfFile: root + "/" + file, encoding: .utf8)
      return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map {
        SourceLine(file: file, number: $0 + 1, code: withoutComment($1))
      }
    }
  }

  /// A comment begins at `//` outside of quotes.
  static func withoutComment(_ line: Substring) -> String {
    guard line.contains("//") else { return String(line) }
    var isQuoted = false
    var last: Character = " "
    for index in line.indices {
      let character = line[index]
      if character == "\"", last != "\\" { isQuoted.toggle() }
      if character == "/", last == "/", !isQuoted {
        return String(line[..<line.index(before: index)])
      }
      last = character
    }
    return String(line)
  }

  /// The modules that the line imports or asks for by `canImport`, with any attribute, access level or
  /// kind before the name.
  var importedModules: [String] {
    guard code.utf8.contains(UInt8(ascii: "i")), code.contains("mport") else { return [] }
    var modules: [String] = []
    for statement in code.split(separator: ";") where statement.first(where: { $0 != " " }) != "\"" {
      let words = statement.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "@") }.map(
        String.init)
      guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
        // Behind a quotation mark it is a word of a text.
        words[0].hasPrefix("@")
          && !statement[..<(statement.firstRange(of: "import")?.lowerBound ?? statement.endIndex)]
            .contains("\"")
          || words[..<place].allSatisfy({ SourceLine.beforeImport.contains($0) })
      else { continue }
      modules.append(
        SourceLine.kinds.contains(words[place + 1]) && place + 2 < words.count
          ? words[place + 2] : words[place + 1])
    }
    for piece in code.split(separator: "canImport(", omittingEmptySubsequences: false).dropFirst() {
      modules.append(String(piece.prefix { $0.isLetter || $0.isNumber || $0 == "_" }))
    }
    return modules
  }

  private static let beforeImport: Set<String> = [
    "public", "package", "internal", "fileprivate", "private",
  ]
  private static let kinds: Set<String> = [
    "struct", "class", "enum", "protocol", "func", "var", "let", "typealias", "actor",
  ]

  /// Whether the code uses a name as a word of its own; `word` may end in `(`. A name behind a dot is
  /// another's member and does not count where `asMember` is false.
  func uses(_ word: String, asMember: Bool = true) -> Bool {
    let text = Array(code.utf8)
    let needle = Array(word.utf8)
    guard text.count >= needle.count else { return false }
    func isName(_ byte: UInt8) -> Bool {
      byte == 0x5F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || (0x61...0x7A).contains(byte)
    }
    for start in 0...(text.count - needle.count) where text[start] == needle[0] {
      guard text[start..<(start + needle.count)].elementsEqual(needle) else { continue }
      if start > 0, isName(needle[0]), isName(text[start - 1]) { continue }
      if start > 0, !asMember, text[start - 1] == UInt8(ascii: ".") { continue }
      let end = start + needle.count
      if let last = needle.last, isName(last), end < text.count, isName(text[end]) { continue }
      return true
    }
    return false
  }
}
