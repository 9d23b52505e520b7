import Foundation
import TestSupport
import Testing

/// A test's name is a sentence about behaviour.
struct TestNameTests {
  struct Name: CustomStringConvertible {
    var file: String
    var line: Int
    var function: String
    /// The text of `@Test("…")`.
    var display: String?

    /// At least three words, in the text shown or in the function's own name.
    var isSentence: Bool {
      TestNameTests.words(function) >= 3 || (display.map { $0.split(whereSeparator: \.isWhitespace).count } ?? 0) >= 3
    }

    var description: String { "\(file):\(line): \(function)()" }
  }

  @Test func everyTestIsNamedByASentence() throws {
    let root = try #require(RepositoryRoot.folder)
    let names = try RepositoryRoot.files(below: "Tests", suffix: ".swift").flatMap { file in
      TestNameTests.names(try String(contentsOfFile: root + "/" + file, encoding: .utf8), file: file)
    }
    try #require(names.count > 700)
    #expect(names.filter { !$0.isSentence }.map(\.description) == [])
  }

  @Test(arguments: [
    ("@Test func equal() {", false), ("@Test func tiesKeepTableOrder() {", true),
    ("@Test(\"history\") func history() {", false),
    ("@Test(\"days keep their order\") func history() {", true),
    ("@Test(arguments: [1, 2])\n  func isFound(x: Int) {", false),
    ("@Test(\n    \"a day with no volume is suspended\",\n    arguments: [1])\n  func day(x: Int) {", true),
    ("@Test func aURLIsRead() {", true), ("@Test func `a day is read`() {", true),
  ])
  func namesAreJudgedByTheirWords(source: String, isSentence: Bool) {
    #expect(TestNameTests.names(source, file: "X.swift").map(\.isSentence) == [isSentence])
  }

  private static func names(_ source: String, file: String) -> [Name] {
    let tokens = SourceLexer.lists(source)[0]
    var found: [Name] = []
    for place in tokens.indices
    where tokens[place].isSymbol("@") && place + 1 < tokens.count && tokens[place + 1].word == "Test" {
      guard let function = tokens[place...].firstIndex(where: { $0.word == "func" }), function + 1 < tokens.count
      else { continue }
      var display: String?
      if place + 3 < tokens.count, tokens[place + 2].isSymbol("("), case .text(let text, _) = tokens[place + 3].kind {
        display = text
      }
      let isQuoted = tokens[function + 1].isSymbol("`")
      let name = tokens[(function + 1)...].lazy.compactMap(\.word)
      let words = isQuoted ? name.prefix(3).joined(separator: "_") : name.first ?? ""
      found.append(Name(file: file, line: tokens[function].line, function: words, display: display))
    }
    return found
  }

  /// Words of a name in camel case; capitals in a row are one.
  private static func words(_ name: String) -> Int {
    var count = 0
    var last: Character = "_"
    for character in name {
      if character != "_", last == "_" || (character.isUppercase && !last.isUppercase) { count += 1 }
      last = character
    }
    return count
  }
}
