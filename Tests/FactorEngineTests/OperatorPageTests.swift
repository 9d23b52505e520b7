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

  /// A language of the reference: its page, and what a comment has in it.
  struct Form: CustomTestStringConvertible, Sendable {
    var page: String
    var head: String
    /// What stands between an operator's call and what it is.
    var mark: Character
    var parts: [String]

    var testDescription: String { page }
  }

  static let english = Form(
    page: "Operators.md",
    head: """
      # Operators

      Every operator of the language: what it says of missing values, when its first value comes, how it is calculated,
      and what it is held to. Made from the doc comments of `Sources/FactorEngine`; do not edit.

      `x`, `y` and `c` are expressions, `N` a window or shift in rows of the calendar. A window operator with 0<N<1 is the
      exponential mean (`EMA`) where qlib lets it take one.

      """, mark: ":", parts: ["- Missing values: ", "- Warm-up: ", "- Algorithm: ", "- Source: "])

  static let chinese = Form(
    page: "OperatorsInChinese.md",
    head: """
      # 算子

      语言的全部算子：如何对待缺失值、何时有首个值、如何计算、以何为准。由 `Sources/FactorEngine` 的文档注释生成，请勿改动。

      `x`、`y` 和 `c` 是表达式，`N` 是以日历行计的窗口或移位。0<N<1 时，窗口算子在 qlib 允许之处变为指数移动平均（`EMA`）。

      """, mark: "：", parts: ["- 缺失值：", "- 预热：", "- 算法：", "- 来源："])

  /// A doc comment that begins with calls in backticks, as lines of one language.
  private struct Entry {
    var names: [String]
    var lines: [String]
  }

  private static func entries(_ form: Form) throws -> [Entry] {
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
            if let entry = entry(comment, form) { entries.append(entry) }
            comment = []
          }
        }
      }
    }
    return entries.sorted { $0.names[0] < $1.names[0] }
  }

  private static func entry(_ comment: [String], _ form: Form) -> Entry? {
    let blocks = comment.split(separator: "")
    // What it is, then its parts, in English and then in Chinese.
    let place = form.mark == ":" ? 0 : 2
    guard blocks.count >= place + 2, let first = blocks[place].first, first.hasPrefix("`"),
      let end = first.firstIndex(of: form.mark)
    else { return nil }
    let names = first[..<end].split(separator: "`").compactMap { part -> String? in
      guard let bracket = part.firstIndex(of: "("), part.hasSuffix(")") else { return nil }
      return String(part[..<bracket])
    }
    return names.isEmpty ? nil : Entry(names: names, lines: blocks[place] + [""] + blocks[place + 1])
  }

  private static func text(_ form: Form) throws -> String {
    var text = form.head
    for entry in try entries(form) {
      text +=
        "\n## \(entry.names.joined(separator: ", "))\n\n" + entry.lines.joined(separator: "\n")
        + "\n"
    }
    return text
  }

  @Test(arguments: [english, chinese])
  func thePageIsMadeFromTheComments(form: Form) throws {
    let text = try Self.text(form)
    let page = Path.join(Self.room, "FactorEngine.docc/" + form.page)
    if ProcessInfo.processInfo.environment["AISTOCK_WRITE_PAGES"] != nil {
      try FileWriter.write(Array(text.utf8), to: page)
    }
    #expect(try FileReader.text(page) == text, "AISTOCK_WRITE_PAGES=1 makes the page anew")
  }

  @Test(arguments: [english, chinese])
  func everyOperatorHasOneEntryThatSaysAll(form: Form) throws {
    let entries = try Self.entries(form)
    #expect(entries.flatMap(\.names).sorted() == OperatorTable.all.map(\.name).sorted())
    for entry in entries {
      for part in form.parts {
        #expect(entry.lines.count { $0.hasPrefix(part) } == 1, "\(entry.names[0]): \(part)")
      }
    }
  }
}
