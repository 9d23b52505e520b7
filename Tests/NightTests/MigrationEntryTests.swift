import Foundation
import Night
import Primitives
import TestSupport
import Testing

/// One more migration in a configuration whose other bytes stay.
struct MigrationEntryTests {
  private let entry = MigrationEntry(id: "new", workspace: "migrations/new", benchmark: "SH000300")
  private static let own = "{id: new, workspace: migrations/new, benchmark: SH000300}"

  /// `@` stands for the entry.
  @Test(
    "the entry stands behind the last one, in the form of the file",
    arguments: [
      ("", "migrations:\n  - @\n"),
      ("# nothing yet\n", "# nothing yet\nmigrations:\n  - @\n"),
      ("market: {provider: demo}", "market: {provider: demo}\nmigrations:\n  - @\n"),
      ("market: {provider: demo}\r\n", "market: {provider: demo}\r\nmigrations:\r\n  - @\r\n"),
      (
        "migrations:\n- {id: a, workspace: w} # first\n\n# the market\nmarket: {provider: demo}\n",
        "migrations:\n- {id: a, workspace: w} # first\n- @\n\n# the market\nmarket: {provider: demo}\n"
      ),
      (
        "migrations:   # ours\n    - id: a\n      workspace: w\n      # bands: 3\n\nsite: {}\n",
        "migrations:   # ours\n    - id: a\n      workspace: w\n      # bands: 3\n    - @\n\nsite: {}\n"
      ),
      ("migrations:\n  - {id: a,\n     workspace: w}", "migrations:\n  - {id: a,\n     workspace: w}\n  - @"),
      ("migrations: []  # none\nsite: {}\n", "migrations: [@]  # none\nsite: {}\n"),
      ("migrations: [{id: a, workspace: \"]\"}]\n", "migrations: [{id: a, workspace: \"]\"}, @]\n"),
      (
        "migrations: [\n  {id: a, workspace: w},  # first ]\n]\n",
        "migrations: [\n  {id: a, workspace: w},  # first ]\n @]\n"
      ),
      ("migrations: null\nsite: {}\n", "migrations:\n  - @\nsite: {}\n"),
      ("migrations:\nsite: {}\n", "migrations:\n  - @\nsite: {}\n"),
    ])
  func inserted(text: String, wanted: String) {
    #expect(entry.inserted(into: text) == wanted.replacing("@", with: Self.own))
  }

  @Test(
    "a text whose form allows no safe insertion is left alone",
    arguments: [
      "{market: {provider: demo}}", "market: {provider: demo}\n...\n", "migrations: &all\n  - {id: a, workspace: w}\n",
      "migrations: {id: a}\n", "migrations: [{id: a}\n", "\"migrations\": []\n", "- 1\n",
    ])
  func refused(text: String) {
    #expect(entry.inserted(into: text) == nil)
  }

  @Test("a name that YAML would read as a number or a word is quoted")
  func quoted() {
    #expect(MigrationEntry(id: "1e5", workspace: "migrations/1e5").line == "- {id: \"1e5\", workspace: migrations/1e5}")
    #expect(MigrationEntry(id: "null", workspace: "m/null").line == "- {id: \"null\", workspace: m/null}")
  }

  @Test("the file keeps its rights and its link, and a configuration that would be wrong is not written")
  func file() throws {
    let folder = try TemporaryFolder()
    let text = "migrations:\n  - {id: a, workspace: w}\nnotify: [{kind: webhook, url: \"${HOOK}\"}]\n"
    let file = try folder.write(text, to: "real/aistock.yaml")
    chmod(file, 0o600)
    let link = folder.path("aistock.yaml")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
    #expect(try entry.write(into: link, environment: [:]))
    #expect(try FileReader.text(file) == text.replacing("w}\n", with: "w}\n  - \(Self.own)\n"))
    #expect((try FileManager.default.destinationOfSymbolicLink(atPath: link)) == file)
    let rights = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(rights == 0o600)
    // The name is taken: the reader refuses it, and the file stays.
    let before = try FileReader.bytes(file)
    #expect(try !entry.write(into: link, environment: [:]))
    #expect(try FileReader.bytes(file) == before)
    #expect(try folder.contents().filter { $0.hasSuffix(".partial") }.isEmpty)
  }
}
