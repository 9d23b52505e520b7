import Foundation
import TestSupport
import Testing

/// The map of the repository leads to places that exist.
struct DocumentTests {
  private static func text(_ file: String) throws -> String {
    try String(contentsOfFile: try #require(RepositoryRoot.folder) + "/" + file, encoding: .utf8)
  }

  private static func exists(_ path: String) -> Bool {
    RepositoryRoot.folder.map { FileManager.default.fileExists(atPath: $0 + "/" + path) } ?? false
  }

  @Test func theReadmeForUsersHasAHundredLinesAtMost() throws {
    #expect(try DocumentTests.text("README.md").split(separator: "\n", omittingEmptySubsequences: false).count <= 101)
  }

  /// Paths below `Sources`, `Tests` and `templates` in backquotes, and links.
  @Test func everyPathOfADocumentExists() throws {
    let pages =
      ["Sources"].flatMap { RepositoryRoot.files(below: $0, suffix: ".md") } + ["README.md", "Tests/README.md"]
    try #require(pages.count > 20)
    for page in pages {
      let text = try DocumentTests.text(page)
      let folder = page.split(separator: "/").dropLast().map { $0 + "/" }.joined()
      let paths = text.matches(of: /`((?:Sources|Tests|templates)\/[\w.\/+-]+)`/).map { String($0.1) }
      let links = text.matches(of: /\]\(([\w.\/+-]+)\)/).map { folder + $0.1 }
      for path in paths + links where !DocumentTests.exists(path) {
        Issue.record("\(page) names \(path), which does not exist")
      }
    }
  }

  /// What holds a fault of the pages is a test, or something that `site check` names.
  @Test func everyCheckOfAHeldFaultExists() throws {
    let text = try DocumentTests.text("Sources/Report/Report.docc/HeldFaults.md")
    let tests = try RepositoryRoot.files(below: "Tests", suffix: "Tests.swift").map(DocumentTests.text)
    let site = try RepositoryRoot.files(below: "Sources/Report/Site", suffix: ".swift").map(DocumentTests.text).joined()
    func isTest(_ suite: Substring, _ function: String) -> Bool {
      tests.contains { $0.contains("struct \(suite) {") && $0.contains("func \(function)(") }
    }
    let named = text.matches(of: /`(\w+Tests)\.(\w+)`/).map { ($0.1, String($0.2)) }
    let titled = text.matches(of: /`(\w+Tests)` "([^"]+)"/).map { ($0.1, "`\($0.2)`") }
    let identifiers = text.matches(of: /`(site\.[a-z-]+)`/).map { "\"\($0.1)\"" }
    #expect(named.count > 40 && titled.count > 2 && identifiers.count > 8)
    #expect((named + titled).filter { !isTest($0, $1) }.map { "\($0).\($1)" } == [])
    #expect(identifiers.filter { !site.contains($0) } == [])
  }

  @Test func everyRoomHasAPageWithItsInvariantsAndForms() throws {
    let root = try #require(RepositoryRoot.folder)
    let rooms = try FileManager.default.contentsOfDirectory(atPath: root + "/Sources").filter {
      HouseTable.rooms[$0] != nil || $0 == HouseTable.oneThatSeesAll
    }
    for room in rooms.sorted()
    where room != "aistock" && (!room.hasPrefix("C") || ["Charts", "Commands"].contains(room)) {
      let page = "Sources/\(room)/\(room).docc/\(room).md"
      guard DocumentTests.exists(page) else {
        Issue.record("\(page) does not exist")
        continue
      }
      let text = try DocumentTests.text(page)
      #expect(text.hasPrefix("# ``\(room)``\n"), "\(page)")
      if room != "Commands" {
        #expect(text.contains("\n## Invariants\n") && text.contains("\n## Forms on disk\n"), "\(page)")
      }
    }
  }

  /// What other programs write and mean is cited by the title of a section of `Contracts.md`.
  @Test func everyCitedSectionExists() throws {
    let contracts = try DocumentTests.text("Sources/Records/Records.docc/Contracts.md")
    let titles = Set(
      contracts.split(separator: "\n").filter { $0.hasPrefix("## ") }.map { $0.dropFirst(3).lowercased() })
    var count = 0
    for file in RepositoryRoot.files(below: "Sources", suffix: ".swift") {
      let text = try DocumentTests.text(file).replacing(/\n *\/\/\/? ?/, with: " ")
      for citation in text.matches(of: /`Contracts\.md`, ([\w ]+)/) {
        count += 1
        let title = citation.1.trimmingCharacters(in: .whitespaces).lowercased()
        #expect(titles.contains(title), "\(file) cites '\(title)'")
      }
    }
    #expect(count > 10)
  }

  /// Documents and comments cite nothing that is not here or public. The words are put together, so that this
  /// file does not find itself.
  @Test func nothingIsCitedThatIsNotHere() throws {
    let needles = [
      "contracts" + ".md", "qlib-" + "semantics", "contract " + "section", "DESIGN" + ".md", "seed" + ".md",
    ]
    var files = ["Sources", "Tests", "templates"].flatMap { RepositoryRoot.files(below: $0) }.filter { file in
      [".swift", ".md", ".py", ".c", ".h", ".mustache"].contains { file.hasSuffix($0) }
    }
    files += ["README.md", "CHANGELOG.md", "Makefile", "Package.swift"]
    for file in files {
      let text = try DocumentTests.text(file)
      for needle in needles where text.contains(needle) { Issue.record("\(file) cites \(needle)") }
    }
  }
}
