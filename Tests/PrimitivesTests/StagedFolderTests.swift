import Foundation
import Primitives
import TestSupport
import Testing

struct StagedFolderTests {
  private let list = OutputList.name

  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  /// Writes a folder as a command does.
  private func make(_ target: String, _ kind: OutputKind, _ files: [String: String]) throws {
    let staged = try StagedFolder(replacing: target, as: kind)
    for (name, text) in files { try staged.write(bytes(text), to: name) }
    try staged.commit()
  }

  private func make(_ target: String, _ files: [String: String]) throws { try make(target, .run, files) }

  @Test func appearsWholeOnCommit() throws {
    let place = try TemporaryFolder()
    let staged = try StagedFolder(replacing: place.path("out/"), as: .run)
    try staged.write(bytes("{}"), to: "run.json")
    try staged.write(bytes("x"), to: "deep/er/a.txt")
    #expect(!FileReader.exists(place.path("out")))
    try staged.commit()
    #expect(
      try place.contents() == [
        "out", "out/\(list)", "out/deep", "out/deep/er", "out/deep/er/a.txt", "out/run.json",
      ])
    #expect(try FileReader.text(place.path("out/deep/er/a.txt")) == "x")
    #expect(OutputList.paths(in: place.path("out"), of: .run) == ["deep/er/a.txt", "run.json"])
  }

  @Test func keepsAFileOfTheOldFolderAsItStands() throws {
    let place = try TemporaryFolder()
    let out = place.path("out")
    try make(out, .work, ["sub/a.csv": "a", "b.csv": "b", "c.csv": "c"])
    let stamp = try FileStamp.of(place.path("out/sub/a.csv"))
    try place.write("longer", to: "out/c.csv")
    let staged = try StagedFolder(replacing: out, as: .work)
    #expect(try staged.keep("sub/a.csv"))
    #expect(try !staged.keep("c.csv"), "it has another size than the list says")
    #expect(try !staged.keep("d.csv"), "the list does not name it")
    #expect(staged.digest(of: "sub/a.csv") == SHA256Digest(hashing: bytes("a")).hex)
    try staged.write(bytes("new"), to: "run.json")
    try staged.commit()
    #expect(try FileStamp.of(place.path("out/sub/a.csv")) == stamp)
    #expect(OutputList.paths(in: out, of: .work) == ["run.json", "sub/a.csv"])
    #expect(try place.contents().count == 5)
  }

  @Test func withoutCommitNothingIsLeft() throws {
    let place = try TemporaryFolder()
    try make(place.path("out"), ["run.json": "old"])
    let before = try place.contents()
    do {
      let staged = try StagedFolder(replacing: place.path("out"), as: .run)
      try staged.write(bytes("new"), to: "run.json")
      #expect(try place.contents().count > before.count)
    }
    #expect(try place.contents() == before)
    #expect(try FileReader.text(place.path("out/run.json")) == "old")
  }

  @Test func replacesItsOwnFolderWithAllThatWasInIt() throws {
    let place = try TemporaryFolder()
    try make(place.path("out"), ["run.json": "old", "stale/a.csv": "stale"])
    try make(place.path("out"), ["run.json": "new"])
    #expect(try place.contents() == ["out", "out/\(list)", "out/run.json"])
    #expect(try FileReader.text(place.path("out/run.json")) == "new")
  }

  /// The names are those by which folders were recognised up to version 0.2.
  @Test(
    arguments: OutputKind.allCases,
    [
      "calendars/day.txt", "index.html", "conf.yaml", "comparison.json", "run.json", "sweep.json", "model.json",
      "predictions.csv", "prediction_quality.json", "grid.json", "rolling.json", "manifest.json", "bundle.json",
      "thesis.txt",
    ])
  func aFolderOfSomebodyElseIsRefusedAndUntouched(kind: OutputKind, name: String) throws {
    let place = try TemporaryFolder()
    try place.write("{}", to: "papers/" + name)
    let before = try place.contents()
    let found = diagnostic { try make(place.path("papers"), kind, ["a.txt": "a"]) }
    #expect(found?.id == "output.not-ours")
    #expect(found?.exit == .usage)
    #expect(found?.summary.english.contains(name) == true)
    #expect(try place.contents() == before)
    #expect(try FileReader.text(place.path("papers/" + name)) == "{}")
  }

  @Test func aFileOfSomebodyElseInOurFolderIsNamed() throws {
    let place = try TemporaryFolder()
    try make(place.path("out"), ["run.json": "old"])
    try place.write("mine", to: "out/notes/idea.txt")
    let found = diagnostic { try make(place.path("out"), ["run.json": "new"]) }
    #expect(found?.id == "output.files-of-others")
    #expect(found?.summary.english.contains("notes/idea.txt") == true)
    #expect(try FileReader.text(place.path("out/notes/idea.txt")) == "mine")
    #expect(try FileReader.text(place.path("out/run.json")) == "old")
  }

  /// It came while the run was computing.
  @Test func aFileThatComesBeforeCommitIsNamedToo() throws {
    let place = try TemporaryFolder()
    try make(place.path("out"), ["run.json": "old"])
    let staged = try StagedFolder(replacing: place.path("out"), as: .run)
    try staged.write(bytes("new"), to: "run.json")
    try place.write("mine", to: "out/idea.txt")
    #expect(diagnostic { try staged.commit() }?.id == "output.files-of-others")
    #expect(try FileReader.text(place.path("out/idea.txt")) == "mine")
    #expect(try FileReader.text(place.path("out/run.json")) == "old")
  }

  @Test func anEditedFileIsNotWrittenOver() throws {
    let place = try TemporaryFolder()
    try make(place.path("out"), .market, ["features/a.bin": "1234"])
    for text in ["5678", "12345678"] {
      try place.write(text, to: "out/features/a.bin")
      let found = diagnostic { try make(place.path("out"), .market, ["features/a.bin": "1234"]) }
      #expect(found?.id == "output.edited")
      #expect(try FileReader.text(place.path("out/features/a.bin")) == text)
    }
  }

  @Test func aFolderOfAnotherKindIsRefused() throws {
    let place = try TemporaryFolder()
    try make(place.path("out"), .sweep, ["run.json": "old"])
    let found = diagnostic { try make(place.path("out"), .run, ["run.json": "new"]) }
    #expect(found?.id == "output.other-kind")
    #expect(try FileReader.text(place.path("out/run.json")) == "old")
  }

  @Test(arguments: ["", "{", "[]", "{\"kind\":\"run\"}", "{\"kind\":\"run\",\"files\":null}"])
  func aListThatCannotBeReadOpensNothing(text: String) throws {
    let place = try TemporaryFolder()
    try place.write(text, to: "out/" + list)
    try place.write("mine", to: "out/run.json")
    let found = diagnostic { try make(place.path("out"), ["run.json": "new"]) }
    #expect(found?.id == "output.not-ours")
    #expect(try FileReader.text(place.path("out/run.json")) == "mine")
  }

  /// Paths of a list are only ever compared with what is in the folder.
  @Test func aForgedListReachesNothingOutside() throws {
    let place = try TemporaryFolder()
    try place.write("mine", to: "other.txt")
    try place.write(
      #"{"schema":1,"kind":"site","files":[{"path":"../other.txt","size":4,"sha256":""}]}"#, to: "out/" + list)
    try make(place.path("out"), .site, ["index.html": "new"])
    #expect(try FileReader.text(place.path("other.txt")) == "mine")
  }

  @Test func aSiteCarriesWhatItDidNotWrite() throws {
    let place = try TemporaryFolder()
    try make(place.path("out"), .site, ["index.html": "old", "old.html": "old"])
    try place.write("kept", to: "out/README.md")
    try place.write("ref", to: "out/.git/refs/heads/main")
    try FileManager.default.createDirectory(
      atPath: place.path("out/.git/refs/tags"), withIntermediateDirectories: false)
    try make(place.path("out"), .site, ["index.html": "new"])
    #expect(
      try place.contents() == [
        "out", "out/\(list)", "out/.git", "out/.git/refs", "out/.git/refs/heads", "out/.git/refs/heads/main",
        "out/.git/refs/tags", "out/README.md", "out/index.html",
      ])
    #expect(try FileReader.text(place.path("out/index.html")) == "new")
    #expect(try FileReader.text(place.path("out/README.md")) == "kept")
  }

  @Test func aPageInThePlaceOfAFileOfSomebodyElseIsRefused() throws {
    let place = try TemporaryFolder()
    try make(place.path("out"), .site, ["index.html": "old"])
    try place.write("mine", to: "out/factors.html")
    try place.write("mine", to: "out/pages")
    for name in ["factors.html", "factors.html/x.html", "pages/a.html"] {
      let found = diagnostic { try make(place.path("out"), .site, ["index.html": "new", name: "new"]) }
      #expect(found?.id == "output.taken", "\(name)")
    }
    #expect(try FileReader.text(place.path("out/factors.html")) == "mine")
    #expect(try FileReader.text(place.path("out/index.html")) == "old")
  }

  @Test func aFileInThePlaceIsRefused() throws {
    let place = try TemporaryFolder()
    try place.write("mine", to: "out")
    let found = diagnostic { _ = try StagedFolder(replacing: place.path("out"), as: .run) }
    #expect(found?.id == "output.not-a-folder")
    #expect(try FileReader.text(place.path("out")) == "mine")
  }

  @Test func anEmptyFolderIsTaken() throws {
    let place = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: place.path("out"), withIntermediateDirectories: false)
    try make(place.path("out"), ["run.json": "{}"])
    #expect(try place.contents() == ["out", "out/\(list)", "out/run.json"])
  }

  /// A person's folder for a published site, before the first night.
  @Test func aSiteBeginsBesideItsReadme() throws {
    let place = try TemporaryFolder()
    for name in ["README.md", "CNAME", ".git/HEAD"] { try place.write("kept", to: "out/" + name) }
    try make(place.path("out"), .site, ["index.html": "new"])
    for name in ["README.md", "CNAME", ".git/HEAD"] {
      #expect(try FileReader.text(place.path("out/" + name)) == "kept")
    }
  }

  @Test func aLinkToAFolderStandsForTheFolder() throws {
    let place = try TemporaryFolder()
    try make(place.path("disk/out"), ["run.json": "old"])
    try FileManager.default.createSymbolicLink(atPath: place.path("link"), withDestinationPath: "disk/out")
    try make(place.path("link"), ["run.json": "new"])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: place.path("link")) == "disk/out")
    #expect(try FileReader.text(place.path("disk/out/run.json")) == "new")
    #expect(try place.contents().count == 5)
  }

  /// What a link leads to is not part of the folder.
  @Test func aLinkInAnOldFolderIsNotFollowed() throws {
    let place = try TemporaryFolder()
    try place.write("mine", to: "data/a.txt")
    try make(place.path("out"), .site, ["index.html": "old"])
    try FileManager.default.createSymbolicLink(
      atPath: place.path("out/data"), withDestinationPath: place.path("data"))
    try make(place.path("out"), .site, ["index.html": "new"])
    #expect(try FileReader.text(place.path("data/a.txt")) == "mine")
    #expect(try FileReader.text(place.path("out/data/a.txt")) == "mine")
    try make(place.path("run"), ["run.json": "old"])
    try FileManager.default.createSymbolicLink(
      atPath: place.path("run/data"), withDestinationPath: place.path("data"))
    #expect(diagnostic { try make(place.path("run"), ["run.json": "new"]) }?.id == "output.files-of-others")
  }

  /// The number is that of no process: the first is beyond what Linux gives.
  @Test func onlyLeftoversWithAListAreCleared() throws {
    let place = try TemporaryFolder()
    try place.write("mine", to: ".out.staging-99999999/a.txt")
    try place.write(#"{"schema":1,"kind":"run","files":null}"#, to: ".out.staging-99999998/" + list)
    try place.write("half", to: ".out.staging-99999998/run.json")
    try make(place.path("out"), ["run.json": "new"])
    #expect(
      try place.contents() == [
        ".out.staging-99999999", ".out.staging-99999999/a.txt", "out", "out/\(list)", "out/run.json",
      ])
  }

  /// Killed between the exchange and the clearing away: the folder aside is the old one.
  @Test func anOldFolderAsideLosesOnlyOurFiles() throws {
    let place = try TemporaryFolder()
    try make(place.path("out"), .site, ["index.html": "old"])
    try FileManager.default.moveItem(atPath: place.path("out"), toPath: place.path(".out.staging-99999999"))
    try place.write("late", to: ".out.staging-99999999/late.txt")
    try make(place.path("out"), .site, ["index.html": "new"])
    #expect(
      try place.contents() == [
        ".out.staging-99999999", ".out.staging-99999999/late.txt", "out", "out/\(list)", "out/index.html",
      ])
  }

  @Test func whatStandsInTheWayOfAParentIsNamed() throws {
    let place = try TemporaryFolder()
    try place.write("a file", to: "parent")
    let found = diagnostic { _ = try StagedFolder(replacing: place.path("parent/out"), as: .run) }
    #expect(found?.id == "file.unwritable")
    #expect(found?.exit == .environment)
  }

  /// A rename would take the place of the device.
  @Test func aFileIsNotWrittenOverADevice() throws {
    let place = try TemporaryFolder()
    try #require(mkfifo(place.path("pipe"), 0o644) == 0)
    for path in ["/dev/null", place.path, place.path("pipe")] {
      let found = diagnostic { try FileWriter.write(bytes("1"), to: path) }
      #expect(found?.id == "output.not-a-file")
      #expect(found?.exit == .usage)
    }
    #expect(try place.contents() == ["pipe"])
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
