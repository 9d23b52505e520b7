import Foundation
import Primitives
import TestSupport
import Testing

@Suite("review and archive diff, as a user calls them")
struct ReviewTests {
  let signing: SigningWorld
  private var world: SmallWorld { signing.world }

  init() throws { signing = try SigningWorld() }

  private func approve(_ name: String = SigningWorld.reviewer) throws -> Program.Result {
    try signing.approve(reviewer: name)
  }

  @Test("from a night to an approval, and back when the configuration changes")
  func wholeWay() throws {
    #expect(try approve().diagnostics == ["review.no-request"])
    #expect(
      try world.program.run("review", "request", "--migration", "small", "--author", "wang").diagnostics
        == ["review.not-judged"])
    #expect(try world.program.run("nightly", "--date", "2024-01-04", "--quiet").exit == 0)
    #expect(try world.program.run("review", "request", "--migration", "small", "--author", "wang").exit == 0)
    #expect(try world.program.run("review", "status").exit == 1)
    #expect(try approve("wang").diagnostics == ["review.author"])
    #expect(try approve().exit == 0)
    let status = try world.program.run("review", "status", "--json")
    #expect(status.exit == 0)
    #expect(status.json?["small"]?["state"]?.stringValue == "approved")
    // The next day alone changes nothing, another configuration does.
    #expect(try world.program.run("nightly", "--date", "2024-01-05", "--quiet").exit == 0)
    #expect(try world.program.run("review", "status").exit == 0)
    try world.write(SmallWorld.configuration().replacing("0.0015", with: "0.0025"), "ws/conf.yaml")
    #expect(try world.program.run("nightly", "--date", "2024-01-05", "--quiet").exit == 0)
    let reopened = try world.program.run("review", "status", "--json")
    #expect(reopened.exit == 1)
    #expect(reopened.json?["small"]?["state"]?.stringValue == "reopened")
    let causes = reopened.json?["small"]?["reasons"]?.arrayValue?.compactMap { $0["cause"]?.stringValue } ?? []
    #expect(causes.contains("other-configuration"))
    let page = try FileReader.text(world.program.path("site/en/migrations/small.html"))
    #expect(page.contains("Different configuration"))
    let diff = try world.program.run("archive", "diff", "2024-01-04", "2024-01-05", "--json")
    #expect(diff.exit == 1)
    #expect(diff.json?["counts"]?["digest"]?.intValue ?? 0 > 0)
    let names = diff.json?["differences"]?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []
    #expect(names.contains("replayed configuration_digest"))
    #expect(try world.program.run("archive", "diff", "2024-01-04", "2024-01-04").exit == 0)
    #expect(try world.program.run("archive", "diff", "2024-01-04", "2024-01-09").exit == 2)
  }

  @Test("an exception that cannot be read is refused with its form", arguments: ["x", "x=tomorrow", "=2027-01-01"])
  func exception(_ text: String) throws {
    let result = try world.program.run(
      "review", "approve", "--migration", "small", "--reviewer", "li@example.com", "--key", "key", "--exception", text)
    #expect(result.exit == 2)
    #expect(result.diagnostics == ["review.exception"])
  }
}
