import Foundation
import TestSupport

/// A declaration of a room that other rooms may use, with the comment above it.
struct SourceDeclaration: CustomStringConvertible {
  var file: String
  var line: Int
  /// `struct`, `func`, `init`, …
  var keyword: String
  /// The type itself, or the type that the member belongs to.
  var type: String
  /// Empty for a type.
  var member = ""
  var hasParameters = false
  /// Whether it is a requirement of a protocol, whose comment stands for every implementation.
  var isRequirement = false
  /// Lines of the doc comment without their slashes.
  var comment: [String]

  var room: String { file.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

  var description: String { "\(file):\(line): \(keyword) \(member.isEmpty ? type : type + "." + member)" }

  /// The first paragraph is a sentence: it begins like one and ends with a full stop, or with a colon before a list.
  var isDocumented: Bool {
    let paragraph = comment.prefix { !$0.isEmpty && !$0.hasPrefix("- ") }.joined(separator: " ")
    guard let first = paragraph.first, let last = paragraph.last else { return false }
    return
      (first.isUppercase || first.isNumber || !first.isLetter
      || ["qlib", "numpy", "pandas"].contains { paragraph.hasPrefix($0) })
      && (last == "." || last == ":" || last == ")" && paragraph.hasSuffix(".)"))
  }
}

/// Reads declarations off the formatted sources: a type at the margin, its members two columns in.
enum SourceDeclarations {
  /// All rooms, read once.
  static let sources = Result { try all() }

  private static func all() throws -> [SourceDeclaration] {
    guard let root = RepositoryRoot.folder else { return [] }
    return try RepositoryRoot.files(below: "Sources", suffix: ".swift").flatMap { file in
      read(try String(contentsOfFile: root + "/" + file, encoding: .utf8), file: file)
    }
  }

  static func read(_ source: String, file: String) -> [SourceDeclaration] {
    var found: [SourceDeclaration] = []
    var comment: [String] = []
    var (owner, isProtocol) = ("", false)
    var isInBlockText = false
    for (offset, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.ranges(of: "\"\"\"").count % 2 == 1 { isInBlockText.toggle() }
      if isInBlockText { continue }
      let text = line.drop { $0 == " " }
      if text.hasPrefix("///") {
        comment.append(text.dropFirst(3).trimmingCharacters(in: .whitespaces))
        continue
      }
      let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "@" || $0 == "#") }.map(String.init)
      // An attribute stands between a comment and what it belongs to.
      if text.hasPrefix("@"), words.count == 1 || text.hasSuffix(")") { continue }
      let indentation = line.count - text.count
      if indentation == 0, let place = words.firstIndex(where: { types.contains($0) }), place + 1 < words.count,
        words[..<place].allSatisfy({ modifiers.contains($0) || $0.hasPrefix("@") })
      {
        (owner, isProtocol) = (words[place + 1], words[place] == "protocol")
        if words[..<place].contains(where: { opening.contains($0) }), words[place] != "extension" {
          found.append(
            SourceDeclaration(file: file, line: offset + 1, keyword: words[place], type: owner, comment: comment))
        }
      } else if indentation == 2, let place = words.firstIndex(where: { $0 == "func" || $0 == "init" }),
        words[..<place].allSatisfy({ modifiers.contains($0) || $0.hasPrefix("@") }),
        isProtocol || words[..<place].contains(where: { opening.contains($0) })
      {
        let rest = text.drop { $0 != "(" }.dropFirst()
        let member = words[place] == "init" ? "init" : place + 1 < words.count ? words[place + 1] : "operator"
        found.append(
          SourceDeclaration(
            file: file, line: offset + 1, keyword: words[place], type: owner, member: member,
            hasParameters: !rest.hasPrefix(")"), isRequirement: isProtocol, comment: comment))
      }
      comment = []
    }
    return found
  }

  private static let types: Set<String> = ["struct", "enum", "class", "actor", "protocol", "extension"]
  private static let opening: Set<String> = ["package", "public"]
  private static let modifiers: Set<String> = [
    "package", "public", "final", "indirect", "static", "mutating", "nonisolated", "consuming", "borrowing", "override",
    "required", "convenience", "prefix",
  ]
}
