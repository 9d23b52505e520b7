import Primitives
import TestSupport
import Testing

struct StagedFolderTests {
  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test func appearsWholeOnCommit() throws {
    let place = try TemporaryFolder()
    let staged = try StagedFolder(replacing: place.path("site/"), marker: "run.json")
    try staged.write(bytes("{}"), to: "run.json")
    try staged.write(bytes("x"), to: "deep/er/a.txt")
    #expect(!FileReader.exists(place.path("site")))
    try staged.commit()
    #expect(
      try place.contents() == [
        "site", "site/deep", "site/deep/er", "site/deep/er/a.txt", "site/run.json",
      ])
    #expect(try FileReader.text(place.path("site/deep/er/a.txt")) == "x")
  }

  @Test func withoutCommitNothingIsLeft() throws {
    let place = try TemporaryFolder()
    try place.write("old", to: "out/run.json")
    do {
      let staged = try StagedFolder(replacing: place.path("out"), marker: "run.json")
      try staged.write(bytes("new"), to: "run.json")
      #expect(try place.contents().count > 2)
    }
    #expect(try place.contents() == ["out", "out/run.json"])
    #expect(try FileReader.text(place.path("out/run.json")) == "old")
  }

  @Test func replacesItsOwnFolderAndKeepsNamedFiles() throws {
    let place = try TemporaryFolder()
    try place.write("old", to: "out/run.json")
    try place.write("stale", to: "out/stale.csv")
    try place.write("kept", to: "out/README.md")
    let staged = try StagedFolder(
      replacing: place.path("out"), marker: "run.json", keeping: ["README.md"])
    try staged.write(bytes("new"), to: "run.json")
    try staged.commit()
    #expect(try place.contents() == ["out", "out/README.md", "out/run.json"])
    #expect(try FileReader.text(place.path("out/run.json")) == "new")
    #expect(try FileReader.text(place.path("out/README.md")) == "kept")
  }

  @Test func aForeignFolderIsRefusedAndUntouched() throws {
    let place = try TemporaryFolder()
    try place.write("mine", to: "papers/thesis.txt")
    let found = diagnostic {
      _ = try StagedFolder(replacing: place.path("papers"), marker: "run.json")
    }
    #expect(found?.id == "output.not-ours")
    #expect(found?.exit == .usage)
    #expect(found?.summary.english.contains("thesis.txt") == true)
    #expect(try place.contents() == ["papers", "papers/thesis.txt"])
  }

  @Test func aFileInThePlaceIsRefused() throws {
    let place = try TemporaryFolder()
    try place.write("mine", to: "out")
    let found = diagnostic {
      _ = try StagedFolder(replacing: place.path("out"), marker: "run.json")
    }
    #expect(found?.id == "output.not-a-folder")
    #expect(try FileReader.text(place.path("out")) == "mine")
  }

  @Test(arguments: [[], ["README.md"]])
  func anEmptyFolderOrOneOfKeptFilesIsTaken(names: [String]) throws {
    let place = try TemporaryFolder()
    for name in names { try place.write("kept", to: "out/" + name) }
    let staged = try StagedFolder(
      replacing: place.path("out"), marker: "run.json", keeping: ["README.md"])
    try staged.write(bytes("{}"), to: "run.json")
    try staged.commit()
    #expect(try place.contents() == ["out"] + (names + ["run.json"]).map { "out/" + $0 })
  }

  @Test func whatStandsInTheWayOfAParentIsNamed() throws {
    let place = try TemporaryFolder()
    try place.write("a file", to: "parent")
    let found = diagnostic {
      _ = try StagedFolder(replacing: place.path("parent/out"), marker: "run.json")
    }
    #expect(found?.id == "file.unwritable")
    #expect(found?.exit == .environment)
  }

  @Test func singleFilesAreWrittenByRename() throws {
    let place = try TemporaryFolder()
    try FileWriter.write(bytes("1"), to: place.path("a/b.txt"))
    try FileWriter.write(bytes("2"), to: place.path("a/b.txt"))
    #expect(try place.contents() == ["a", "a/b.txt"])
    #expect(try FileReader.text(place.path("a/b.txt")) == "2")
  }

  @Test func readingSaysWhatIsWrong() throws {
    let place = try TemporaryFolder()
    #expect(diagnostic { _ = try FileReader.bytes(place.path("no.txt")) }?.id == "file.missing")
    #expect(diagnostic { _ = try FileReader.bytes(place.path) }?.id == "file.unreadable")
    #expect(
      diagnostic { _ = try FileReader.names(in: place.path("no")) }?.id == "folder.unreadable")
    #expect(try HeldFile(place.path("no.bin")) == nil)
    try place.write([UInt8](), to: "empty.bin")
    #expect(try HeldFile(place.path("empty.bin"))?.bytes.count == 0)
  }
}
