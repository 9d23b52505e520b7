import Foundation
import Primitives
import TestSupport
import Testing

@Suite("What is known of files by their stamps")
struct StampedFactsTests {
  let temporary: TemporaryFolder

  init() throws { temporary = try TemporaryFolder() }

  @Test("a fact is found once under one stamp, and again under another")
  func stamps() {
    let facts = StampedFacts()
    var found = 0
    func fact(_ stamp: String) -> String? {
      facts.fact("a", stamp: stamp) {
        found += 1
        return "\(found)"
      }
    }
    #expect([fact("x"), fact("x"), fact("y"), fact("y"), fact("x")] == ["1", "1", "2", "2", "3"])
    #expect(facts.fact("b", stamp: "x") { nil } == nil)
  }

  @Test("facts come back from their file, and what a run did not ask for is forgotten")
  func saving() throws {
    let path = temporary.path("facts")
    let first = StampedFacts()
    first.set("a b", stamp: "1", "x y")
    first.set("c", stamp: "2", "z")
    try first.save(to: path, forgetting: true)
    let second = StampedFacts(reading: path)
    #expect(second.fact("a b", stamp: "1") { nil } == "x y")
    try second.save(to: path, forgetting: true)
    let third = StampedFacts(reading: path)
    #expect(third.fact("c", stamp: "2") { nil } == nil)
    #expect(third.fact("a b", stamp: "1") { nil } == "x y")
    try StampedFacts(reading: path).save(to: path, forgetting: false)
    #expect(StampedFacts(reading: path).fact("a b", stamp: "1") { nil } == "x y")
  }

  @Test("a file that cannot be read is the same as none", arguments: ["", "a\n", "a\tb\n", "\u{0}\t\t\t\t\n"])
  func damage(_ text: String) throws {
    let path = try temporary.write(text, to: "facts")
    #expect(StampedFacts(reading: path).fact("a", stamp: "b") { nil } == nil)
  }

  @Test("names that the file's form cannot hold are not kept")
  func names() throws {
    let path = temporary.path("facts")
    let facts = StampedFacts()
    facts.set("a\tb", stamp: "1", "x")
    facts.set("a", stamp: "1", "x\ny")
    try facts.save(to: path, forgetting: true)
    #expect(!FileReader.exists(path))
  }

  @Test("the stamp of a folder changes with a size, a time, a name and a file below; files left out do not count")
  func folders() throws {
    let folder = temporary.path("f")
    func stamp() throws -> String { try FileStamp.of(folder: folder, without: ["live.js"]) }
    try temporary.write("one", to: "f/a")
    try temporary.write("two", to: "f/below/b")
    var seen = [try stamp()]
    func changed() throws -> Bool {
      seen.append(try stamp())
      return Set(seen).count == seen.count
    }
    try temporary.write("three", to: "f/a")
    #expect(try changed())
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1000)], ofItemAtPath: folder + "/below/b")
    #expect(try changed())
    try FileManager.default.moveItem(atPath: folder + "/a", toPath: folder + "/c")
    #expect(try changed())
    try temporary.write("x", to: "f/below/d")
    #expect(try changed())
    try temporary.write("x", to: "f/live.js")
    #expect(try stamp() == seen.last)
    #expect(diagnostic { _ = try FileStamp.of(temporary.path("none")) }?.id == "file.missing")
  }
}
