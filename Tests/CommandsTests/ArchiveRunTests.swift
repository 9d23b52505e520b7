import Foundation
import Primitives
import TestSupport
import Testing

/// What is archived can be judged again, and clocks that run backwards change no archive.
@Suite("archived runs") struct ArchiveRunTests {
  let world: SmallWorld

  init() throws {
    world = try SmallWorld()
    try world.write(
      """
      market: {provider: market, index: SH000300}
      archive: {level: 2}
      migrations:
        - {id: small, workspace: ws}

      """, "aistock.yaml")
  }

  @Test("a restored workspace gives the archived judgement again, byte for byte")
  func again() throws {
    #expect(try world.program.run("nightly", "--date", "2024-01-04", "--quiet").exit == 0)
    try world.remove("ws")
    let restored = try world.program.run(
      "archive", "restore", "--date", "2024-01-04", "--migration", "small", "--output", "small")
    #expect(restored.exit == 0, "\(restored.err)")
    let result = try world.program.run(
      "reconcile", "--workspace", "small", "--market", "market", "--output", "out", "--quiet")
    #expect([0, 1].contains(result.exit))
    let archived = try FileReader.text(
      world.program.path("reports/2024-01-04/migrations/small/comparison.json"))
    #expect(try FileReader.text(world.program.path("out/comparison.json")) == archived)
  }

  @Test("nothing is restored from a day, a migration or a level that has it not")
  func absent() throws {
    func restore(_ date: String, _ migration: String) throws -> [String] {
      let result = try world.program.run(
        "archive", "restore", "--date", date, "--migration", migration, "--output", "w")
      #expect(result.exit != 0)
      #expect(!FileReader.exists(world.program.path("w")))
      return result.diagnostics
    }
    #expect(try world.program.run("nightly", "--date", "2024-01-04", "--quiet").exit == 0)
    #expect(try restore("2024-01-03", "small") == ["archive.day"])
    #expect(try restore("2024-01-04", "big") == ["archive.migration"])
    let path = "reports/2024-01-04/migrations/small/evidence/conf.yaml"
    try world.write(SmallWorld.configuration(benchmark: "SH000001"), path)
    #expect(try restore("2024-01-04", "small") == ["archive.changed"])
  }

  @Test("a night of a day before the last leaves the archive as it is")
  func backwards() throws {
    #expect(try world.program.run("nightly", "--date", "2024-01-04", "--quiet").exit == 0)
    let before = try world.program.bytes(below: "reports")
    let result = try world.program.run("nightly", "--date", "2024-01-03")
    #expect(result.err.contains("archive.sealed"))
    #expect(try differing(before, world.program.bytes(below: "reports")) == [])
    #expect(try world.program.run("archive", "verify", "--quiet").exit == 0)
    #expect(try world.program.run("site", "check", "--quiet").exit == 0)
  }

  @Test("the last night taken away, and the head's manifest rewritten, are found")
  func head() throws {
    for date in ["2024-01-03", "2024-01-04"] {
      #expect(try world.program.run("nightly", "--date", date, "--quiet").exit == 0)
    }
    let path = "reports/2024-01-04/manifest.json"
    let text = try FileReader.text(world.program.path(path))
    try world.write(text.replacing("\"level\": 2", with: "\"level\": 1"), path)
    let changed = try world.program.run("archive", "verify")
    #expect(changed.exit == 1)
    #expect(changed.out.contains("2024-01-04 changed: manifest.json"))
    try world.remove("reports/2024-01-04")
    let gone = try world.program.run("archive", "verify")
    #expect(gone.exit == 1)
    #expect(gone.out.contains("2024-01-04 missing: head.json"))
  }
}
