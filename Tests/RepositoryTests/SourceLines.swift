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

  /// All lines of the Swift files below a folder of the checkout.
  static func all(below folder: String) throws -> [SourceLine] {
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
    var isQuoted = false
    var last: Character = " "
    for index in line.indices {
      let character = line[index]
      if character == "\"", last != "\\" { isQuoted.toggle() }
      if character == "/", last == "/", !isQuoted { return String(line[..<line.index(before: index)]) }
      last = character
    }
    return String(line)
  }

  /// The modules that the line imports or asks for by `canImport`, with any attribute, access level or
  /// kind before the name.
  var importedModules: [String] {
    var modules: [String] = []
    for statement in code.split(separator: ";") {
      if let match = statement.firstMatch(
        of: /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias|actor)\s+)?(\w+)/)
      {
        modules.append(String(match.1))
      }
    }
    for match in code.matches(of: /canImport\(\s*(\w+)/) { modules.append(String(match.1)) }
    return modules
  }
}
