import FactorEngine
import Foundation
import Primitives
import TestSupport
import Testing

/// The operator reference is made from the operators' own doc comments and is never older than they are.
///
/// To make it anew: `AISTOCK_WRITE_PAGES=1 swift test -c release --filter OperatorPageTests`.
@Suite struct OperatorPageTests {
  private static let room = Path.join(RepositoryRoot.folder ?? ".", "Sources/FactorEngine")
  private static let page = Path.join(room, "FactorEngine.docc/Operators.md")

  /// A doc comment that begins with calls in backticks, as lines.
  private struct Entry {
    var names: [String]
    var lines: [String]
  }

  private static func entries() throws -> [Entry] {
    var entries: [Entry] = []
    for folder in ["Operators", "Language"] {
      for file in try FileReader.names(in: Path.join(room, folder)).sorted()
      where file.hasSuffix(".swift") {
        var comment: [String] = []
        for line in try FileReader.text(Path.join(room, "\(folder)/\(file)")).split(
          separator: "\n", omittingEmptySubsequences: false)
        {
          let text = line.trimmingCharacters(in: .whitespaces)
          if text.hasPrefix("///") {
            comment.append(String(text.dropFirst(text.hasPrefix("/// ") ? 4 : 3)))
          } else {
            if let entry = entry(comment) { entries.append(entry) }
            comment = []
          }
        }
      }
    }
    return entries.sorted { $0.names[0] < $1.names[0] }
  }

  private static func entry(_ comment: [String]) -> Entry? {
    guard let first = comment.first, first.hasPrefix("`"), let end = first.firstIndex(of: ":")
    else { return nil }
    let names = first[..<end].split(separator: "`").compactMap { part -> String? in
      guard let bracket = part.firstIndex(of: "("), part.hasSuffix(")") else { return nil }
      return String(part[..<bracket])
    }
    return names.isEmpty ? nil : Entry(names: names, lines: comment)
  }

  private static func text() throws -> String {
    var text = """
      # Operators

      Every operator of the language: what it says of missing values, when its first value comes, how it is calculated,
      and what it is held to. Made from the doc comments of `Sources/FactorEngine`; do not edit.

      `x`, `y` and `c` are expressions, `N` a window or shift in rows of the calendar. A window operator with 0<N<1 is the
      exponential mean (`EMA`) where qlib lets it take one.

      """
    for entry in try entries() {
      text +=
        "\n## \(entry.names.joined(separator: ", "))\n\n" + entry.lines.joined(separator: "\n")
        + "\n"
    }
    return text
  }

  @Test func thePageIsMadeFromTheComments() throws {
    let text = try Self.text()
    if ProcessInfo.processInfo.environment["AISTOCK_WRITE_PAGES"] != nil {
      try FileWriter.write(Array(text.utf8), to: Self.page)
    }
    #expect(try FileReader.text(Self.page) == text, "AISTOCK_WRITE_PAGES=1 makes the page anew")
  }

  @Test func everyOperatorHasOneEntryThatSaysAll() throws {
    let entries = try Self.entries()
    #expect(entries.flatMap(\.names).sorted() == OperatorTable.all.map(\.name).sorted())
    for entry in entries {
      for part in ["- Missing values: ", "- Warm-up: ", "- Algorithm: ", "- Source: "] {
        #expect(entry.lines.count { $0.hasPrefix(part) } == 1, "\(entry.names[0]): \(part)")
      }
    }
  }
}
